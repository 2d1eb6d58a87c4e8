"""Ways to forge a published document; each gives False where a contest has nothing to forge in that way."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from portal.core.digest import digest
from tests.publication.contests import Published, decide, publish

Results = dict[str, Any]
BLANKS = (" ", "", "\ufeff", "\x85", "\u200b", "\u00ad", "\u3164", "\U000e0020")


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
    """The reason of a change by hand is blotted out, with what some languages take for a blank and others do not."""
    changes = [one for version in results["lists"] for one in version["adjustments"]]
    if not changes:
        return False
    rng.choice(changes)["reason"] = rng.choice(BLANKS)
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


def _vote(rng: Random, results: Results) -> Any:
    """A vote of a list whose rule was sealed."""
    votes = [one for version in results["lists"] for one in version["rule"].get("votes", ())]
    return rng.choice(votes) if votes and results["steps"] is not None else None


def voting(rng: Random, results: Results) -> bool:
    """A vote states another rule than the sealed one, and what was sealed may be forged to fit."""
    one = _vote(rng, results)
    if one is None:
        return False
    part = rng.choice(("quorum", "pass_share", "pass_by", "pass_of", "secrecy", "votes", "casting_vote"))
    others = {"quorum": "1/9", "pass_share": "0/1", "pass_by": "by_luck", "pass_of": "nobody", "secrecy": "hidden"}
    others |= {"votes": 9, "casting_vote": not one["casting_vote"]}
    one[part] = others[part]
    if rng.random() < 0.5:
        results["steps"][-1]["vote"][part] = others[part]
    return True


def openly(rng: Random, results: Results) -> bool:
    """A secret vote that works rest on is called an open one, or the other way round."""
    one = _vote(rng, results)
    if one is None or all(row["vote"] != one["number"] for row in results["ballots"]):
        return False
    if (one["secrecy"], results["steps"][-1]["vote"]["secrecy"]) == ("open", "secret"):
        return False
    one["secrecy"] = "open" if one["secrecy"] == "secret" else "secret"
    return True


def steps(rng: Random, results: Results) -> bool:
    """The sealed steps are changed, or left out as in files of before."""
    if results["steps"] is None:
        return False
    change = rng.randrange(4)
    if change == 0:
        results["steps"][0] |= {"rule": "top", "count": 1}
    elif change == 1:
        del results["steps"][1]
    elif change == 2:
        results["steps"] = None
    else:
        del results["steps"]
        results["format"] = "vinhdanh-results-3"
    return True


def turnout(rng: Random, results: Results) -> bool:
    """Fewer ballots than the quorum, more votes than ballots, too many rounds, or members of one work only."""
    if not results["ballots"] or results["steps"] is None:
        return False
    one, change = rng.choice(results["ballots"]), rng.randrange(4)
    if change == 0:
        for other in results["ballots"]:
            other["handed_in"] = other["recused"]
    elif change == 1:
        one["agree"] += 1 + one["handed_in"]
    elif change == 2 or sum(other["vote"] == one["vote"] for other in results["ballots"]) == 1:
        one["times"] += results["steps"][-1]["vote"]["votes"]
    else:
        one["members"] += 1
    return True


def unballot(rng: Random, results: Results) -> bool:
    """The ballots on a work vanish, and the work with them."""
    if not results["ballots"]:
        return False
    gone = rng.choice(results["ballots"])["number"]
    results["ballots"] = [one for one in results["ballots"] if one["number"] != gone]
    for version in results["lists"][2:]:
        version["entries"] = [one for one in version["entries"] if one != gone]
    results["shortlist"] = [one for one in results["shortlist"] if one["number"] != gone]
    return True


def cut(rng: Random, results: Results) -> bool:
    """A list comes from one that is not in the file, from none, or has the digest of another."""
    version, change = rng.choice(results["lists"][1:]), rng.randrange(3)
    name = "shortlist" if version["rule"]["kind"] == "decision" else "from"
    if change == 0:
        version["rule"][name] = "00" * 32
    elif change == 1:
        del version["rule"][name]
    else:
        version["digest"] = results["lists"][0]["digest"]
    return True


def skip(rng: Random, results: Results) -> bool:
    """The list before the decision is left out, and its votes with it."""
    if results["steps"] is None:
        return False
    del results["lists"][-2]
    results["lists"][-1]["rule"]["shortlist"] = results["lists"][-2]["digest"]
    results["lists"][-2]["entries"] = list(results["lists"][-1]["entries"])
    results["ballots"] = []
    return True


def smuggle(rng: Random, results: Results) -> bool:
    """A work comes onto the list as one that was only moved."""
    listed = results["lists"][1]["entries"]
    others = sorted(results["judged"].keys() - set(results["lists"][0]["entries"]) - set(listed))
    if not others:
        return False
    results["lists"][1]["adjustments"].append({"number": others[0], "change": "moved", "reason": "Vì thế."})
    listed.append(others[0])
    return True


def extra(rng: Random, results: Results) -> bool:
    """Words that nobody checks."""
    places = [results, results["decision"], results["edition"], *results["lists"], *results["ballots"]]
    places += [*results["prizes"], *(one["mean"] for one in results["shortlist"])]
    places += [*results["shortlist"], *(sheet for sheets in results["sheets"].values() for sheet in sheets)]
    rng.choice([*places, *(version["rule"] for version in results["lists"])])["note"] = "Đã thu hồi giải"
    return True


def ghost(rng: Random, results: Results) -> bool:
    """A work of no category comes onto the lists by name, so that no cap is asked about its prize."""
    number, category = "T-2026-77777", rng.choice((99, None, True, "1"))
    before = next(one for one in reversed(results["lists"]) if one["rule"]["kind"] != "decision")
    before["adjustments"].append({"number": number, "change": "added", "reason": "Đặc cách"})
    before["entries"].append(number)
    results["lists"][-1]["entries"].append(number)
    words = {"number": number, "title": "x", "summary": "", "organisation": "", "authors": [], "prize": "first"}
    mean = {"numerator": 0, "denominator": 1}
    results["shortlist"].append({**words, "category": category, "rank": 1, "mean": mean, "sheets": 0})
    return True


def below(rng: Random, results: Results) -> bool:
    """A work comes onto the first list against its rule, or under the name of a move, and goes again by name."""
    first, then = results["lists"][:2]
    others = sorted(results["judged"].keys() - set(first["entries"]) - {one["number"] for one in then["adjustments"]})
    if not others:
        return False
    number = rng.choice(others)
    first["entries"].append(number)
    if rng.random() < 0.5:
        first["adjustments"].append({"number": number, "change": "moved", "reason": "Vì thế."})
    then["adjustments"].append({"number": number, "change": "removed", "reason": "Vì thế."})
    return True


def stated(rng: Random, results: Results) -> bool:
    """A list states another rule than that it was made by."""
    others: dict[str, Any] = {"minimum_sheets": 9, "keeps_recused": True, "without_result": 55, "prize_cap": 999}
    others |= {"thresholds": {"linh_vuc_1": "1"}, "ties": {"linh_vuc_1": ["c9"]}, "disagreement": {"x": "1"}}
    others["dated_on"] = "1999-01-01"
    rule = rng.choice((results["lists"][0], results["lists"][-1]))["rule"]
    name = rng.choice(sorted(others.keys() & rule.keys()))
    rule[name] = others[name]
    return True


def works(rng: Random, results: Results) -> bool:
    """A vote states more works, or fewer, than were voted on."""
    one = _vote(rng, results)
    if one is not None:
        one["works"] += rng.choice((-1, 1, 900))
    return one is not None


def kinds(rng: Random, results: Results) -> bool:
    """Yes stands where a one must, and one where yes must: to some languages they are the same."""
    rows = [*results["shortlist"], *results["categories"], *results["ballots"], results["judged"], results["rule"]]
    rows += [vote for one in results["lists"] for vote in one["rule"].get("votes", ())]
    found = [(row, name) for row in rows for name in row if type(row[name]) is bool or row[name] in (0, 1)]
    row, name = rng.choice(found)
    row[name] = int(row[name]) if type(row[name]) is bool else bool(row[name])
    return True


def told(rng: Random, results: Results) -> bool:
    """A change is told that was none: out of a list goes what was not on it, and onto it comes what was there."""
    lists = results["lists"]
    at = rng.randrange(len(lists) - 1)
    reason, changed = "Bị tố cáo", {one["number"] for one in lists[at]["adjustments"]}
    here = set(lists[at]["entries"]) & set(lists[at - 1]["entries"] if at else lists[0]["entries"])
    outside = results["judged"].keys() - set(lists[at]["entries"]) - set(lists[max(0, at - 1)]["entries"])
    change, numbers = rng.choice((("added" if at else "moved", here), ("removed", outside)))
    if not numbers - changed:
        return False
    number = rng.choice(sorted(numbers - changed))
    lists[at]["adjustments"].append({"number": number, "change": change, "reason": reason})
    return True


def aside(rng: Random, results: Results) -> bool:
    """A change is named on a list that the decision does not rest on."""
    first, then = copy.deepcopy(results["lists"][:2])
    first["digest"], then["digest"], then["rule"]["from"] = "aa" * 32, "bb" * 32, "aa" * 32
    at = rng.choice((0, len(results["lists"])))
    results["lists"][at:at] = [first, then]
    return True


FORGERIES: tuple[Callable[[Random, Results], bool], ...] = (
    *(score, nonce, swap, order, drop, duplicate, rule, rank, mean, unlist, vote, unexplain, prize, entry),
    *(voting, openly, steps, turnout, unballot, cut, skip, smuggle, extra),
    *(ghost, below, stated, works, kinds, told, aside),
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
        # To Python, yes is one: only as JSON they differ.
        if forgery(rng, results) and digest(results) != digest(published.results):
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
