"""Random contests as published documents, made without a database: for the checks of files, and for the benchmark."""

import hashlib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.core.digest import canonical, canonical_bytes, digest
from portal.publication.bundle import Listed, content_of
from portal.transparency.heads import HeadKind, hash_of, receipt_of, sheet_leaf, sign_head, submission_leaf
from portal.transparency.rule_content import place_of_sheet, told_codes, total_of

WORDS = ("Máy sấy lúa", "năng lượng", "mặt trời", "hợp tác xã", "Đồng Tháp Mười", "«xanh»", "\u2028", "🌾", '"')
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
    head = _head(earlier, HeadKind.DECISION, leaves, signer, content=content)
    return publish({**content, "heads": [*earlier, head]}, signer)


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
    heads = [_head([], HeadKind.RULE, [hash_of(rule)], signer, content=rule)]
    heads.append(_head(heads, HeadKind.SUBMISSIONS, [hash_of(one) for one in sealed], signer))
    hashes = [hash_of(one) for one in leaves]
    if leaves:
        heads.append(_head(heads, HeadKind.SHEETS, hashes, signer))
    content = _content(rng, rule, judged, leaves, signer)
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
    return canonical({"edition": "T-2026", "rule": rule, "categories": categories, "prizes": prizes})


def _points(rng: Random, category: dict[str, Any]) -> dict[str, int]:
    most = {one["code"]: one["max_points"] for one in category["criteria"]}
    # Few different values, so that equal means and the tie rule are met often.
    return {code: rng.randint(0, 4) * most[code] // 4 for code in told_codes(category)}


def _content(rng: Random, rule: Any, judged: Any, leaves: Any, signer: Key) -> dict[str, Any]:
    listed = _listed(rng, rule, judged, leaves)
    adjustments = [
        {"number": one, "change": "added", "reason": "Hội đồng biểu quyết bổ sung."} for one in listed["added"]
    ] + [{"number": one, "change": "removed", "reason": "Tác giả xin rút."} for one in listed["removed"]]
    numbers = [one.number for one in listed["entries"]]
    lists = [
        {"kind": kind, "number": 1, "date": "2026-03-02", "reason": "", "digest": "0" * 64, "entries": numbers}
        for kind in ("shortlist", "decided")
    ]
    ballots = [
        {"number": one, "agree": 5, "disagree": rng.randint(0, 2), "abstain": 0, "prizes": {"first": 2, "second": 3}}
        for one in numbers[:3]
    ]
    return canonical(
        content_of(
            edition={"code": "T-2026", "slug": "t", "year": 2026, "name": {"vi": "Giải thưởng Sáng tạo"}},
            rule=rule,
            decision={"reference": "7/QĐ-UBND", "signatory": "Chủ tịch", "date": "2026-03-02", "cap_reasons": {}},
            lists=[{**one, "adjustments": adjustments if one["kind"] == "shortlist" else []} for one in lists],
            ballots=ballots,
            listed=listed["entries"],
            leaves=leaves,
            judged=judged,
            key=signer.public_key_hex,
        )
    )


def _listed(rng: Random, rule: Any, judged: Any, leaves: Any) -> dict[str, Any]:
    """The list by the rule, worked out with fractions, and now and then changed by hand."""
    categories = {one["number"]: one for one in rule["categories"]}
    by_work: dict[str, list[Any]] = {number: [] for number in judged}
    for leaf in leaves:
        by_work[leaf["number"]].append(leaf["points"])
    keys, found = {}, SimpleNamespace(entries=[], added=[], removed=[])
    for number, place in judged.items():
        category, given = categories[place], by_work[number]
        totals = [Fraction(total_of(category, points), 10_000) for points in given]
        if totals and len(totals) >= _needed(rule, category, totals):
            ties = [sum(Fraction(points[code]) for points in given) / len(given) for code in category["ties"]]
            keys[number] = (sum(totals) / len(totals), *ties)
    given_first, counts = set(), dict.fromkeys(categories, 0)
    for number, key in sorted(keys.items(), key=lambda one: (one[1], one[0]), reverse=True):
        place = judged[number]
        reaches = key[0] >= Fraction(categories[place]["threshold"])
        change = rng.random() < 0.1
        if change:
            (found.removed if reaches else found.added).append(number)
        if reaches == change:
            continue
        rank = 1 + sum(judged[other] == place and keys[other] > key for other in keys)
        prize = None
        if sum(counts.values()) < 6 and counts[place] < categories[place]["prize_cap"]:
            prize = "second" if place in given_first else "first"
            given_first.add(place)
            counts[place] += 1
        words = " ".join(rng.choices(WORDS, k=6))
        found.entries.append(
            Listed(
                number,
                f"{words} ({number})",
                words,
                words,
                (words,),
                place,
                rank,
                (key[0].numerator, key[0].denominator),
                len(by_work[number]),
                prize,
            )
        )
    return vars(found)


def _needed(rule: Any, category: Any, totals: list[Fraction]) -> int:
    minimum, limit = rule["rule"]["minimum_sheets"], category["disagreement"]
    apart = limit is not None and (max(totals) - min(totals)) * 100 > limit
    return max(minimum, category["sheets_if_apart"]) if apart else minimum
