"""Reading a ballot from a page: `vote-<work>` and `prize-<work>`."""

from collections.abc import Iterable, Mapping

from portal.ballots.ballot_rules import Choice, Vote


def read_ballot(form: Mapping[str, str], works: Iterable[int]) -> dict[int, Vote]:
    """What was ticked; a prize goes with an agreement, and is forgotten beside any other answer."""
    found = {}
    for work in works:
        choice, prize = form.get(f"vote-{work}", ""), form.get(f"prize-{work}", "")[:40]
        if choice in set(Choice):
            found[work] = Vote(Choice(choice), prize if choice == Choice.AGREE else "")
    return found


def read_numbers(form: Mapping[str, str], name: str, works: Iterable[int]) -> dict[int, int]:
    """Whole numbers typed for each work, such as `agree-12`; what is empty is none, what is no number is -1."""
    return {work: _number(form.get(f"{name}-{work}", "")) for work in works}


def _number(raw: str) -> int:
    typed = raw.strip() or "0"
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else -1
