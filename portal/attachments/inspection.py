"""Reading a stored file once: its size, its SHA-256, what its content looks like, and what is wrong inside."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

HEAD = 1 << 16
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the bytes themselves say."""

    size: int
    sha256: str
    head: bytes
    extensions: frozenset[str]


def inspect(stream: BinaryIO, copy: BinaryIO | None = None) -> Inspection:
    """Hash a stream in pieces, look at its beginning and copy it if asked; one piece at a time is in memory."""
    seal, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(CHUNK):
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        seal.update(chunk)
        if copy is not None:
            copy.write(chunk)
        size += len(chunk)
    return Inspection(size, seal.hexdigest(), head, _extensions(head))


def _extensions(head: bytes) -> frozenset[str]:
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(match.extension.lower().lstrip(".") for match in matches)
