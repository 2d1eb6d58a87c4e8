"""A text cut into the pieces that another text shares and those it does not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it stands in the other one too."""

    text: str
    shared: bool


def marked(text: str, spans: list[tuple[int, int]]) -> list[Piece]:
    """The whole text in order; overlapping spans are joined. Spans are character offsets, end exclusive."""
    pieces: list[Piece] = []
    place = 0
    for start, end in sorted(spans):
        start = max(start, place)
        if start >= end:
            continue
        if start > place:
            pieces.append(Piece(text[place:start], False))
        pieces.append(Piece(text[start:end], True))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:], False))
    return pieces
