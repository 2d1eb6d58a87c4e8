"""Making the shortlist and the decision: each a new immutable list."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of, prizes_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import digest
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.decisions import prizes as prize_rules
from portal.decisions import queries
from portal.decisions.models import Decision, ListEntry, ListKind, ListVersion
from portal.scoring import queries as scoring
from portal.scoring.ranking import Standing


class ScoringUnfinishedError(PortalError):
    """Raised when a shortlist is made while sheets are missing and no reason is given."""

    message = _l("Some dossiers lack finished sheets. Wait for them, or write the reason to go on without them.")


class ShortlistMissingError(PortalError):
    """Raised when prizes are decided before there is a shortlist."""

    message = _l("Make the shortlist first.")


class PrizesRefusedError(PortalError):
    """Raised for prizes beyond a hard cap, or beyond a soft one without a reason; `sentences` say which."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class _Line:
    standing: Standing
    category: Category
    prize_id: int | None = None


def _lines(edition: Edition) -> tuple[list[_Line], int]:
    """Everything at or above its category's threshold, and how many submissions have no result yet."""
    found, missing = [], 0
    standings = scoring.standings(edition)
    for category in categories_of(edition):
        for standing in standings.get(category.id, []):
            if standing.mean is None:
                missing += 1
            elif standing.mean >= Fraction(category.threshold):
                found.append(_Line(standing, category))
    return found, missing


def make_shortlist(edition: Edition, *, actor: Any, reason: str = "") -> ListVersion:
    """List every submission that reaches its category's threshold; dated, numbered, and never changed again."""
    with transaction():
        lines, missing = _lines(edition)
        unfinished = missing or scoring_unfinished(edition)
        if unfinished and not reason.strip():
            raise ScoringUnfinishedError()
        rule = {
            "kind": "threshold",
            "thresholds": {one.code: f"{one.threshold.normalize():f}" for one in categories_of(edition)},
            "minimum_sheets": edition.minimum_sheets,
            "keeps_recused": edition.keeps_recused,
            "disagreement": {
                one.code: f"{one.disagreement.normalize():f}"
                for one in categories_of(edition)
                if one.disagreement is not None
            },
            "ties": {one.code: list(one.tie_criteria) for one in categories_of(edition) if one.tie_criteria},
            "without_result": missing,
        }
        return _write_list(edition, ListKind.SHORTLIST, lines, rule, reason.strip(), actor)


def scoring_unfinished(edition: Edition) -> bool:
    """Whether any assigned sheet is not finished."""
    return any(row.finished < row.assigned for row in scoring.progress(edition))


def _write_list(
    edition: Edition, kind: ListKind, lines: list[_Line], rule: dict[str, Any], reason: str, actor: Any
) -> ListVersion:
    numbers = select(func.max(ListVersion.number)).where(ListVersion.edition_id == edition.id, ListVersion.kind == kind)
    number = (db.session.scalar(numbers) or 0) + 1
    entries = [_entry(position, line) for position, line in enumerate(lines, start=1)]
    version = ListVersion(
        edition_id=edition.id,
        kind=kind,
        number=number,
        rule=rule,
        reason=reason,
        digest=digest(
            {"kind": kind.value, "number": number, "rule": rule, "entries": [_plain(one) for one in entries]}
        ),
        created_by_id=actor.id,
        created_at=clock.now(),
        entries=entries,
    )
    db.session.add(version)
    db.session.flush()
    record(
        Action.LIST_MADE, version, actor=actor, list=kind.value, number=number, entries=len(entries),
        digest=version.digest,
    )  # fmt: skip
    return version


def _entry(position: int, line: _Line) -> ListEntry:
    mean = line.standing.mean or Fraction()
    return ListEntry(
        position=position,
        submission_id=line.standing.submission,
        category_id=line.category.id,
        rank=line.standing.rank or 0,
        mean_numerator=mean.numerator,
        mean_denominator=mean.denominator,
        sheets=line.standing.sheets,
        prize_id=line.prize_id,
    )


def _plain(entry: ListEntry) -> list[Any]:
    mean = [entry.mean_numerator, entry.mean_denominator]
    return [entry.submission_id, entry.category_id, entry.rank, mean, entry.sheets, entry.prize_id]


def check(edition: Edition, prizes: dict[int, str], cap_reasons: dict[int, str]) -> list[str]:
    """Why these prizes may not be given, as sentences; empty when they may."""
    shortlist = queries.latest_list(edition, ListKind.SHORTLIST)
    if shortlist is None:
        raise ShortlistMissingError()
    category_of = {entry.submission_id: entry.category_id for entry in shortlist.entries}
    levels = queries.levels_of(edition)
    known = {level.code for level in levels}
    if not prizes.keys() <= category_of.keys() or not set(prizes.values()) <= known:
        return [str(_l("Only shortlisted works can be given a prize of this edition."))]
    breaches = prize_rules.check_caps(
        prizes, category_of, levels, category_caps=queries.caps_of(edition), total_cap=edition.prize_cap
    )
    names = {one.id: localized(one.name) for one in categories_of(edition)}
    labels = {one.code: localized(one.name) for one in prizes_of(edition)}
    return [
        _sentence(breach, names, labels)
        for breach in breaches
        if not (breach.is_soft and cap_reasons.get(breach.category or 0, "").strip())
    ]


def _sentence(breach: prize_rules.Breach, names: dict[int, str], labels: dict[str, str]) -> str:
    values = {"limit": breach.limit, "given": breach.given}
    if breach.kind == "total":
        return str(_l("%(given)d prizes are more than the %(limit)d that may be given in all.", **values))
    category = names[breach.category or 0]
    if breach.kind == "level":
        text = _l(
            "%(category)s: %(given)d × %(prize)s, but at most %(limit)d may be given.",
            category=category,
            prize=labels[breach.level or ""],
            **values,
        )
        return str(text)
    text = _l(
        "%(category)s: %(given)d prizes are above the cap of %(limit)d; write the reason.",
        category=category,
        **values,
    )
    return str(text)


def decide(
    edition: Edition,
    *,
    prizes: dict[int, str],
    cap_reasons: dict[int, str],
    reference: str,
    signatory: str,
    actor: Any,
) -> Decision:
    """Give the prizes: a decided list and the act that makes it official; refused beyond the caps."""
    with transaction():
        sentences = check(edition, prizes, cap_reasons)
        if sentences:
            raise PrizesRefusedError(sentences)
        shortlist = queries.latest_list(edition, ListKind.SHORTLIST)
        if shortlist is None:
            raise ShortlistMissingError()
        ids = {one.code: one.id for one in prizes_of(edition)}
        reasons = {str(category): text.strip() for category, text in cap_reasons.items() if text.strip()}
        rule = {"kind": "decision", "shortlist": shortlist.digest, "prize_cap": edition.prize_cap}
        version = _write_list(edition, ListKind.DECIDED, _decided(edition, shortlist, prizes, ids), rule, "", actor)
        decision = Decision(
            edition_id=edition.id,
            list_version=version,
            reference=reference,
            signatory=signatory,
            cap_reasons=reasons,
            decided_by_id=actor.id,
            decided_at=clock.now(),
        )
        db.session.add(decision)
        record(
            Action.DECISION_MADE, decision, actor=actor, reference=reference, prizes=len(prizes),
            cap_reasons=reasons,
        )  # fmt: skip
        return decision


def _decided(edition: Edition, shortlist: ListVersion, prizes: dict[int, str], ids: dict[str, int]) -> list[_Line]:
    categories = {one.id: one for one in categories_of(edition)}
    return [
        _Line(
            Standing(
                entry.submission_id,
                Fraction(entry.mean_numerator, entry.mean_denominator),
                entry.sheets,
                entry.rank,
                tied=False,
            ),
            categories[entry.category_id],
            ids.get(prizes.get(entry.submission_id, "")),
        )
        for entry in shortlist.entries
    ]
