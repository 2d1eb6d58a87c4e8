"""A file that passes for a film: the right boxes around bytes that nothing can compress."""

import hashlib
import os
import struct
from pathlib import Path

PIECE = 16 * 1024 * 1024


def write_recording(path: Path, size: int) -> str:
    """Write an ISO base media file of exactly `size` bytes (ISO 14496-12); gives its SHA-256."""
    start = _box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + _box(b"moov", _box(b"free"))
    start += struct.pack(">I4s", size - len(start), b"mdat")
    noise, seal, left = os.urandom(PIECE), hashlib.sha256(start), size - len(start)
    with path.open("wb") as file:
        file.write(start)
        while left:
            piece = noise[: min(left, PIECE)]
            file.write(piece)
            seal.update(piece)
            left -= len(piece)
    return seal.hexdigest()


def _box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content
