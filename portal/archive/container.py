"""The file itself: a ZIP without compression, in a fixed order, that ends with a signature over all of it."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20
SEAL = 128
"""The last characters of the file, in the comment of the ZIP: an Ed25519 signature in hexadecimal digits."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a ZIP can name: the same content gives the same bytes, whenever it is written."""

Chunks = Iterable[bytes]
Entry = tuple[str, Chunks]


@dataclass(frozen=True, slots=True)
class Written:
    """The finished file."""

    size: int
    sha256: str


class _HoldingBack:
    """Passes on what is written but for the last bytes, which stand where the signature comes; hashes what it passes.

    It cannot be moved to and fro on purpose: the ZIP is then written in one go, from its beginning to its end.
    """

    def __init__(self, target: BinaryIO):
        self.target = target
        self.sha256 = hashlib.sha256()
        self.size = 0
        self._held = b""

    def write(self, content: bytes) -> int:
        whole = self._held + bytes(content)
        passed, self._held = whole[:-SEAL], whole[-SEAL:]
        self._pass(passed)
        return len(content)

    def flush(self) -> None:
        """There is nothing to do: what is held back must not go out yet."""

    def finish(self, sign: Callable[[bytes], bytes]) -> Written:
        """Put the signature in the place of what was held back."""
        self._pass(sign(self.sha256.digest()).hex().encode())
        return Written(self.size, self.sha256.hexdigest())

    def _pass(self, content: bytes) -> None:
        self.sha256.update(content)
        self.size += len(content)
        self.target.write(content)


def write(target: BinaryIO, entries: Iterable[Entry], sign: Callable[[bytes], bytes]) -> Written:
    """Write entries as they come, one chunk at a time; `sign` gets the SHA-256 of everything before the signature."""
    holding = _HoldingBack(target)
    with zipfile.ZipFile(holding, "w", zipfile.ZIP_STORED, allowZip64=True) as file:  # type: ignore[call-overload]
        for path, chunks in entries:
            info = zipfile.ZipInfo(path, LONG_AGO)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            with file.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
        file.comment = b"0" * SEAL
    return holding.finish(sign)


def sealed_digest(stream: BinaryIO) -> tuple[bytes, str, Written]:
    """What the signature at the end must be over, that signature, and the figures of the whole file."""
    sha256, size, held = hashlib.sha256(), 0, b""
    whole = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        whole.update(chunk)
        size += len(chunk)
        held += chunk
        sha256.update(held[:-SEAL])
        held = held[-SEAL:]
    return sha256.digest(), held.decode("ascii", "replace"), Written(size, whole.hexdigest())


def chunks_of(stream: BinaryIO) -> Chunks:
    """A stream in pieces that fit into memory."""
    while chunk := stream.read(CHUNK):
        yield chunk
