"""Read what a preset says about the public's voice: the comment period, and what is asked after the prize."""

from portal.awards import preset_values as values
from portal.awards.preset_edition import code, may_whole
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import PresetCommentReason, PresetComments, PresetPlace, PresetReplication

MOST_DAYS = 3650


def read_comments(root: Block) -> PresetComments | None:
    """Read the rules of the comment period, where the preset has them."""
    block = root.block("comments", required=False)
    if not root.has("comments"):
        return None
    reasons = block.blocks("reasons", required=False)
    check_unique(reasons, "code")
    comments = PresetComments(
        answer_days=may_whole(block, "answer_days", 1, 365),
        erase_after_days=may_whole(block, "erase_after_days", 1, MOST_DAYS),
        reasons=tuple(_reason(one) for one in reasons),
        provenance=block.provenance(),
    )
    block.close()
    return comments


def _reason(block: Block) -> PresetCommentReason:
    reason = PresetCommentReason(code=code(block), label=block.text("label"), text=block.text("text"))
    block.close()
    return reason


def read_replication(root: Block) -> PresetReplication | None:
    """Read what winners are asked after the prize, and the places adoptions are counted by."""
    block = root.block("replication", required=False)
    if not root.has("replication"):
        return None
    places = block.blocks("places", required=False)
    check_unique(places, "code")
    months = values.whole(1, 120)
    replication = PresetReplication(
        check_in_months=block.listed("check_in_months", "a number of months from 1 to 120", months, required=False),
        reminder_days=may_whole(block, "reminder_days", 1, 365),
        most_reminders=may_whole(block, "most_reminders", 0, 10),
        erase_after_days=may_whole(block, "erase_after_days", 1, MOST_DAYS),
        places=tuple(_place(one) for one in places),
        provenance=block.provenance(),
    )
    block.close()
    return replication


def _place(block: Block) -> PresetPlace:
    place = PresetPlace(code=code(block), name=block.text("name"))
    block.close()
    return place
