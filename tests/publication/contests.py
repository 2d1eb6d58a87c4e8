"""Random contests as published documents, made without a database: for the checks of files, and for the benchmark."""

import copy
import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.awards.vote_settings import settings_in
from portal.ballots.ballot_rules import LEAST_SECRET, Count, Outcome, needed_for_quorum, outcome
from portal.core.digest import canonical, canonical_bytes, digest
from portal.decisions.list_order import Placed, arranged
from portal.publication.bundle import Listed, content_of
from portal.transparency.heads import HeadKind, hash_of, receipt_of, sheet_leaf, sign_head, submission_leaf
from portal.transparency.merkle import root
from portal.transparency.rule_content import place_of_sheet, told_codes, weighted, weights_of

WORDS = ("Máy sấy lúa", "năng lượng", "mặt trời", "hợp tác xã", "Đồng Tháp Mười", "«xanh»", "\u2028", "🌾", '"')
MEMBERS = 11
NAMES = ("Tính mới", "Hiệu quả", "Khả năng áp dụng", "Trình bày")
DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Key:
    """A signer made from a seed."""

    private: Ed25519PrivateKey

    @property
    def public_key_hex(self) -> str:
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, content: bytes) -> bytes:
        return self.private.sign(content)


@dataclass(frozen=True)
class Published:
    """A document as it is published, its signer, and the receipts that belong to it."""

    document: dict[str, Any]
    signer: Key
    receipts: dict[str, Any]

    @property
    def results(self) -> dict[str, Any]:
        return self.document["results"]


def make_signer(seed: int) -> Key:
    return Key(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(str(seed).encode()).digest()))


def publish(results: dict[str, Any], signer: Key) -> dict[str, Any]:
    """The document around results, as the portal serves it."""
    signature = signer.sign(canonical_bytes(results)).hex()
    return {"results": results, "digest": digest(results), "signature": signature, "number": 1}


def decide(results: dict[str, Any], signer: Key) -> dict[str, Any]:
    """Results with the head of their decision made anew: what an operator can do who holds the key."""
    content = canonical({name: part for name, part in results.items() if name != "heads"})
    earlier = [one for one in results["heads"] if one["subject"] != "decision"]
    leaves = [hash_of(content)]
    head = _head(earlier, HeadKind.DECISION, leaves, signer, digest=digest(content))
    return publish({**content, "heads": [*earlier, head]}, signer)


def resealed(
    published: Published, heads: list[dict[str, Any]], results: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A document whose whole log was signed anew, as heads that say something else: what is possible with the key."""
    log: list[dict[str, Any]] = []
    for one in heads:
        head = {name: part for name, part in one.items() if name != "signature"}
        hashes = [hash_of(earlier) for earlier in log]
        head |= {"number": len(log) + 1, "previous": hashes[-1].hex() if hashes else "", "log": root(hashes).hex()}
        log.append({**head, "signature": published.signer.sign(canonical_bytes(head)).hex()})
    return decide({**published.results, "heads": log}, published.signer)


def recounted(published: Published, leaf: dict[str, Any], change: int) -> dict[str, Any]:
    """A document whose sheets were corrected after their head, one of them by some points, and sealed anew."""
    results = copy.deepcopy(published.results)
    categories = {one["number"]: one for one in results["categories"]}
    sheet = next(one for one in results["sheets"][leaf["number"]] if one["nonce"] == leaf["nonce"])
    code = next(iter(sheet["points"]))
    sheet["nonce"], sheet["points"][code] = "ab" * 16, abs(sheet["points"][code] - change)
    leaves = []
    for number, sheets in sorted(results["sheets"].items()):
        category = categories[results["judged"][number]]
        mine = [sheet_leaf(category=category["code"], number=number, **one) for one in sheets]
        mine.sort(key=partial(place_of_sheet, category))
        results["sheets"][number] = [{"points": one["points"], "nonce": one["nonce"]} for one in mine]
        results["sheet_totals"][number] = [weighted(weights_of(category), one["points"]) for one in mine]
        leaves += mine
    sealed = [hash_of(one) for one in leaves]
    head = _head(results["heads"][:3], HeadKind.SHEETS, sealed, published.signer, reason="Sửa lỗi nhập")
    return decide({**results, "heads": [*results["heads"][:3], head]}, published.signer)


def _head(earlier: list[Any], subject: HeadKind, leaves: list[bytes], signer: Key, **values: Any) -> dict[str, Any]:
    return sign_head(earlier, edition="T-2026", subject=subject, leaves=leaves, on=DAY, signer=signer, **values)


def make_contest(seed: int, works: int = 0, sheets: int = 0) -> Published:
    """A whole contest from a seed; of a size that the seed chooses too, unless one is given."""
    rng = Random(seed)
    signer, rule = make_signer(seed), _rule(rng)
    categories = {one["number"]: one for one in rule["categories"]}
    judged = {f"T-2026-{n:05d}": rng.choice(list(categories)) for n in range(works or rng.randint(3, 14))}
    leaves = [
        sheet_leaf(
            category=categories[place]["code"],
            number=number,
            points=_points(rng, categories[place]),
            nonce=rng.randbytes(16).hex(),
        )
        for number, place in judged.items()
        for _ in range(sheets or rng.randint(0, 4))
    ]
    codes = {one["code"]: one for one in rule["categories"]}
    leaves.sort(key=lambda leaf: place_of_sheet(codes[leaf["category"]], leaf))
    sealed = [
        submission_leaf(number=number, digest=rng.randbytes(32).hex(), nonce=rng.randbytes(16).hex())
        for number in sorted(judged)
    ]
    # Now and then the rule was sealed before lists and votes were part of it.
    sealed_rule = rule if rng.random() < 0.9 else {part: value for part, value in rule.items() if part != "steps"}
    heads = [_head([], HeadKind.RULE, [hash_of(sealed_rule)], signer, digest=digest(sealed_rule))]
    heads.append(_head(heads, HeadKind.SUBMISSIONS, [hash_of(one) for one in sealed], signer))
    hashes = [hash_of(one) for one in leaves]
    if leaves:
        heads.append(_head(heads, HeadKind.SHEETS, hashes, signer))
    content = _content(Council(rng, rule, judged, leaves), sealed_rule, leaves, signer)
    receipts = {"submission": receipt_of(sealed[0], 0, [hash_of(one) for one in sealed], heads[1])}
    if leaves:
        receipts["sheet"] = receipt_of(leaves[-1], len(leaves) - 1, hashes, heads[2])
    return Published(decide({**content, "heads": heads}, signer), signer, receipts)


def _rule(rng: Random) -> dict[str, Any]:
    categories = []
    for number in range(1, rng.randint(2, 4)):
        criteria = [
            {
                "code": f"c{place}",
                "name": {"vi": name, "en": f"Criterion {place}"},
                "kind": "points",
                "max_points": rng.choice((1000, 2500, 4000)),
                "weight": rng.choice((50, 100, 150)),
                "counts": place == 0 or rng.random() < 0.8,
            }
            for place, name in enumerate(NAMES[: rng.randint(2, 4)])
        ]
        categories.append(
            {
                "number": number,
                "code": f"linh_vuc_{number}",
                "name": {"vi": f"Lĩnh vực {number}", "en": f"Category {number}"},
                "threshold": rng.choice(("0", "12.5", "20", "35.25")),
                "prize_cap": rng.randint(1, 4),
                "disagreement": rng.choice((None, 1000)),
                "sheets_if_apart": 3,
                "ties": rng.choice(([], ["c1"], ["c1", "c0"])),
                "criteria": criteria,
            }
        )
    prizes = [
        {"code": "first", "rank": 1, "name": {"vi": "Giải Nhất"}, "amount": 200_000_000, "max_per_category": 1},
        {"code": "second", "rank": 2, "name": {"vi": "Giải Nhì"}, "amount": 150_000_000, "max_per_category": None},
    ]
    rule = {"result": "mean_of_totals", "minimum_sheets": rng.randint(1, 2), "keeps_recused": False, "prize_cap": 6}
    rule["rules_digest"] = "0" * 64
    return canonical(
        {"edition": "T-2026", "rule": rule, "categories": categories, "prizes": prizes, "steps": _steps(rng)}
    )


def _steps(rng: Random) -> list[dict[str, Any]]:
    """By points, then by hand, now and then by a vote of whatever rules."""
    top = rng.random() < 0.2
    vote = {
        "quorum": rng.choice(("1/2", "2/3", "9/10", "1")),
        "pass_share": rng.choice(("1/2", "2/3", "3/4", "1")),
        "pass_by": rng.choice(("more_than", "at_least")),
        "pass_of": rng.choice(("all", "present")),
        "secrecy": rng.choice(("secret", "open")),
        "votes": rng.randint(1, 2),
        "casting_vote": rng.random() < 0.5,
    }
    steps = [
        {"kind": "proposed", "rule": "top" if top else "threshold", "count": 2 if top else None, "vote": None},
        {"kind": "shortlist", "rule": "list", "count": None, "vote": None},
        {"kind": "provisional", "rule": "council_vote", "count": None, "vote": vote},
    ]
    return steps if rng.random() < 0.5 else steps[:2]


def _points(rng: Random, category: dict[str, Any]) -> dict[str, int]:
    most = {one["code"]: one["max_points"] for one in category["criteria"]}
    # Few different values, so that equal means and the tie rule are met often.
    return {code: rng.randint(0, 4) * most[code] // 4 for code in told_codes(category)}


def _content(council: "Council", rule: Any, leaves: Any, signer: Key) -> dict[str, Any]:
    return canonical(
        content_of(
            edition={"code": "T-2026", "slug": "t", "year": 2026, "name": {"vi": "Giải thưởng Sáng tạo"}},
            rule=rule,
            decision={"reference": "7/QĐ-UBND", "signatory": "Chủ tịch", "date": "2026-03-02", "cap_reasons": {}},
            lists=council.lists,
            ballots=council.ballots,
            listed=council.entries(),
            leaves=leaves,
            judged=council.judged,
            key=signer.public_key_hex,
        )
    )


class Council:
    """The lists of a contest, worked out with fractions: by points, then changed by name, now and then voted on."""

    def __init__(self, rng: Random, rule: Any, judged: Any, leaves: Any):
        self.rng, self.rule, self.judged = rng, rule, judged
        self.categories = {one["number"]: one for one in rule["categories"]}
        self.sheets: dict[str, list[Any]] = {number: [] for number in judged}
        for leaf in leaves:
            self.sheets[leaf["number"]].append(leaf["points"])
        self.keys = self._keys()
        self.sorted = {
            place: sorted(key for one, key in self.keys.items() if judged[one] == place) for place in self.categories
        }
        self.lists: list[dict[str, Any]] = []
        self.ballots: list[dict[str, Any]] = []
        self.order: dict[int, list[tuple[str, int]]] = {}
        self._propose()
        self._shorten()
        for step in rule["steps"][2:]:
            self._vote(step["vote"])
        self._write("decided", {"kind": "decision", "shortlist": self.lists[-1]["digest"], "prize_cap": 6})

    def _keys(self) -> dict[str, tuple[Any, ...]]:
        """What decides the rank of every work with a result: the mean, then the criteria of the tie rule."""
        keys = {}
        for number, place in self.judged.items():
            category, given = self.categories[place], self.sheets[number]
            totals = [Fraction(weighted(weights_of(category), points), 10_000) for points in given]
            if totals and len(totals) >= _needed(self.rule, category, totals):
                ties = [sum(Fraction(points[code]) for points in given) / len(given) for code in category["ties"]]
                keys[number] = (sum(totals) / len(totals), *ties)
        return keys

    def _rank(self, number: str) -> int | None:
        """The rank by points among all works of the category."""
        mine = self.keys.get(number)
        every = self.sorted[self.judged[number]]
        return None if mine is None else 1 + len(every) - bisect_right(every, mine)

    def _reaches(self, number: str) -> bool:
        return self.keys[number][0] >= Fraction(self.categories[self.judged[number]]["threshold"])

    def _write(self, kind: str, rule: dict[str, Any], adjustments: Any = ()) -> None:
        numbers = [number for listed in self.order.values() for number, _rank in listed]
        self.lists.append(
            {
                "kind": kind, "number": 1, "date": "2026-03-02", "rule": rule, "reason": "",
                "digest": hashlib.sha256(kind.encode()).hexdigest(), "entries": numbers,
                "adjustments": [dict(one) for one in adjustments],
            }
        )  # fmt: skip

    def _propose(self) -> None:
        top = self.rule["steps"][0]["rule"] == "top"
        for place in self.categories:
            mine = [one for one in self.keys if self.judged[one] == place]
            ranks = {one: self._rank(one) or 0 for one in mine}
            kept = [one for one in mine if (ranks[one] <= 2 if top else self._reaches(one))]
            self.order[place] = sorted(((one, ranks[one]) for one in kept), key=lambda one: (one[1], one[0]))
        apart = {one["code"]: "10" for one in self.categories.values() if one["disagreement"]}
        stated = {
            "thresholds": {one["code"]: one["threshold"] for one in self.categories.values()},
            "minimum_sheets": self.rule["rule"]["minimum_sheets"], "keeps_recused": False, "disagreement": apart,
            "ties": {one["code"]: one["ties"] for one in self.categories.values() if one["ties"]},
            "without_result": len(self.judged) - len(self.keys), "dated_on": "2026-03-02",
        }  # fmt: skip
        self._write("proposed", {"kind": "top", "count": 2, **stated} if top else {"kind": "threshold", **stated})

    def _shorten(self) -> None:
        """The list before with changes by name: put in, taken out, moved."""
        adjustments = []
        for place, listed in self.order.items():
            known = [number for number, _rank in listed]
            others = [one for one, at in self.judged.items() if at == place and one not in known]
            added = [one for one in others if self.rng.random() < 0.1]
            removed = [one for one in known if self.rng.random() < 0.1]
            left = [one for one in known if one not in removed]
            moved = {one: self.rng.randint(1, len(left)) for one in left if self.rng.random() < 0.1}
            for change, numbers in (("added", added), ("removed", removed), ("moved", moved)):
                adjustments += [{"number": one, "change": change, "reason": "Hội đồng thống nhất."} for one in numbers]
            self._arrange(place, [one for one in listed if one[0] in left], added, moved)
        self._write("shortlist", {"kind": "list", "from": self.lists[-1]["digest"]}, adjustments)

    def _arrange(self, place: int, listed: list[tuple[str, int]], added: list[str], moved: dict[str, int]) -> None:
        """The order that the portal itself would give."""
        ids = {number: at for at, number in enumerate(sorted(self.judged))}
        names = {at: number for number, at in ids.items()}
        works = [Placed(ids[one], rank, self._rank(one)) for one, rank in listed]
        works += [Placed(ids[one], None, self._rank(one)) for one in added]
        self.order[place] = [
            (names[one], rank) for one, rank in arranged(works, {ids[one]: to for one, to in moved.items()})
        ]

    def _vote(self, settings: dict[str, Any]) -> None:
        """As many votes as the rule allows, each on what has not passed; openly on what too few may vote on."""
        works = self.lists[-1]["entries"]
        recused = {one: self.rng.choice((0, 0, 1, 2, MEMBERS - LEAST_SECRET + 1)) for one in works}
        rows: dict[str, dict[str, Any]] = {}
        votes: list[dict[str, Any]] = []
        for _round in range(settings["votes"]):
            left = [one for one in works if not rows.get(one, {}).get("passed")]
            few = {one for one in left if settings["secrecy"] == "secret" and MEMBERS - recused[one] < LEAST_SECRET}
            for box, secrecy in (([one for one in left if one not in few], settings["secrecy"]), (sorted(few), "open")):
                if box:
                    # A cancelled vote keeps its number.
                    number = self.rng.randint(1, 2) + (votes[-1]["number"] if votes else 0)
                    votes.append({**settings, "number": number, "works": len(box), "secrecy": secrecy})
                    self._box(votes[-1], box, recused, rows)
        self.ballots = [rows[one] for one in sorted(rows)]
        passed = {one for one, row in rows.items() if row["passed"]}
        for place, listed in self.order.items():
            self._arrange(place, [one for one in listed if one[0] in passed], [], {})
        self._write("provisional", {"kind": "council_vote", "votes": votes, "from": self.lists[-1]["digest"]})

    def _box(self, vote: dict[str, Any], works: list[str], recused: dict[str, int], rows: dict[str, Any]) -> None:
        rules = settings_in(vote)
        handed_in = self.rng.randint(needed_for_quorum(MEMBERS, rules.quorum), MEMBERS)
        for number in works:
            cast = self.rng.randint(max(0, handed_in - recused[number]), min(handed_in, MEMBERS - recused[number]))
            agree = max(self.rng.randint(0, cast), self.rng.randint(0, cast))
            disagree = self.rng.randint(0, cast - agree)
            if self.rng.random() < 0.3:
                agree = disagree = cast // 2
            count, casting = Count(agree, disagree, cast - agree - disagree), None
            means = outcome(count, rules, members=MEMBERS, recused=recused[number])
            if means is Outcome.TIED:
                casting = self.rng.random() < 0.5
                means = outcome(count, rules, members=MEMBERS, recused=recused[number], casting=casting)
            rows[number] = {
                "number": number, "vote": vote["number"], "times": rows.get(number, {}).get("times", 0) + 1,
                "members": MEMBERS, "handed_in": handed_in, "recused": recused[number], "agree": count.agree,
                "disagree": count.disagree, "abstain": count.abstain, "casting": casting,
                "passed": means is Outcome.PASSED, "prizes": {"first": min(1, count.agree)},
            }  # fmt: skip

    def entries(self) -> list[Listed]:
        """The works of the last list with the prizes that the caps allow."""
        found: list[Listed] = []
        for place, listed in self.order.items():
            for at, (number, rank) in enumerate(listed):
                prize = None
                if at < self.categories[place]["prize_cap"] and sum(one.prize is not None for one in found) < 6:
                    prize = "second" if at else "first"
                mean = self.keys[number][0] if number in self.keys else Fraction(0)
                words = " ".join(self.rng.choices(WORDS, k=6))
                found.append(
                    Listed(
                        number, f"{words} ({number})", words, words, (words,), place, rank,
                        (mean.numerator, mean.denominator), len(self.sheets[number]), prize,
                    )
                )  # fmt: skip
        return found


def _needed(rule: Any, category: Any, totals: list[Fraction]) -> int:
    minimum, limit = rule["rule"]["minimum_sheets"], category["disagreement"]
    apart = limit is not None and (max(totals) - min(totals)) * 100 > limit
    return max(minimum, category["sheets_if_apart"]) if apart else minimum
