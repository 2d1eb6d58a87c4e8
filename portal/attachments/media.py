"""Blanking what films and sounds tell of their maker, in place: nothing moves, and no more than a piece is in memory.

Boxes of MP4 by ISO 14496-12, tags of MP3 by id3.org, chunks of WAV by RIFF.
"""

import struct
from pathlib import Path
from typing import BinaryIO

MOVIES = frozenset({"mp4", "m4v", "m4a", "mov"})
MEDIA = frozenset({"mp3", "wav", *MOVIES})
PIECE = 1 << 20
TOLD_BOXES = (b"udta", b"meta", b"uuid")
OUTER_BOXES = (b"moov", b"trak", b"mdia")
DATED_BOXES = (b"mvhd", b"tkhd", b"mdhd")
SOUNDING_CHUNKS = (b"fmt ", b"data", b"fact", b"cue ", b"smpl", b"PEAK", b"JUNK", b"PAD ")
"""What a player needs of a WAV; every other chunk tells something about somebody."""


def forget_maker(extension: str, path: Path) -> None:
    """Blank titles, names, places, devices and moments of a film or sound."""
    with path.open("r+b") as file:
        size = path.stat().st_size
        if extension in MOVIES:
            _forget_boxes(file, 0, size)
        elif extension == "wav":
            _forget_chunks(file, size)
        else:
            _forget_tags(file, size)


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _write(file: BinaryIO, place: int, content: bytes) -> None:
    file.seek(place)
    file.write(content)


def _wipe(file: BinaryIO, place: int, end: int) -> None:
    file.seek(place)
    while place < end:
        length = min(PIECE, end - place)
        file.write(bytes(length))
        place += length


def _forget_boxes(file: BinaryIO, place: int, end: int) -> None:
    """Turn what tells into `free`, which every player skips; take the moments out of what must stay."""
    while place + 8 <= end:
        length, kind, head = _box(file, place, end)
        if length < head:
            return
        stop = min(end, place + length)
        if kind in TOLD_BOXES or (kind == b"trak" and _is_told(file, place + head, stop)):
            _write(file, place + 4, b"free")
            _wipe(file, place + head, stop)
        elif kind in OUTER_BOXES:
            _forget_boxes(file, place + head, stop)
        elif kind in DATED_BOXES:
            # Version 1 writes the moments of making and changing as eight bytes each, version 0 as four.
            wide = _at(file, place + head, 1) == b"\1"
            _wipe(file, place + head + 4, min(stop, place + head + (20 if wide else 12)))
        place += length


def _box(file: BinaryIO, place: int, end: int) -> tuple[int, bytes, int]:
    length, kind = struct.unpack(">I4s", _at(file, place, 8))
    if length == 1:
        return (int.from_bytes(_at(file, place + 8, 8), "big"), kind, 16)
    return (length or end - place, kind, 8)


def _is_told(file: BinaryIO, place: int, end: int) -> bool:
    """Whether a track holds neither picture nor sound but a log of where the camera was."""
    while place + 8 <= end:
        length, kind, head = _box(file, place, end)
        if length < head:
            return False
        if kind == b"mdia":
            return _is_told(file, place + head, min(end, place + length))
        if kind == b"hdlr":
            return _at(file, place + head + 8, 4) == b"meta"
        place += length
    return False


def _forget_chunks(file: BinaryIO, size: int) -> None:
    place = 12
    while place + 8 <= size:
        kind, length = struct.unpack("<4sI", _at(file, place, 8))
        if kind not in SOUNDING_CHUNKS:
            _write(file, place, b"JUNK")
            _wipe(file, place + 8, min(size, place + 8 + length))
        # Chunks begin at even places.
        place += 8 + length + (length & 1)


def _forget_tags(file: BinaryIO, size: int) -> None:
    """Empty the tags in front, whose room stays as padding, and cut off those at the end."""
    place = 0
    while (head := _at(file, place, 10)).startswith(b"ID3") and len(head) == 10:
        length = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        footer = 10 if head[5] & 0x10 else 0
        _write(file, place + 5, b"\0")
        _wipe(file, place + 10, min(size, place + 10 + length + footer))
        place += 10 + length + footer
    if _at(file, max(0, size - 128), 3) == b"TAG":
        size -= 128
    tail = _at(file, max(0, size - 32), 32)
    if tail.startswith(b"APETAGEX"):
        length, flags = struct.unpack_from("<I4xI", tail, 12)
        size = max(0, size - length - (32 if flags & 0x80000000 else 0))
    file.truncate(size)
