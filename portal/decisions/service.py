"""Making the shortlist and the decision: each a new immutable list."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.list_steps import SHORTLIST_BY_THRESHOLD, Step
from portal.awards.models import Edition
from portal.awards.queries import categories_of, prizes_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.i18n import local_time, localized
from portal.decisions import prizes as prize_rules
from portal.decisions import queries
from portal.decisions.models import Decision, DecisionProposal, ListKind, ListVersion
from portal.decisions.public_words import refuse_private
from portal.decisions.settings import settings_of
from portal.decisions.writing import Line, write_list
from portal.jobs.service import enqueue
from portal.scoring import queries as scoring


class ScoringUnfinishedError(PortalError):
    """Raised when a shortlist is made while sheets are missing and no reason is given."""

    message = _l("Some dossiers lack finished sheets. Wait for them, or write the reason to go on without them.")


class ShortlistMissingError(PortalError):
    """Raised when prizes are decided before the list they are given from is made."""

    message = _l("Make the list first from which the prizes are given.")


class SecondPersonNeededError(PortalError):
    """Raised when one person alone would release a decision that takes two."""

    message = _l("In this edition one organizer prepares the decision and another releases it.")


class PrizesRefusedError(PortalError):
    """Raised for prizes beyond a hard cap, or beyond a soft one without a reason; `sentences` say which."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def _lines(edition: Edition, step: Step) -> tuple[list[Line], int]:
    """What the step takes of the standings, and how many submissions have no result yet.

    That is everything at or above its category's threshold, or the best of each category; who shares the last place
    of these is in.
    """
    found, missing = [], 0
    standings = scoring.standings(edition)
    for category in categories_of(edition):
        for standing in standings.get(category.id, []):
            if standing.mean is None:
                missing += 1
            elif (standing.rank or 0) <= step.count if step.count else standing.mean >= Fraction(category.threshold):
                found.append(Line(standing, category))
    return found, missing


def make_shortlist(edition: Edition, *, actor: Any, reason: str = "") -> ListVersion:
    """List every submission that reaches its category's threshold; dated, numbered, and never changed again."""
    return make_by_points(edition, SHORTLIST_BY_THRESHOLD, actor=actor, reason=reason)


def make_by_points(
    edition: Edition, step: Step, *, actor: Any, reason: str = "", dated_on: date | None = None
) -> ListVersion:
    """Make the list of a step that rests on points: by threshold, or the best of each category."""
    with transaction():
        lines, missing = _lines(edition, step)
        unfinished = missing or scoring_unfinished(edition)
        if unfinished and not reason.strip():
            raise ScoringUnfinishedError()
        rule = {
            "kind": step.rule.value,
            **({"count": step.count} if step.count else {}),
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
        return write_list(edition, step.kind, lines, rule, reason.strip(), actor, dated_on=dated_on)


def scoring_unfinished(edition: Edition) -> bool:
    """Whether any assigned sheet is not finished."""
    return any(row.finished < row.assigned for row in scoring.progress(edition))


def check(edition: Edition, prizes: dict[int, str], cap_reasons: dict[int, str]) -> list[str]:
    """Why these prizes may not be given, as sentences; empty when they may."""
    shortlist = queries.basis_of_decision(edition)
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
    decided_on: date | None = None,
    proposal: DecisionProposal | None = None,
) -> Decision:
    """Give the prizes: a decided list and the act that makes it official; refused beyond the caps.

    Where two people are needed, `proposal` is what another person has prepared; `release.py` sees to the rest.
    """
    with transaction():
        if settings_of(edition).second_person and (proposal is None or proposal.prepared_by_id == actor.id):
            raise SecondPersonNeededError()
        sentences = check(edition, prizes, cap_reasons)
        if sentences:
            raise PrizesRefusedError(sentences)
        refuse_private(edition, *cap_reasons.values())
        shortlist = queries.basis_of_decision(edition)
        if shortlist is None:
            raise ShortlistMissingError()
        ids = {one.code: one.id for one in prizes_of(edition)}
        reasons = {str(category): text.strip() for category, text in cap_reasons.items() if text.strip()}
        rule = {"kind": "decision", "shortlist": shortlist.digest, "prize_cap": edition.prize_cap}
        version = write_list(
            edition,
            ListKind.DECIDED,
            _decided(edition, shortlist, prizes, ids),
            rule,
            "",
            actor,
            base=shortlist,
            dated_on=_list_date(edition, shortlist, decided_on),
        )
        decision = Decision(
            edition_id=edition.id,
            list_version=version,
            reference=reference,
            signatory=signatory,
            cap_reasons=reasons,
            decided_on=decided_on or local_time(clock.now(), edition.time_zone).date(),
            decided_by_id=actor.id,
            decided_at=clock.now(),
            proposal=proposal,
        )
        db.session.add(decision)
        record(
            Action.DECISION_MADE, decision, actor=actor, reference=reference, prizes=len(prizes),
            cap_reasons=reasons, proposal=proposal.id if proposal else None,
        )  # fmt: skip
        enqueue("decisions.make_paper", decision_id=decision.id)
        return decision


def _list_date(edition: Edition, shortlist: ListVersion, decided_on: date | None) -> date | None:
    """The day of the decision, where a list may bear it: the act may be dated ahead, its list may not."""
    today = local_time(clock.now(), edition.time_zone).date()
    return decided_on if decided_on is not None and shortlist.dated_on <= decided_on <= today else None


def _decided(edition: Edition, shortlist: ListVersion, prizes: dict[int, str], ids: dict[str, int]) -> list[Line]:
    categories = {one.id: one for one in categories_of(edition)}
    return [
        Line(
            queries.standing_of(entry),
            categories[entry.category_id],
            ids.get(prizes.get(entry.submission_id, "")),
        )
        for entry in shortlist.entries
    ]
