"""Reading what a run looks at, and freezing it as whole numbers that can be hashed and read again."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.assignments.fit import SAID_NOTHING, WHOLE, Weights, keyword_parts, text_parts
from portal.assignments.models import Assignment, AssignmentState, PairRule, PairRuleKind, Preference, PreferenceAnswer
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.queries import recused_pairs
from portal.assignments.run_settings import RunSettings
from portal.awards.models import Category, Round
from portal.core.db import db
from portal.core.search_text import fold
from portal.judges.grounds import groups_of
from portal.judges.models import Judge
from portal.judges.organisations import Groups, named_in
from portal.judges.queries import conflict_pairs, panel
from portal.screening.queries import accepted_submissions
from portal.submissions.models import Submission
from portal.submissions.queries import latest_contents

MOST_TEXT = 20_000
"""So many characters of a work are compared; the beginning says what it is about."""
WORTH = {PreferenceAnswer.GLADLY: WHOLE, PreferenceAnswer.RATHER_NOT: 0}


def freeze(category: Category, round: Round, settings: RunSettings) -> dict[str, Any]:
    """Judges, submissions, fits and everything settled about pairs, as they are now."""
    works = accepted_submissions(category)
    standing = standing_rows(round, [one.id for one in works])
    seated = panel(category)
    judges = seated + _others({row[0] for row in standing} - {one.id for one in seated})
    fixed, forbidden, late = pair_rules(judges, works)
    words = settings.expertise or tuple(category.expertise)
    return {
        "judges": _judge_rows(judges, {one.id for one in seated}, groups_of(category.edition)),
        "usual": [usual_limit(category, "min_load"), usual_limit(category, "max_load")],
        "submissions": [[one.id, category.judges_per_submission] for one in works],
        "fit": _parts(judges, works),
        "weights": [Weights().keywords, Weights().text, Weights().preference],
        "conflicts": _rows(conflict_pairs(category)),
        "recused": _rows(recused_pairs(category)),
        "fixed": fixed,
        "forbidden": forbidden,
        "late": late,
        "standing": standing,
        "experts": [one.id for one in judges if _is_expert(one, words)],
    }


def _rows(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    return sorted([judge, one] for judge, one in pairs)


def standing_rows(round: Round, submission_ids: list[int]) -> list[list[Any]]:
    """Judge, submission, and whether a sheet was started, of every pair that stands."""
    statement = select(Assignment.judge_id, Assignment.submission_id, Assignment.started_at).where(
        Assignment.round_id == round.id,
        Assignment.submission_id.in_(submission_ids),
        Assignment.state == AssignmentState.ACTIVE,
    )
    return sorted([row[0], row[1], int(row[2] is not None)] for row in db.session.execute(statement))


def _others(judge_ids: set[int]) -> list[Judge]:
    """Those who have left the panel while pairs of theirs still stand."""
    if not judge_ids:
        return []
    statement = select(Judge).options(joinedload(Judge.user).lazyload(User.grants)).where(Judge.id.in_(judge_ids))
    return list(db.session.scalars(statement.order_by(Judge.id)).unique())


def pair_rules(judges: list[Judge], works: list[Submission]) -> tuple[list[list[int]], ...]:
    """What organizers have settled: pairs that must be, pairs that must not, and those that are to be read late."""
    statement = select(PairRule.judge_id, PairRule.submission_id, PairRule.kind, PairRule.reads_late).where(
        PairRule.judge_id.in_([one.id for one in judges]), PairRule.submission_id.in_([one.id for one in works])
    )
    found = db.session.execute(statement).all()
    return (
        _rows((row[0], row[1]) for row in found if row[2] is PairRuleKind.FIXED),
        _rows((row[0], row[1]) for row in found if row[2] is PairRuleKind.FORBIDDEN),
        _rows((row[0], row[1]) for row in found if row[3]),
    )


def usual_limit(category: Category, name: str) -> int:
    """What the edition asks of a judge who has stated nothing."""
    limit = category.edition.rules.get("edition", {}).get("assignment", {}).get(name)
    return NOT_GIVEN if limit is None else int(limit)


def _judge_rows(judges: list[Judge], seated: set[int], groups: Groups) -> list[list[Any]]:
    houses = joined([_keys(judge, groups) for judge in judges])
    loads = ([NOT_GIVEN if value is None else value for value in (one.min_load, one.max_load)] for one in judges)
    return [
        [judge.id, *load, house, int(judge.id in seated)]
        for judge, load, house in zip(judges, loads, houses, strict=True)
    ]


def joined(listed: list[list[str]]) -> list[int]:
    """A number for each list of names, the same for those that share one directly or through others; -1 for none."""
    house_of: dict[str, int] = {}
    found = []
    for number, names in enumerate(listed):
        known = {house_of[name] for name in names if name in house_of}
        house = min(known, default=number)
        house_of.update({name: house for name, other in house_of.items() if other in known})
        house_of.update(dict.fromkeys(names, house))
        found.append(names[0] if names else "")
    return [house_of[name] if name else NOT_GIVEN for name in found]


def _keys(judge: Judge, groups: Groups) -> list[str]:
    """Every name of the organisations where a judge works now."""
    names = [one.name for one in judge.organisations if one.until_on is None] or [judge.user.organisation]
    return sorted(groups.related(key for name in names for key in named_in(name).own))


def _is_expert(judge: Judge, words: tuple[str, ...]) -> bool:
    has = f" {' '.join(fold(word) for word in judge.expertise)} "
    return any((key := fold(word)) and f" {key} " in has for word in words)


def _parts(judges: list[Judge], works: list[Submission]) -> dict[str, list[list[int]]]:
    """The parts of each pair's fit: rows of judges, columns of works, in thousandths."""
    contents = latest_contents([one.id for one in works])
    texts = [text_of(contents.get(one.id, {})) for one in works]
    own = [" ".join([*judge.expertise, judge.about]) for judge in judges]
    return {
        "keywords": keyword_parts([judge.expertise for judge in judges], texts).tolist(),
        "text": text_parts(own, texts).tolist(),
        "preference": _preferences(judges, works),
    }


def text_of(content: dict[str, Any]) -> str:
    """What a frozen dossier says it is about: title, summary and the texts of its answers."""
    answers = [value for value in content.get("answers", {}).values() if isinstance(value, str)]
    return " ".join([content.get("title", ""), content.get("summary", ""), *answers])[:MOST_TEXT]


def _preferences(judges: list[Judge], works: list[Submission]) -> list[list[int]]:
    statement = select(Preference.judge_id, Preference.submission_id, Preference.answer).where(
        Preference.judge_id.in_([one.id for one in judges])
    )
    said = {(row[0], row[1]): WORTH[row[2]] for row in db.session.execute(statement)}
    return [[said.get((judge.id, work.id), SAID_NOTHING) for work in works] for judge in judges]
