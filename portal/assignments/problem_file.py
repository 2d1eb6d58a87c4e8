"""Problem files: judges, submissions and limits as JSON, fits and conflicts as lists or in files beside it."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from portal.assignments import problem_values as values
from portal.assignments.problem import NOT_GIVEN, TOTAL, WORST_FIRST, Id, Problem
from portal.assignments.problem_tables import Names, conflict_table, expert_table, fit_table, pair_list
from portal.assignments.problem_values import ProblemFileError, wrong
from portal.assignments.tables import Array

KEYS = {
    *("judges", "submissions", "judges_needed", "seed", "fairness", "pair_probability_cap"),
    *("fit", "fit_csv", "fit_npy", "default_fit", "conflicts", "conflicts_npy"),
    *("fixed", "started", "keep", "forbidden", "experts", "minimum_experts"),
    *("forbid_same_organisation", "distinct_organisations", "require_connected"),
}
LARGEST_SEED = 2**63 - 1
LARGEST_NEED = 1_000_000


def read_problem(path: Path) -> Problem:
    """The problem in a file; raises ProblemFileError with one line."""
    try:
        return problem_from(_parsed(path), path.parent)
    except ProblemFileError as error:
        raise ProblemFileError(f"{path.name}: {error}".replace("\n", " ")) from error


def _parsed(path: Path) -> Any:
    try:
        return json.loads(
            path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_each_key_once
        )
    except OSError as error:
        raise ProblemFileError(f"cannot be read ({error.strerror or 'wrong name'})") from error
    except UnicodeDecodeError as error:
        raise ProblemFileError(f"byte {error.start + 1} is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ProblemFileError(f"line {error.lineno}, column {error.colno}: not JSON ({error.msg})") from error
    except RecursionError as error:
        raise ProblemFileError("lists are nested too deeply") from error
    except ProblemFileError:
        raise
    except ValueError as error:
        raise ProblemFileError("holds a number of too many digits, or its name is no name of a file") from error


def _no_constant(name: str) -> Any:
    raise ProblemFileError(f"{name} is not a number that JSON knows; fits are numbers from 0 to 1")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ProblemFileError(f"the key {values.shown(key)} is given twice in one object")
        found[key] = value
    return found


def problem_from(content: Any, folder: Path) -> Problem:
    """The problem in parsed JSON; files it names are looked for in the folder."""
    given = values.mapping(content, "the whole")
    unknown = sorted(set(given) - KEYS)
    if unknown:
        raise wrong(values.shown(unknown[0]), f"no such key; there are {', '.join(sorted(KEYS))}")
    judges = _people(given, "judges")
    submissions = _people(given, "submissions")
    names = Names(_ids(judges, "judges"), _ids(submissions, "submissions"))
    houses = _houses([*judges, *submissions])
    least, most = _loads(judges)
    experts, minimum = expert_table(given, judges, submissions, names)
    return Problem(
        judges=tuple(names.judges),
        submissions=tuple(names.submissions),
        needed=_needs(given, submissions, minimum),
        min_load=least,
        max_load=most,
        judge_organisation=houses[: len(judges)],
        submission_organisation=houses[len(judges) :],
        fit=fit_table(given, names, folder),
        conflicts=conflict_table(given, names, folder),
        fixed=pair_list(given.get("fixed"), "fixed", names, with_fit=True),
        started=pair_list(given.get("started"), "started", names, with_fit=True),
        keep=pair_list(given.get("keep"), "keep", names, with_fit=True),
        forbidden=pair_list(given.get("forbidden"), "forbidden", names),
        experts=experts,
        minimum_experts=minimum,
        **_choices(given),
        categories=_categories(submissions),
    )


def _choices(given: dict[str, Any]) -> dict[str, Any]:
    flags = {"forbid_same_organisation": True, "distinct_organisations": False, "require_connected": False}
    choices: dict[str, Any] = {key: values.flag(given.get(key, default), key) for key, default in flags.items()}
    choices["fairness"] = given.get("fairness", TOTAL)
    if choices["fairness"] not in (TOTAL, WORST_FIRST):
        raise wrong("fairness", f'{values.shown(choices["fairness"])} is neither "{TOTAL}" nor "{WORST_FIRST}"')
    choices["seed"] = values.whole(given.get("seed", 1), "seed", 0, LARGEST_SEED)
    cap = given.get("pair_probability_cap")
    if cap is not None:
        choices["pair_probability_cap"] = values.fraction(cap, "pair_probability_cap")
        if cap < 1 / 64:
            raise wrong("pair_probability_cap", f"{values.shown(cap)} is less than 1/64")
        if given.get("keep"):
            raise wrong("pair_probability_cap", 'a draw cannot keep pairs; leave "keep" out, or fix them with "fixed"')
    return choices


def _people(given: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return list(values.each(values.required(given, key, "the whole"), key, values.mapping))


def _ids(people: list[dict[str, Any]], key: str) -> dict[Id, int]:
    found: dict[Id, int] = {}
    for place, person in enumerate(people):
        where = f"{key}[{place}]"
        name = values.identifier(values.required(person, "id", where), f"{where}.id")
        if name in found:
            raise wrong(f"{where}.id", f"{values.shown(name)} is the id of {key}[{found[name]}] already")
        found[name] = place
    return found


def _houses(people: list[dict[str, Any]]) -> Array:
    """A number for each organisation; names that differ only in case, marks or spaces are one organisation."""
    numbers: dict[str, int] = {}
    found = np.full(len(people), NOT_GIVEN, np.int64)
    for place, person in enumerate(people):
        name = person.get("organisation")
        if name is None:
            continue
        if folded := values.folded(values.text(name, f"organisation of {values.shown(person['id'])}")):
            found[place] = numbers.setdefault(folded, len(numbers))
    return found


def _loads(judges: list[dict[str, Any]]) -> tuple[Array, Array]:
    both = np.full((2, len(judges)), NOT_GIVEN, np.int64)
    for place, judge in enumerate(judges):
        for row, key in enumerate(("min_load", "max_load")):
            if judge.get(key) is not None:
                both[row, place] = values.whole(judge[key], f"judges[{place}].{key}")
        least, most = both[:, place]
        if NOT_GIVEN not in (least, most) and least > most:
            raise wrong(f"judges[{place}]", f"min_load {least} is more than max_load {most}")
    return both[0], both[1]


def _needs(given: dict[str, Any], submissions: list[dict[str, Any]], minimum: int) -> Array:
    needed = np.zeros(len(submissions), np.int64)
    common = given.get("judges_needed")
    for place, submission in enumerate(submissions):
        where = f"submissions[{place}]"
        value = submission.get("judges_needed", common)
        if value is None:
            raise wrong(where, '"judges_needed" is missing')
        needed[place] = values.whole(value, f"{where}.judges_needed", 0, LARGEST_NEED)
        if needed[place] < minimum:
            raise wrong(f"{where}.judges_needed", f"{value} is less than minimum_experts {minimum}")
    return needed


def _categories(submissions: list[dict[str, Any]]) -> tuple[str | None, ...]:
    found = []
    for place, submission in enumerate(submissions):
        name = submission.get("category")
        found.append(None if name is None else str(values.identifier(name, f"submissions[{place}].category")))
    return tuple(found)
