"""Read the award, the edition, its prizes and its rounds from a preset."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.awards import preset_values as values
from portal.awards.preset_nodes import Block, check_unique
from portal.awards.preset_schema import (
    PresetAssignment,
    PresetAward,
    PresetCalendar,
    PresetContact,
    PresetEdition,
    PresetFeedback,
    PresetPrize,
    PresetPrizePool,
    PresetResult,
    PresetRetention,
    PresetRound,
)
from portal.awards.preset_words import HIDEABLE, RecusedSheets, RoundKind

RESULT_RULES = ("mean_of_totals",)
CURRENCIES = ("VND", "USD", "EUR")
MAX_MONEY = 1_000_000_000_000

CODE = "a code of small letters, digits and underscores"
SLUG = "small letters, digits and hyphens"
DAY = "a date such as 2025-01-31"
MOMENT = "a local date and time such as 2025-01-31 17:00"
POINTS = "points such as 80 or 79.5"
RECUSED = "leave_out or keep_finished"
ROUND = "scoring, pass_fail, ranking, pairwise or ballot"
SHARE = "a fraction of the council such as 2/3"

BALLOT_KEYS = ("quorum", "pass_share", "pass_of", "pass_by", "secrecy", "votes", "casting_vote")

_NO_DAY = date(1970, 1, 1)
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


def whole(block: Block, name: str, low: int, high: int) -> int:
    """A required whole number in a range; 0 stands in for one that could not be read."""
    return block.need(name, _whole_words(low, high), values.whole(low, high), 0)


def may_whole(block: Block, name: str, low: int, high: int) -> int | None:
    """An optional whole number in a range."""
    return block.may(name, _whole_words(low, high), values.whole(low, high))


def _whole_words(low: int, high: int) -> str:
    return f"a whole number from {low} to {high}"


def code(block: Block) -> str:
    """The required code of a block."""
    return block.need("code", CODE, values.code, "")


def read_award(block: Block) -> PresetAward:
    """Read the award."""
    award = PresetAward(
        slug=block.need("slug", SLUG, values.slug, ""),
        name=block.text("name"),
        description=block.text("description"),
        provenance=block.provenance(),
    )
    block.close()
    return award


def read_contact(block: Block) -> PresetContact:
    """Read whom to turn to."""
    contact = PresetContact(
        name=block.text("name"),
        email=block.may("email", "an e-mail address", values.email),
        phone=block.may("phone", "a telephone number", str),
        address=block.may_text("address"),
        hours=block.may_text("hours"),
        provenance=block.provenance(),
    )
    block.close()
    return contact


def read_feedback(root: Block) -> PresetFeedback | None:
    """Read what stands around the letters to authors, where the preset says it."""
    block = root.block("feedback", required=False)
    if not root.has("feedback"):
        return None
    feedback = PresetFeedback(
        greeting=block.may_text("greeting"),
        closing=block.may_text("closing"),
        second_person=block.flag("second_person", default=False),
        provenance=block.provenance(),
    )
    block.close()
    return feedback


def read_retention(root: Block) -> PresetRetention | None:
    """Read how long an archive is kept, where the preset says it."""
    block = root.block("retention", required=False)
    if not root.has("retention"):
        return None
    retention = PresetRetention(
        hand_over_within_years=may_whole(block, "hand_over_within_years", 1, 100),
        kept_for_years=may_whole(block, "kept_for_years", 1, 1000),
        note=block.may_text("note"),
        provenance=block.provenance(),
    )
    block.close()
    return retention


def read_locales(root: Block) -> tuple[str, ...]:
    """Find the edition's locales before any text is read; their own problems are told later."""
    quiet = Block(type(root.reading)(root.reading.path), root.node, "", 1)
    return quiet.block("edition").listed("locales", "a locale", values.locale)


def read_edition(block: Block) -> PresetEdition:
    """Read the edition."""
    timezone = block.need("timezone", "a time zone such as Asia/Ho_Chi_Minh", values.zone, "UTC")
    edition = PresetEdition(
        slug=block.need("slug", SLUG, values.slug, ""),
        code=block.need("code", "capitals, digits and hyphens", values.edition_code, ""),
        number=whole(block, "number", 1, 999),
        year=whole(block, "year", 1990, 2200),
        name=block.text("name"),
        tagline=block.text("tagline"),
        intro=block.text("intro"),
        who_may_enter=block.may_text("who_may_enter"),
        what_to_prepare=block.may_text("what_to_prepare"),
        what_happens_next=block.may_text("what_happens_next"),
        timezone=timezone,
        locales=block.listed("locales", "a locale such as vi or en", values.locale),
        calendar=_calendar(block.block("calendar"), timezone),
        assignment=_assignment(block.block("assignment")),
        result=_result(block.block("result")),
        prize_pool=_prize_pool(block.block("prize_pool")),
        provenance=block.provenance(),
    )
    judges = edition.assignment.judges_per_submission
    if judges and edition.result.minimum_sheets > judges:
        block.block("result").complain(
            "minimum_sheets",
            f"at most judges_per_submission ({judges})",
            str(edition.result.minimum_sheets),
        )
    block.close()
    return edition


def _calendar(block: Block, timezone: str) -> PresetCalendar:
    zone = ZoneInfo(timezone)
    opens_at = block.need("opens_at", MOMENT, values.moment, _NO_MOMENT)
    closes_at = block.need("closes_at", MOMENT, values.moment, _NO_MOMENT)
    applied_from = block.may("applied_from", DAY, values.day)
    applied_to = block.may("applied_to", DAY, values.day)
    if _NO_MOMENT not in (opens_at, closes_at) and closes_at <= opens_at:
        block.complain(
            "closes_at",
            f"a moment after opens_at ({opens_at:%Y-%m-%d %H:%M})",
            f"{closes_at:%Y-%m-%d %H:%M}",
        )
    if applied_from and applied_to and applied_to < applied_from:
        block.complain(
            "applied_to",
            f"a date not before applied_from ({applied_from})",
            f"{applied_to}",
        )
    calendar = PresetCalendar(
        opens_at=opens_at.replace(tzinfo=zone),
        closes_at=closes_at.replace(tzinfo=zone),
        applied_from=applied_from,
        applied_to=applied_to,
        comment_days=may_whole(block, "comment_days", 1, 365),
        provenance=block.provenance(),
    )
    block.close()
    return calendar


def _assignment(block: Block) -> PresetAssignment:
    assignment = PresetAssignment(
        judges_per_submission=whole(block, "judges_per_submission", 1, 50),
        min_load=whole(block, "min_load", 0, 1000),
        max_load=whole(block, "max_load", 1, 1000),
        provenance=block.provenance(),
    )
    if assignment.max_load and assignment.max_load < assignment.min_load:
        block.complain(
            "max_load",
            f"at least min_load ({assignment.min_load})",
            f"{assignment.max_load}",
        )
    block.close()
    return assignment


def _result(block: Block) -> PresetResult:
    scale = whole(block, "scale", 1, 1000)
    result = PresetResult(
        scale=scale,
        rule=block.need("rule", " or ".join(RESULT_RULES), values.one_of(RESULT_RULES), ""),
        minimum_sheets=whole(block, "minimum_sheets", 1, 50),
        threshold=block.need("threshold", POINTS, values.points, Decimal(0)),
        disagreement=block.may("disagreement", POINTS, values.points),
        recused_sheets=block.may("recused_sheets", RECUSED, RecusedSheets) or RecusedSheets.LEAVE_OUT,
        ties=read_ties(block),
        provenance=block.provenance(),
    )
    check_threshold(block, result.threshold, scale)
    check_disagreement(block, result.disagreement, scale)
    block.close()
    return result


def check_threshold(block: Block, threshold: Decimal | None, scale: int) -> None:
    """Complain of a threshold that no submission could reach."""
    if threshold is not None and scale and threshold > scale:
        block.complain("threshold", f"at most the scale ({scale})", str(threshold))


def check_disagreement(block: Block, limit: Decimal | None, scale: int) -> None:
    """Complain of a difference that no two sheets can exceed."""
    if limit is not None and scale and limit >= scale:
        block.complain("disagreement", f"less than the scale ({scale})", str(limit))


def read_ties(block: Block) -> tuple[str, ...]:
    """The codes of the criteria that decide between equal means; none means a shared rank."""
    return block.listed("ties", "the code of a criterion", values.code, required=False)


def _prize_pool(block: Block) -> PresetPrizePool:
    pool = PresetPrizePool(
        currency=block.need("currency", "one of " + ", ".join(CURRENCIES), values.one_of(CURRENCIES), ""),
        total_cap=whole(block, "total_cap", 1, 10_000),
        provenance=block.provenance(),
    )
    block.close()
    return pool


def read_prizes(blocks: list[Block], total_cap: int) -> tuple[PresetPrize, ...]:
    """Read the levels of prize, which must grow with rank and fit under the cap."""
    check_unique(blocks, "code")
    check_unique(blocks, "rank")
    prizes = tuple(_prize(block) for block in blocks)
    for block, prize in zip(blocks, prizes, strict=True):
        cap = prize.max_per_category
        if cap and total_cap and cap > total_cap:
            block.complain("max_per_category", f"at most the total cap ({total_cap})", str(cap))
        above = [p.amount for p in prizes if p.amount and p.rank < prize.rank]
        if above and prize.amount > min(above):
            block.complain(
                "amount",
                f"at most that of a higher rank ({min(above)})",
                str(prize.amount),
            )
        block.close()
    return prizes


def _prize(block: Block) -> PresetPrize:
    return PresetPrize(
        code=code(block),
        rank=whole(block, "rank", 1, 99),
        name=block.text("name"),
        amount=whole(block, "amount", 0, MAX_MONEY),
        max_per_category=may_whole(block, "max_per_category", 1, 10_000),
        honours=block.texts("honours"),
        provenance=block.provenance(),
    )


def read_rounds(blocks: list[Block], questions: Sequence[str]) -> tuple[PresetRound, ...]:
    """Read the passes of judging in their order; `questions` are the keys of the form, which a round may hide."""
    check_unique(blocks, "code")
    return tuple(_round(block, (*HIDEABLE, *questions)) for block in blocks)


def _round(block: Block, hideable: Sequence[str]) -> PresetRound:
    kind = block.need("kind", ROUND, RoundKind, RoundKind.SCORING)
    found = PresetRound(
        code=code(block),
        kind=kind,
        name=block.text("name"),
        council=block.text("council"),
        description=block.may_text("description"),
        quorum=block.may("quorum", SHARE, values.share),
        pass_share=block.may("pass_share", SHARE, values.share),
        pass_of=block.may("pass_of", "present or all", values.one_of(("present", "all"))),
        pass_by=block.may("pass_by", "at_least or more_than", values.one_of(("at_least", "more_than"))),
        secrecy=block.may("secrecy", "open or secret", values.one_of(("open", "secret"))),
        votes=may_whole(block, "votes", 1, 5),
        casting_vote=block.flag("casting_vote", default=False),
        hides=block.listed("hides", "one of " + ", ".join(hideable), values.one_of(hideable), required=False),
        provenance=block.provenance(),
    )
    for name in BALLOT_KEYS:
        given = block.find(name, "", required=False)
        if kind.has_panels and given:
            block.complain(name, f"no such key in a {kind} round", values.described(given))
    block.close()
    return found
