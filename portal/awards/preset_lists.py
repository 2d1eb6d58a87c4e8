"""Read which lists an edition makes on the way to its decision, and by which rules."""

from collections.abc import Sequence

from portal.awards.preset_edition import may_whole
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import PresetList, PresetRound
from portal.awards.preset_words import ListKind, ListRule, RoundKind

KINDS = tuple(ListKind)[:-1]
"""The decided list is made by the decision, and never asked for."""
STARTING = (ListRule.THRESHOLD, ListRule.TOP)
"""What can make a list out of points alone."""


def read_lists(blocks: list[Block], rounds: Sequence[PresetRound]) -> tuple[PresetList, ...]:
    """Read the lists in their order; where a preset names none, the shortlist by threshold is the only one."""
    check_unique(blocks, "kind")
    votes = any(one.kind is RoundKind.BALLOT for one in rounds)
    found: list[PresetList] = []
    for block in blocks:
        one = _list(block)
        if found and KINDS.index(one.kind) < KINDS.index(found[-1].kind):
            block.complain("kind", f"a list that comes after {found[-1].kind}", one.kind)
        if not found and one.rule not in STARTING:
            block.complain("rule", "threshold or top, for there is no list before", one.rule)
        if one.rule is ListRule.COUNCIL_VOTE and not votes:
            block.complain("rule", "a rule that needs no ballot, or a ballot round", one.rule)
        found.append(one)
    return tuple(found)


def _list(block: Block) -> PresetList:
    found = PresetList(
        kind=block.need("kind", " or ".join(KINDS), _kind, ListKind.SHORTLIST),
        rule=block.need("rule", " or ".join(ListRule), ListRule, ListRule.THRESHOLD),
        count=may_whole(block, "count", 1, 10_000),
        provenance=block.provenance(),
    )
    if (found.rule is ListRule.TOP) != (found.count is not None):
        block.complain("count", "a number with the rule top, and with no other", str(found.count or "nothing"))
    block.close()
    return found


def _kind(raw: str) -> ListKind:
    if raw not in KINDS:
        raise ValueError(raw)
    return ListKind(raw)
