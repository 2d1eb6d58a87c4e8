"""Votes and counters as bytes whose length says nothing: one place for each work and answer, used or not."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.ballots.ballot_rules import Choice, Count, Vote

NO_ANSWER = 255


@dataclass(frozen=True, slots=True)
class Frame:
    """The works and prizes of a box, in their order."""

    works: tuple[int, ...]
    prizes: tuple[str, ...]

    @property
    def answers(self) -> tuple[Vote, ...]:
        """Every answer that can be given on a work."""
        agreeing = (Vote(Choice.AGREE), *(Vote(Choice.AGREE, prize) for prize in self.prizes))
        return (Vote(Choice.DISAGREE), Vote(Choice.ABSTAIN), *agreeing)

    def ballot_bytes(self, votes: Mapping[int, Vote]) -> bytes:
        """One ballot: a byte for each work."""
        place = {vote: number for number, vote in enumerate(self.answers)}
        return bytes(place[votes[work]] if work in votes else NO_ANSWER for work in self.works)

    def ballot(self, content: bytes) -> dict[int, Vote]:
        """The ballot in such bytes."""
        answers = self.answers
        return {work: answers[one] for work, one in zip(self.works, content, strict=True) if one != NO_ANSWER}

    def counter_bytes(self, counts: Mapping[int, Count]) -> bytes:
        """The counters: four bytes for each work and answer."""
        numbers: list[int] = []
        for work in self.works:
            count = counts.get(work, Count())
            proposed = [count.prizes.get(prize, 0) for prize in self.prizes]
            numbers += [count.disagree, count.abstain, count.agree - sum(proposed), *proposed]
        return struct.pack(f">{len(numbers)}I", *numbers)

    def counts(self, content: bytes) -> dict[int, Count]:
        """The counters in such bytes."""
        width = len(self.answers)
        numbers = struct.unpack(f">{len(self.works) * width}I", content)
        return {work: self._count(numbers[n * width : (n + 1) * width]) for n, work in enumerate(self.works)}

    def _count(self, numbers: Sequence[int]) -> Count:
        disagree, abstain, plain, *proposed = numbers
        prizes = {prize: n for prize, n in zip(self.prizes, proposed, strict=True) if n}
        return Count(plain + sum(proposed), disagree, abstain, prizes)


def added(counts: Mapping[int, Count], more: Mapping[int, Count]) -> dict[int, Count]:
    """Both together."""
    return {work: _sum(counts.get(work, Count()), more.get(work, Count())) for work in counts.keys() | more.keys()}


def _sum(one: Count, other: Count) -> Count:
    named = one.prizes.keys() | other.prizes.keys()
    prizes = {prize: one.prizes.get(prize, 0) + other.prizes.get(prize, 0) for prize in named}
    return Count(one.agree + other.agree, one.disagree + other.disagree, one.abstain + other.abstain, prizes)
