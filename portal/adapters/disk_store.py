"""Files on the local disk behind the same interface: the embedded default."""

import hashlib
import io
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.adapters.object_store import (
    MINIMUM_PART,
    ObjectInfo,
    ObjectMissingError,
    Part,
    StoreError,
    content_disposition,
)

CHUNK = 1 << 20
LARGEST_PART = 64 * 1024 * 1024
GOOD_ID = re.compile(r"^[0-9a-f]{32}$")


class TooLargeError(StoreError):
    """Raised when a part is larger than any browser should send."""


class DiskStore:
    """Objects under one folder; addresses are signed, expire, and are answered by the portal itself."""

    min_part_size = MINIMUM_PART
    durable = True
    """Whether a write waits for the disk; a scratch store that is thrown away need not."""

    def __init__(self, root: Path, secret: str, base_url: str, files_url: str = ""):
        self.root = root.resolve()
        self.base_url, self.files_url = base_url, files_url or base_url
        self.connect_origins: list[str] = []
        self._signer = URLSafeTimedSerializer(secret, salt="adapters.disk_store")

    def _path(self, key: str) -> Path:
        path = (self.root / "objects" / key).resolve()
        if not path.is_relative_to(self.root / "objects") or path == self.root / "objects":
            raise StoreError("That key leads out of the store")
        return path

    def _upload(self, upload_id: str) -> Path:
        if not GOOD_ID.match(upload_id):
            raise ObjectMissingError("There is no such upload")
        return self.root / "uploads" / upload_id

    def _open_upload(self, key: str, upload_id: str) -> Path:
        folder = self._upload(upload_id)
        note = folder / "upload.json"
        if not note.exists() or json.loads(note.read_text())["key"] != key:
            raise ObjectMissingError("There is no such upload")
        return folder

    def _write(self, path: Path, stream: BinaryIO, limit: int | None = None) -> tuple[str, int]:
        """Write a stream beside its place, then move it there: never half a file. Gives MD5 and size."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        seal, size = hashlib.md5(usedforsecurity=False), 0
        try:
            with temporary.open("wb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if limit is not None and size > limit:
                        raise TooLargeError("The part is too large")
                    seal.update(chunk)
                    file.write(chunk)
                file.flush()
                if self.durable:
                    os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        return seal.hexdigest(), size

    def start_multipart(self, key: str, content_type: str) -> str:
        self._path(key)
        upload_id = uuid.uuid4().hex
        folder = self._upload(upload_id)
        folder.mkdir(parents=True)
        (folder / "upload.json").write_text(json.dumps({"key": key, "content_type": content_type}))
        return upload_id

    def sign(self, *claims: str | int) -> str:
        """A token for one act; it names the act, the key and everything else that must not change."""
        return str(self._signer.dumps(list(claims)))

    def claims(self, token: str, expires_in: int) -> list[str | int] | None:
        """What a token says, or None when it is forged or older than the seconds it carries."""
        try:
            claims = self._signer.loads(token, max_age=expires_in)
        except BadSignature:
            return None
        return claims if isinstance(claims, list) else None

    def _address(self, act: str, expires_in: int, *claims: str | int) -> str:
        query = urlencode({"expires": expires_in, "token": self.sign(act, expires_in, *claims)})
        # What comes out of files may live on a host of its own, where no cookie is ever sent.
        base = self.files_url if act == "object" else self.base_url
        return f"{base}/store/{act}?{query}"

    def presign_part(self, key: str, upload_id: str, number: int, expires_in: int = 3600) -> str:
        return self._address("part", expires_in, key, upload_id, number)

    def store_part(self, key: str, upload_id: str, number: int, stream: BinaryIO) -> str:
        """Keep one part; its ETag is the MD5 of its bytes, as S3 does it."""
        folder = self._open_upload(key, upload_id)
        etag, _size = self._write(folder / f"{number:05d}", stream, LARGEST_PART)
        (folder / f"{number:05d}.etag").write_text(etag)
        return f'"{etag}"'

    def list_parts(self, key: str, upload_id: str) -> list[Part]:
        folder = self._open_upload(key, upload_id)
        return [
            Part(int(note.stem), f'"{note.read_text()}"', note.with_suffix("").stat().st_size)
            for note in sorted(folder.glob("*.etag"))
        ]

    def complete_multipart(self, key: str, upload_id: str, parts: list[Part]) -> None:
        folder = self._open_upload(key, upload_id)
        stored = {part.number: part for part in self.list_parts(key, upload_id)}
        ordered = sorted(parts, key=lambda part: part.number)
        if not ordered:
            raise StoreError("An upload needs at least one part")
        for part in ordered:
            kept = stored.get(part.number)
            if kept is None or kept.etag.strip('"') != part.etag.strip('"'):
                raise StoreError(f"Part {part.number} is missing or differs")
            if part is not ordered[-1] and kept.size < MINIMUM_PART:
                raise StoreError(f"Part {part.number} is too small")
        with _Joined([folder / f"{part.number:05d}" for part in ordered]) as stream:
            self._write(self._path(key), stream)  # type: ignore[arg-type]
        note = json.loads((folder / "upload.json").read_text())
        self._note(key).write_text(note["content_type"])
        shutil.rmtree(folder)

    def abort_multipart(self, key: str, upload_id: str) -> None:
        try:
            shutil.rmtree(self._open_upload(key, upload_id))
        except ObjectMissingError:
            return

    def presign_get(
        self, key: str, *, filename: str, content_type: str, inline: bool = False, expires_in: int = 300
    ) -> str:
        shown = content_type if inline else "application/octet-stream"
        return self._address("object", expires_in, key, content_disposition(filename, inline=inline), shown)

    def _note(self, key: str) -> Path:
        path = self.root / "types" / self._path(key).relative_to(self.root / "objects")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def put(self, key: str, content: BinaryIO | bytes, content_type: str) -> None:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        self._write(self._path(key), stream)
        self._note(key).write_text(content_type)

    def path_of(self, key: str) -> Path:
        """Where an object lies, for the view that sends it."""
        path = self._path(key)
        if not path.is_file():
            raise ObjectMissingError("There is no such object")
        return path

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with self.path_of(key).open("rb") as stream:
            yield stream

    def head(self, key: str) -> ObjectInfo:
        size, note = self.path_of(key).stat().st_size, self._note(key)
        return ObjectInfo(size, note.read_text() if note.exists() else "")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)
        self._note(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        base = self.root / "objects"
        for path in sorted(base.rglob("*")):
            key = path.relative_to(base).as_posix()
            if path.is_file() and not path.name.startswith(".") and key.startswith(prefix):
                yield key

    def ensure_bucket(self, origin: str) -> None:
        """Make the folder; the origin is our own, so nothing else is needed."""
        self.root.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """Write, read and delete a probe."""
        try:
            self.put("probe", b"probe", "text/plain")
            self.delete("probe")
        except OSError as error:
            raise StoreError(f"The folder of the store cannot be written: {error.strerror}") from error


class _Joined:
    """Several files read one after the other."""

    def __init__(self, paths: list[Path]):
        self.paths = iter(paths)
        self.current: BinaryIO | None = None

    def __enter__(self) -> "_Joined":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.current is not None:
            self.current.close()

    def read(self, size: int) -> bytes:
        while True:
            if self.current is None:
                path = next(self.paths, None)
                if path is None:
                    return b""
                self.current = path.open("rb")
            if chunk := self.current.read(size):
                return chunk
            self.current.close()
            self.current = None
