"""The manifest: what an archive names of itself, and how that is signed."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.digest import canonical_bytes, digest

FORMAT = "vinhdanh-archive-1"
MANIFEST = "manifest.json"
RULES = "public/rules.json"
PUBLICATIONS = "public/results-"
TABLES = "sealed/tables/"
DESCRIPTION = "sealed/tables.json"
AUDIT = "sealed/audit.jsonl"
DOSSIERS = "sealed/dossiers/"
FILES = "sealed/files/"
RENDITIONS = "sealed/renditions/"
PAPERS = "sealed/papers/"
PAPER_TABLES = ("decision_papers", "certificate_files")
"""The tables whose rows name a signed PDF by its SHA-256."""


@dataclass(frozen=True, slots=True)
class Part:
    """One path of the archive."""

    path: str
    size: int
    sha256: str


def table_path(name: str) -> str:
    """Where the rows of a table stand."""
    return f"{TABLES}{name}.jsonl"


def paper_path(sha256: str) -> str:
    """Where a signed PDF stands: by what it is, so that a row of its table finds it."""
    return f"{PAPERS}{sha256}.pdf"


def manifest_of(about: Mapping[str, Any], parts: Iterable[Part]) -> dict[str, Any]:
    """What is signed: what the archive is about, and every path with size and SHA-256."""
    listed = [{"path": part.path, "size": part.size, "sha256": part.sha256} for part in parts]
    return {"format": FORMAT, **about, "paths": listed}


def signed_manifest(manifest: dict[str, Any], public_key: str, sign: Callable[[bytes], bytes]) -> tuple[bytes, str]:
    """The bytes of the manifest's file, and the digest for the minutes."""
    fingerprint = digest(manifest)
    signature = sign(canonical_bytes(manifest)).hex()
    document = {"manifest": manifest, "digest": fingerprint, "signature": signature, "public_key": public_key}
    return canonical_bytes(document), fingerprint


def read_manifest(content: bytes) -> dict[str, Any]:
    """The document of a manifest's file; raises ValueError where it is none that this portal reads."""
    document = json.loads(content)
    if not isinstance(document, dict) or not isinstance(document.get("manifest"), dict):
        raise ValueError("no manifest")
    if document["manifest"].get("format") != FORMAT:
        raise ValueError("another format")
    return document
