"""Reading a stored file once: its size, its SHA-256, and what its content looks like."""

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


def inspect(stream: BinaryIO) -> Inspection:
    """Hash a stream in pieces and look at its beginning; never more than one piece is in memory."""
    seal, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(CHUNK):
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        seal.update(chunk)
        size += len(chunk)
    return Inspection(size, seal.hexdigest(), head, _extensions(head))


def _extensions(head: bytes) -> frozenset[str]:
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(match.extension.lower().lstrip(".") for match in matches)
