"""Checking an archive on any computer, without a database: signatures, hashes, the audit chain, and what follows."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.adapters.signer import verify_with
from portal.archive import manifest
from portal.archive.container import chunks_of, sealed_digest
from portal.archive.contents_check import problems_inside
from portal.core.digest import NotCanonicalError, canonical_bytes, digest

LARGEST_MANIFEST = 512 * 1024 * 1024
NO_ARCHIVE = "This file is no archive of an edition, or it is not whole."
BAD_DIGEST = "The manifest was changed: its digest does not fit."
OTHER_KEY = "The archive was not signed with this key."
BAD_SIGNATURE = "The signature of the manifest does not fit."
BAD_SEAL = "The file was changed after it was sealed: the signature at its end does not fit."
ODD_ORDER = "The parts do not stand in the order of the manifest."


class NoArchiveError(Exception):
    """Raised for a file that cannot be read as an archive at all."""


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """What was found wrong, and the figures to compare with the minutes."""

    problems: tuple[str, ...]
    readable: bool = True
    edition: str = ""
    parts: int = 0
    size: int = 0
    sha256: str = ""
    digest: str = ""
    public_key: str = ""

    @property
    def holds(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """The outcome for programs."""
        figures = {name: getattr(self, name) for name in ("edition", "parts", "size", "sha256", "digest", "public_key")}
        return {"holds": self.holds, "problems": list(self.problems), **figures}

    def lines(self) -> list[str]:
        """The outcome for people."""
        if self.problems:
            return list(self.problems)
        return [
            f"The archive of {self.edition} is whole: {self.parts} parts, nothing changed, missing or added.",
            "The audit chain holds, frozen contents fit their digests, and the published results follow by the rule.",
            f"Digest for the minutes: {self.digest}",
            f"SHA-256 of the file:    {self.sha256}",
            f"Signed with the key:    {self.public_key}",
        ]


def check_archive(path: Path, key: str | None = None) -> ArchiveCheck:
    """Verify an archive by a public key of 64 hexadecimal digits, or by the one it names; a piece at a time."""
    try:
        with path.open("rb") as stream:
            sealed, seal, written = sealed_digest(stream)
        with zipfile.ZipFile(path) as file:
            document = _manifest(file)
            about, stated = document["manifest"], str(document["public_key"])
            found = [*_signatures(document, (key or stated).lower(), sealed, seal)]
            # What is not signed is not worth reading; what was changed inside is told part by part.
            if not (set(found) & {BAD_DIGEST, BAD_SIGNATURE, OTHER_KEY}):
                parts = list(_parts(file, about["paths"]))
                found += parts or problems_inside(file, about, (key or stated).lower())
            return ArchiveCheck(
                tuple(dict.fromkeys(found)),
                edition=str(about["edition"]["code"]),
                parts=len(about["paths"]),
                size=written.size,
                sha256=written.sha256,
                digest=str(document["digest"]),
                public_key=stated,
            )
    except (NoArchiveError, zipfile.BadZipFile, OSError, ValueError, KeyError, TypeError, NotImplementedError):
        return ArchiveCheck((NO_ARCHIVE,), readable=False)


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    info = file.getinfo(manifest.MANIFEST)
    if info.file_size > LARGEST_MANIFEST or info.compress_type != zipfile.ZIP_STORED:
        raise NoArchiveError(info.filename)
    return manifest.read_manifest(file.read(info))


def _signatures(document: dict[str, Any], key: str, sealed: bytes, seal: str) -> Iterator[str]:
    try:
        signed, fingerprint = canonical_bytes(document["manifest"]), digest(document["manifest"])
    except NotCanonicalError:
        yield BAD_DIGEST
        return
    if fingerprint != document["digest"]:
        yield BAD_DIGEST
    elif document["public_key"] != key:
        yield OTHER_KEY
    elif not verify_with(key, signed, str(document["signature"])):
        yield BAD_SIGNATURE
    if not verify_with(key, sealed, seal):
        yield BAD_SEAL


def _parts(file: zipfile.ZipFile, listed: list[dict[str, Any]]) -> Iterator[str]:
    """Every part that is missing, added or changed."""
    infos = file.infolist()
    present = [info.filename for info in infos]
    expected = [str(part["path"]) for part in listed] + [manifest.MANIFEST]
    yield from (f"{path}: missing" for path in expected if path not in set(present))
    yield from (f"{path}: not in the manifest" for path in present if path not in set(expected))
    if sorted(present) == sorted(expected) and present != expected:
        yield ODD_ORDER
    if len(set(present)) != len(present) or len(set(expected)) != len(expected):
        yield "A part stands there more than once."
    known = {info.filename: info for info in infos}
    for part in listed:
        if (info := known.get(part["path"])) and (problem := _changed(file, info, part)):
            yield f"{part['path']}: {problem}"


def _changed(file: zipfile.ZipFile, info: zipfile.ZipInfo, part: dict[str, Any]) -> str:
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x1:
        return "not stored as it is"
    if info.file_size != part["size"]:
        return f"{info.file_size} bytes instead of {part['size']}"
    sha256 = hashlib.sha256()
    try:
        with file.open(info) as stream:
            for chunk in chunks_of(stream):  # type: ignore[arg-type]
                sha256.update(chunk)
    except (zipfile.BadZipFile, EOFError):
        return "cannot be read"
    return "" if sha256.hexdigest() == part["sha256"] else "changed"


def as_json(check: ArchiveCheck) -> str:
    """The outcome as one line of JSON."""
    return json.dumps(check.as_dict(), ensure_ascii=False)
