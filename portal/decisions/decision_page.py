"""What the decision page shows: the shortlist by category, the prizes chosen so far, and what they come to."""

from collections.abc import Callable

from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of, prizes_of
from portal.core.i18n import localized
from portal.decisions import prizes as prize_rules
from portal.decisions import queries
from portal.decisions.models import DecisionProposal, ListEntry, ListVersion, ProposalState


class DecisionPage:
    """The prizes of a shortlist while somebody chooses them; works hidden from that person are left out."""

    def __init__(self, edition: Edition, shortlist: ListVersion, hidden: frozenset[int]):
        self.edition, self.shortlist = edition, shortlist
        self.categories, self.prizes = categories_of(edition), prizes_of(edition)
        self.levels = queries.as_levels(self.prizes)
        self.entries = queries.short_entries(shortlist, hidden)
        self.ranks = queries.ranks_among(self.entries) if hidden else {}
        self.chosen: dict[int, str] = {}
        self.reasons: dict[int, str] = {}

    def begin(self, last: DecisionProposal | None) -> None:
        """Fill in what was prepared last on this shortlist, else what the assistant proposes."""
        if last and last.shortlist_id == self.shortlist.id and last.state is not ProposalState.RELEASED:
            self.chosen = {int(submission): code for submission, code in last.prizes.items()}
            self.reasons = {int(category): text for category, text in last.cap_reasons.items()}
            return
        caps = {one.id: one.prize_cap for one in self.categories}
        self.chosen = queries.proposal_from(self.entries, self.levels, caps, self.edition.prize_cap)

    def choose(self, typed: Callable[[str, str], str], reason: Callable[[int], str]) -> None:
        """Take what somebody has chosen on the page."""
        picked = {one.submission_id: typed(f"prize-{one.submission_id}", "")[:40] for one in self.entries}
        self.chosen = {one: code for one, code in picked.items() if code}
        self.reasons = {one.id: reason(one.id) for one in self.categories}

    @property
    def tally(self) -> prize_rules.Tally:
        """Numbers and money of what is chosen."""
        category_of = {one.submission_id: one.category_id for one in self.entries}
        known = {one: code for one, code in self.chosen.items() if one in category_of}
        return prize_rules.tally_of(known, category_of, self.levels)

    @property
    def tied(self) -> frozenset[int]:
        """Works that share their rank."""
        return prize_rules.tied_works(queries.candidates_of(self.entries))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Codes and names of the prizes."""
        return [(prize.code, localized(prize.name)) for prize in self.prizes]

    @property
    def groups(self) -> list[tuple[Category, list[ListEntry]]]:
        """The works of each category that has some."""
        grouped = [(one, [entry for entry in self.entries if entry.category_id == one.id]) for one in self.categories]
        return [(category, entries) for category, entries in grouped if entries]
