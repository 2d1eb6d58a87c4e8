"""Ways to forge a published document; each gives False where a contest has nothing to forge in that way."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from tests.publication.contests import Published, decide, publish

Results = dict[str, Any]


def _sheet(rng: Random, results: Results) -> Any:
    judged = [sheets for sheets in results["sheets"].values() if sheets]
    return rng.choice(rng.choice(judged)) if judged else None


def score(rng: Random, results: Results) -> bool:
    sheet = _sheet(rng, results)
    if sheet is None:
        return False
    code = rng.choice(list(sheet["points"]))
    sheet["points"][code] += rng.choice((-1, 1, 100, -250))
    return True


def nonce(rng: Random, results: Results) -> bool:
    sheet = _sheet(rng, results)
    if sheet is not None:
        sheet["nonce"] = rng.randbytes(16).hex()
    return sheet is not None


def swap(rng: Random, results: Results) -> bool:
    """Two sheets change places, or two works their sheets."""
    sheets = results["sheets"]
    one, other = rng.sample(sorted(sheets), 2)
    if sheets[one] == sheets[other]:
        return False
    sheets[one], sheets[other] = sheets[other], sheets[one]
    totals = results["sheet_totals"]
    totals[one], totals[other] = totals[other], totals[one]
    return True


def order(rng: Random, results: Results) -> bool:
    many = [sheets for sheets in results["sheets"].values() if len(sheets) > 1]
    if not many:
        return False
    rng.choice(many).reverse()
    return True


def drop(rng: Random, results: Results) -> bool:
    number = rng.choice(sorted(results["sheets"]))
    if not results["sheets"][number]:
        return False
    at = rng.randrange(len(results["sheets"][number]))
    del results["sheets"][number][at], results["sheet_totals"][number][at]
    return True


def duplicate(rng: Random, results: Results) -> bool:
    number = rng.choice(sorted(results["sheets"]))
    if not results["sheets"][number]:
        return False
    for part in ("sheets", "sheet_totals"):
        results[part][number].insert(0, copy.deepcopy(results[part][number][0]))
    return True


def rule(rng: Random, results: Results) -> bool:
    category = rng.choice(results["categories"])
    criterion = rng.choice(category["criteria"])
    change = rng.randrange(6)
    if change == 0:
        criterion["weight"] += 50
    elif change == 1:
        criterion["counts"] = not criterion["counts"]
    elif change == 2:
        category["threshold"] = "1.5"
    elif change == 3:
        category["ties"] = [] if category["ties"] else [criterion["code"]]
    elif change == 4:
        results["rule"]["minimum_sheets"] += 1
    else:
        results["rule"]["prize_cap"] += 1
    return True


def rank(rng: Random, results: Results) -> bool:
    if not results["shortlist"]:
        return False
    rng.choice(results["shortlist"])["rank"] += rng.choice((-1, 1))
    return True


def mean(rng: Random, results: Results) -> bool:
    if not results["shortlist"]:
        return False
    rng.choice(results["shortlist"])["mean"]["numerator"] += 1
    return True


def unlist(rng: Random, results: Results) -> bool:
    """A work that the rule lists vanishes from every list."""
    added = {one["number"] for version in results["lists"] for one in version["adjustments"]}
    plain = [one for one in results["shortlist"] if one["number"] not in added]
    if not plain:
        return False
    gone = rng.choice(plain)
    results["shortlist"].remove(gone)
    for version in results["lists"]:
        version["entries"].remove(gone["number"])
    return True


def vote(rng: Random, results: Results) -> bool:
    """A vote is turned round, and the lists after it with it."""
    if not results["ballots"]:
        return False
    one = rng.choice(results["ballots"])
    one["passed"] = not one["passed"]
    for version in results["lists"]:
        if version["kind"] in ("provisional", "decided") and one["number"] in version["entries"]:
            version["entries"].remove(one["number"])
    results["shortlist"] = [entry for entry in results["shortlist"] if entry["number"] != one["number"]]
    return True


def unexplain(rng: Random, results: Results) -> bool:
    """The reason of a change by hand is blotted out."""
    changes = [one for version in results["lists"] for one in version["adjustments"]]
    if not changes:
        return False
    rng.choice(changes)["reason"] = " "
    return True


def prize(rng: Random, results: Results) -> bool:
    winners = [one for one in results["shortlist"] if one["prize"] == "second"]
    if not winners:
        return False
    rng.choice(winners)["prize"] = "first"
    return True


def entry(rng: Random, results: Results) -> bool:
    """A list names a work that the results do not."""
    rng.choice(results["lists"])["entries"].append("T-2026-99999")
    return True


FORGERIES: tuple[Callable[[Random, Results], bool], ...] = (
    *(score, nonce, swap, order, drop, duplicate, rule, rank, mean, unlist, vote, unexplain, prize, entry),
)


def forge(published: Published, seed: int) -> tuple[str, dict[str, Any]]:
    """A forged document and how it was forged.

    The forger of an even seed has no key and leaves the seals of the release as they are. That of an odd seed holds the
    portal's own key and seals and signs the release anew; only what was sealed before the decision stands.
    """
    rng = Random(seed)
    while True:
        results = copy.deepcopy(published.results)
        forgery = rng.choice(FORGERIES)
        if forgery(rng, results) and results != published.results:
            break
    if seed % 2:
        return forgery.__name__, decide(results, published.signer)
    return forgery.__name__, {**published.document, "results": results}


def heads_forged(published: Published, rng: Random) -> dict[str, Any]:
    """The log with one head changed, dropped, or moved, under a good signature of the release."""
    results = copy.deepcopy(published.results)
    heads = results["heads"]
    change = rng.randrange(4)
    if change == 0:
        heads[rng.randrange(len(heads))]["on"] = "2020-01-01"
    elif change == 1:
        del heads[rng.randrange(len(heads) - 1)]
    elif change == 2:
        heads[0], heads[1] = heads[1], heads[0]
    else:
        heads[rng.randrange(len(heads))]["reason"] = "khác"
    return publish(results, published.signer)
