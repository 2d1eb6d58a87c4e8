"""Check published results on any computer: python3 -I verify.py results.json [--receipt mine.json] [--key HEX].

This one file needs nothing but Python 3.9 or later, no network and no word of the portal. Exit codes: 0 all holds,
1 something does not, 2 the file cannot be read.
"""

import argparse
import gc
import hashlib
import json
import math
import os
import sys
import unicodedata
from bisect import bisect_left
from operator import itemgetter, mul
from pathlib import Path

FORMAT, HEAD, INCLUSION = "vinhdanh-results-3", "vinhdanh-head-1", "vinhdanh-inclusion-1"
UNIT = 10_000  # Points and weights are hundredths, so their products are ten-thousandths of a point.
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
SENTENCES = {  # code: (English, Vietnamese)
    "unreadable": ("This file holds no results that can be read: {why}", "Không đọc được kết quả trong tệp này: {why}"),
    "digest": ("The results are not those of the stated digest", "Kết quả không khớp mã băm đã nêu"),
    "signature": ("The results were not signed with this key", "Kết quả không được ký bằng khóa này"),
    "head": ("Head {number}: {part} is wrong", "Mốc {number}: {part} không đúng"),
    "head_missing": ("No head seals this: {subject}", "Không có mốc niêm phong cho: {subject}"),
    "sealed": ("Head {number} seals something else: {subject}", "Mốc {number} niêm phong nội dung khác: {subject}"),
    "sheets": ("{number}: sheets are not in their order", "{number}: các phiếu không đúng thứ tự"),
    "points": ("{number}: points are not those the rubric allows", "{number}: điểm không đúng với bộ tiêu chí"),
    "totals": ("{number}: points × weights are not the stated totals", "{number}: điểm × hệ số không ra tổng đã nêu"),
    "mean": ("{number}: the mean is not that of its sheets", "{number}: điểm trung bình không khớp các phiếu"),
    "few": ("{number}: there are too few sheets for a result", "{number}: chưa đủ phiếu để có kết quả"),
    "threshold": ("{number}: the mean is below the threshold", "{number}: điểm trung bình dưới mức tối thiểu"),
    "rank": ("{number}: rank {stated} is stated, {follows} follows", "{number}: nêu hạng {stated}, tính ra {follows}"),
    "left_out": ("{number}: reaches the threshold and is not listed", "{number}: đạt mức tối thiểu mà không có tên"),
    "list": ("List {number} ({kind}): {work} is not explained", "Danh sách {number} ({kind}): {work} chưa rõ lý do"),
    "decided": ("The decided list holds other works", "Danh sách quyết định gồm những công trình khác"),
    "unknown": ("{number}: no sheet of this work is published", "{number}: không có phiếu nào của công trình này"),
    "prize": ("{number}: there is no prize {prize}", "{number}: không có giải {prize}"),
    "cap": ("More prizes than may be given: {what}", "Vượt số giải được trao: {what}"),
    "ballots": ("{number}: the ballots do not add up", "{number}: số phiếu bầu không khớp"),
    "receipt": ("The receipt does not hold: {why}", "Biên nhận không đúng: {why}"),
    "late": ("Note: head {number} came late: {subject}", "Lưu ý: mốc {number} công bố muộn: {subject}"),
    "corrected": ("Note: head {number} corrects {subject}: {reason}", "Lưu ý: mốc {number} sửa {subject}: {reason}"),
    "not_sealed": ("Note: nothing seals this: {subject}", "Lưu ý: chưa được niêm phong: {subject}"),
    "holds": ("All holds: {works} works, {sheets} sheets, {heads} heads.",
              "Tất cả đều đúng: {works} công trình, {sheets} phiếu, {heads} mốc."),
    "receipt_holds": ("The receipt holds: {number} is leaf {index} of {size} under head {head}.",
                      "Biên nhận đúng: {number} là lá thứ {index} trong {size} lá của mốc {head}."),
}  # fmt: skip
# Ed25519 (RFC 8032): y² - x² = 1 + D x² y² modulo P, with the base point BASE of order ORDER.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _recover(y, sign):
    """The point with this y and sign of x, in extended coordinates; None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _recover(4 * pow(5, P - 2, P) % P, 0)


def _add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _sum(one, point, other, further):
    """one × point + other × further, bit by bit together."""
    found, table = (0, 1, 1, 0), {(1, 0): point, (0, 1): further, (1, 1): _add(point, further)}
    for bit in range(252, -1, -1):
        found, pair = _add(found, found), (one >> bit & 1, other >> bit & 1)
        found = found if pair == (0, 0) else _add(found, table[pair])
    return found


def ed25519_holds(key, content, signature):
    """Whether a signature (128 hexadecimal digits) over a content is that of a public key (64 digits)."""
    public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    if (len(public), len(signed)) != (32, 64):
        return False
    whole, scalar = [int.from_bytes(one, "little") for one in (public, signed[:32])], signed[32:]
    point, commitment = (_recover(one & (1 << 255) - 1, one >> 255) for one in whole)
    s = int.from_bytes(scalar, "little")
    if point is None or commitment is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signed[:32] + public + content).digest(), "little") % ORDER
    x, y, z, _product = _sum(s, BASE, k, (P - point[0], point[1], 1, P - point[3]))
    return (x - commitment[0] * z) % P == 0 == (y - commitment[1] * z) % P


def leaf_hash(content, first=b"\0"):
    """The hash of a leaf, and with another first byte that of a node (RFC 6962)."""
    return hashlib.sha256(first + content).digest()


def tree_root(level):
    """The root over hashes of leaves."""
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2])  # noqa: B905 - Python 3.9 has no strict; an odd one stays alone
        above = [hashlib.sha256(b"\1" + one + other).digest() for one, other in pairs]
        level = above + level[-1:] if len(level) % 2 else above
    return (level[0] if level else hashlib.sha256().digest()).hex()


def picker(codes):
    """What takes the points of these criteria from a sheet, as a tuple in this order."""
    return itemgetter(*codes) if len(codes) > 1 else lambda given: tuple(given[code] for code in codes)


def encoded(content):
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return ENCODER.encode(content).encode()


def read(text):
    """JSON of whole numbers: `int` refuses fractions, exponents and what is no number."""
    return json.loads(text, parse_float=int, parse_constant=int)


class Check:
    """All that is found in one file: `problems` and `notes` as pairs of a code and its values."""

    def __init__(self, document, key):
        self.problems, self.notes, self.document, self.results = [], [], document, document["results"]
        if self.results["format"] != FORMAT or self.results["unit"] != UNIT:
            raise ValueError(f"the format is not {FORMAT}")
        self.key, self.heads = self.results["key"], self.results["heads"]
        self.categories = {one["number"]: one for one in self.results["categories"]}
        self.entries = {one["number"]: one for one in self.results["shortlist"]}
        self.judged, self.sheets = self.results["judged"], self.results["sheets"]
        self.shapes, self.totals, self.means = {}, {}, {}
        self.changed = {"added": set(), "removed": set(), "moved": set()}
        for one in (change for version in self.results["lists"] for change in version["adjustments"]):
            if one["reason"].strip():
                self.changed[one["change"]].add(one["number"])
        if key and key.lower() != self.key:
            self.found("signature")
        self._seals(self._count())
        for number in self.entries:
            self._entry(number)
        self._rank()
        self._lists(self._ballots())
        self._prizes()

    def found(self, code, **values):
        """Something that does not hold."""
        self.problems.append((code, values))

    def _count(self):
        """Totals of every sheet by points and weights; gives the leaves of the sheets' tree."""
        leaves = []
        if not self.judged.keys() == self.sheets.keys() == self.results["sheet_totals"].keys():
            self.found("unknown", number=", ".join(sorted(self.judged.keys() ^ self.sheets.keys())) or "sheet_totals")
        for number in sorted(self.sheets):
            category = self.categories.get(self.judged.get(number))
            if category is None:
                self.found("unknown", number=number)
                continue
            codes, weights, tops, by_code, by_letter, before, after = self._told(category)
            shape = f"{before}{ENCODER.encode(number)}{after}"
            listed = []
            for sheet in self.sheets[number]:
                given, nonce = sheet["points"], sheet["nonce"]
                points = by_code(given)
                if len(given) != len(codes) or len(bytes.fromhex(nonce)) != 16:
                    self.found("points", number=number)
                listed.append((sum(map(mul, points, weights)), points, nonce))
                leaves.append(hashlib.sha256(b"\0" + (shape % (nonce, *by_letter(given))).encode()).digest())
            columns = list(zip(*[one[1] for one in listed]))  # noqa: B905 - Python 3.9 has no strict
            for column, top in zip(columns, tops):  # noqa: B905
                if {*map(type, column)} != {int} or min(column) < 0 or max(column) > top:
                    self.found("points", number=number)
            self.totals[number] = [one[0] for one in listed]
            if listed != sorted(listed):
                self.found("sheets", number=number)
            if self.results["sheet_totals"].get(number) != self.totals[number]:
                self.found("totals", number=number)
            if self._enough(category, self.totals[number]):
                ties = [sum(columns[codes.index(code)]) for code in category["ties"]]
                self.means[number] = (len(listed), sum(self.totals[number]), *ties)
        return leaves

    def _told(self, category):
        """What sheets of a category speak of: codes, weights, maxima, both orders, and a leaf around its number."""
        if category["number"] not in self.shapes:
            told = [one for one in category["criteria"] if one["counts"] or one["code"] in category["ties"]]
            codes, weights = [one["code"] for one in told], [one["weight"] if one["counts"] else 0 for one in told]
            before = f'{{"category":{ENCODER.encode(category["code"])},"nonce":"%s","number":'
            after = f',"points":{{{",".join(f"{ENCODER.encode(code)}:%d" for code in sorted(codes))}}}}}'
            tops, picks = [one["max_points"] for one in told], (picker(codes), picker(sorted(codes)))
            self.shapes[category["number"]] = codes, weights, tops, *picks, before, after
        return self.shapes[category["number"]]

    def _enough(self, category, totals):
        limit, minimum = category["disagreement"], self.results["rule"]["minimum_sheets"]
        apart = limit is not None and totals and (max(totals) - min(totals)) * 100 > limit * UNIT
        return bool(totals) and len(totals) >= (max(minimum, category["sheets_if_apart"]) if apart else minimum)

    def _seals(self, leaves):
        """Digest, signature, the chain of heads, and that each seals what is published."""
        parts = {key: ENCODER.encode(value) for key, value in self.results.items()}
        whole, content = (
            ("{" + ",".join(f"{ENCODER.encode(key)}:{parts[key]}" for key in sorted(keys)) + "}").encode()
            for keys in (parts.keys(), parts.keys() - {"heads"})
        )
        stated = hashlib.sha256(whole).hexdigest() == self.document["digest"]
        if not stated or not unicodedata.is_normalized("NFC", whole.decode()):
            self.found("digest")
        if not ed25519_holds(self.key, whole, self.document["signature"]):
            self.found("signature")
        last = self._chain()
        ruled = {one: self.results[one] for one in ("rule", "categories", "prizes")}
        ruled["edition"] = self.results["edition"]["code"]
        self._sealed(last, "rule", [leaf_hash(encoded(ruled))], hashlib.sha256(encoded(ruled)).hexdigest())
        self._sealed(last, "decision", [leaf_hash(content)], hashlib.sha256(content).hexdigest())
        if leaves:
            self._sealed(last, "sheets", leaves, "")
        if "submissions" not in last:
            self.notes.append(("not_sealed", {"subject": "submissions"}))
        for subject, head in last.items():
            if subject != "decision" and head["number"] > last.get("decision", head)["number"]:
                self.found("head", number=head["number"], part="place")

    def _chain(self):
        """Every head by itself and after the one before it; gives the newest head of each subject."""
        hashes, last = [], {}
        for place, head in enumerate(self.heads, start=1):
            unsigned = {key: value for key, value in head.items() if key != "signature"}
            known = head["subject"] in last
            right = {
                "format": head["format"] == HEAD,
                "number": head["number"] == place,
                "edition": head["edition"] == self.results["edition"]["code"],
                "previous": head["previous"] == (hashes[-1].hex() if hashes else ""),
                "log": head["log"] == tree_root(hashes),
                "kind": head["kind"] == ("correction" if known else head["subject"]),
                "reason": bool(head["reason"].strip()) or not known,
                "signature": head["key"] == self.key and ed25519_holds(self.key, encoded(unsigned), head["signature"]),
            }
            for part, holds in right.items():
                if not holds:
                    self.found("head", number=place, part=part)
            values = {"number": place, "subject": head["subject"]}
            if known:
                self.notes.append(("corrected", {**values, "reason": head["reason"]}))
            elif head["reason"]:
                self.notes.append(("late", values))
            hashes.append(leaf_hash(encoded(head)))
            last[head["subject"]] = head
        return last

    def _sealed(self, last, subject, leaves, digest):
        head = last.get(subject)
        if head is None:
            self.found("head_missing", subject=subject)
        elif (head["size"], head["root"], head["digest"]) != (len(leaves), tree_root(leaves), digest):
            self.found("sealed", number=head["number"], subject=subject)

    def _by_points(self, numbers):
        """Ranks of works with a result: the mean, then the criteria of the tie rule; equals share a rank."""
        common = math.lcm(*(self.means[one][0] for one in numbers))
        keys = {one: [value * common // self.means[one][0] for value in self.means[one][1:]] for one in numbers}
        ranks, before, rank = {}, None, 0
        for at, number in enumerate(sorted(keys, key=keys.__getitem__, reverse=True), start=1):
            rank, before = (rank if keys[number] == before else at), keys[number]
            ranks[number] = rank
        return ranks

    def _rank(self):
        """Listed works stand by their points, without a result at the end; what was moved by name, where it was put."""
        moved = self.changed["moved"]
        for place in self.categories:
            stated = {one: entry["rank"] for one, entry in self.entries.items() if entry["category"] == place}
            ranks = self._by_points([one for one in stated if one in self.means and one not in moved])
            put = sorted(rank for one, rank in stated.items() if one in moved)
            others = sorted(rank for one, rank in stated.items() if one not in moved and one not in ranks)
            every = sorted(stated.values())
            for number, rank in stated.items():
                if number in moved:
                    follows = 1 + bisect_left(every, rank) if every.count(rank) == 1 else 0
                elif number in ranks:
                    follows = ranks[number] + bisect_left(put, rank)
                else:
                    follows = 1 + len(ranks) + bisect_left(put, rank) + bisect_left(others, rank)
                if rank != follows:
                    self.found("rank", number=number, stated=rank, follows=follows)

    def _entry(self, number):
        entry, totals, added = self.entries[number], self.totals.get(number, []), number in self.changed["added"]
        if entry["category"] != self.judged.get(number, entry["category"]) or not (totals or added):
            self.found("unknown", number=number)
            return
        mean = entry["mean"]
        stated = mean["numerator"] * len(totals) * UNIT
        right = mean["denominator"] > 0 and sum(totals) * mean["denominator"] == stated
        if number not in self.means and added:  # What has no result is listed without one.
            right = mean["numerator"] == 0
        if not right or entry["sheets"] != (len(totals) if totals else 0):
            self.found("mean", number=number)
        if number not in self.means and not added:
            self.found("few", number=number)

    def _reaches(self, category, totals):
        points, _point, part = category["threshold"].partition(".")
        threshold = int(points) * 100 + int((part + "00")[:2])
        return sum(totals) * 100 >= threshold * len(totals) * UNIT

    def _lists(self, passed):
        """Each list follows from the one before by its rule; what the rule alone does not explain has a reason."""
        known, base = {}, None
        for version in self.results["lists"]:
            listed, name = set(version["entries"]), {"number": version["number"], "kind": version["kind"]}
            if len(listed) != len(version["entries"]) or listed - self.judged.keys() - self.changed["added"]:
                self.found("list", **name, work="entries")
            changes = {one["number"]: one["change"] for one in version["adjustments"]}
            for one in version["adjustments"]:
                if (one["number"] in listed) == (one["change"] == "removed") or not one["reason"].strip():
                    self.found("list", **name, work=one["number"])
            before, first = known.get(version["rule"].get("from", version["rule"].get("shortlist")), (None, version))
            known[version["digest"]] = listed, first
            if before is not None:
                kept = before & passed if version["rule"]["kind"] == "council_vote" else before
                kept = {one for one in kept | changes.keys() if changes.get(one) != "removed"}
                for number in sorted(kept ^ listed):
                    self.found("list", **name, work=number)
            base = first if version["kind"] == "decided" else base
        decided = [one for one in self.results["lists"] if one["kind"] == "decided"]
        if not decided or sorted(decided[-1]["entries"]) != sorted(one["number"] for one in self.results["shortlist"]):
            self.found("decided")
        if base is not None:
            self._first_list(base)

    def _first_list(self, version):
        """The list that was made of points holds all that the rule lists, and nothing else without a reason."""
        rule, listed = version["rule"], set(version["entries"])
        named = {one["number"] for one in version["adjustments"]}
        for place, category in self.categories.items():
            ranks = self._by_points([one for one in self.means if self.judged[one] == place])
            for number, rank in ranks.items():
                reached = self._reaches(category, self.totals[number])
                wanted = rank <= rule["count"] if rule["kind"] == "top" else reached
                if number not in named and wanted != (number in listed):
                    self.found("left_out" if wanted else "threshold", number=number)

    def _prizes(self):
        """Known prizes, within the caps; only that of a category may be passed, with a reason."""
        prizes, given = {one["code"]: one for one in self.results["prizes"]}, {}
        for number, entry in self.entries.items():
            if entry["prize"] is not None and entry["prize"] not in prizes:
                self.found("prize", number=number, prize=entry["prize"])
            elif entry["prize"] is not None:
                for place in (f"{entry['category']} {entry['prize']}", str(entry["category"]), "all"):
                    given[place] = given.get(place, 0) + 1
        limits = {"all": self.results["rule"]["prize_cap"]}
        for place, category in self.categories.items():
            if not self.results["decision"]["cap_reasons"].get(str(place), "").strip():
                limits[str(place)] = category["prize_cap"]
            limits.update({f"{place} {code}": one["max_per_category"] for code, one in prizes.items()})
        for place, count in given.items():
            if limits.get(place) is not None and count > limits[place]:
                self.found("cap", what=place)

    def _ballots(self):
        """Sums that add up, and pass or fail by the rule of the vote; gives the works that passed."""
        prizes, votes, passed = {one["code"] for one in self.results["prizes"]}, {}, set()
        named = self.judged.keys() | self.changed["added"]
        for version in self.results["lists"]:
            votes.update({one["number"]: one for one in version["rule"].get("votes", ())})
        for one in self.results["ballots"]:
            counts = [one["agree"], one["disagree"], one["abstain"], *one["prizes"].values(), one["recused"]]
            right = all(type(count) is int and count >= 0 for count in counts) and one["prizes"].keys() <= prizes
            cast = sum(counts[:3])
            right = right and sum(counts[3:-1]) <= cast <= one["members"] - one["recused"] and one["vote"] in votes
            if not right or one["number"] not in named or one["passed"] != _passes(votes[one["vote"]], one, cast):
                self.found("ballots", number=one["number"])
            if one["passed"]:
                passed.add(one["number"])
        return passed


def _passes(rule, one, cast):
    """Whether a work has passed: by a share of those who voted, or of all; the chair parts equal votes as one more."""
    base, agree = one["members"] - one["recused"] if rule["pass_of"] == "all" else cast, one["agree"]
    if one["casting"] is not None:
        if not rule["casting_vote"] or agree != one["disagree"]:
            return None
        base, agree = base + 1, agree + one["casting"]
    share, _slash, whole = rule["pass_share"].partition("/")
    have, need = agree * int(whole or 1), base * int(share)
    return base > 0 and agree > 0 and (have > need if rule["pass_by"] == "more_than" else have >= need)


def receipt_problem(receipt, key=""):
    """Why an inclusion receipt does not hold by itself, or nothing."""
    leaf, head, here, size = receipt["leaf"], receipt["head"], receipt["index"], receipt["head"]["size"]
    if receipt["format"] != INCLUSION or head["format"] != HEAD or not 0 <= here < size:
        return "format"
    unsigned = {name: value for name, value in head.items() if name != "signature"}
    if (key and head["key"] != key.lower()) or not ed25519_holds(head["key"], encoded(unsigned), head["signature"]):
        return "signature"
    found, path = leaf_hash(encoded(leaf)), [bytes.fromhex(one) for one in receipt["path"]]
    while size > 1:
        if here ^ 1 < size:  # A last node without a neighbour rises as it is.
            found = leaf_hash(path.pop(0) + found if here & 1 else found + path.pop(0), b"\1")
        here, size = here >> 1, (size + 1) >> 1
    return "root" if path or found.hex() != head["root"] else ""


def check_file(content, receipt=b"", key=""):
    """Problems and notes of a results file, of a receipt, or of both, as pairs of a code and its values."""
    problems, notes = [], []
    try:
        if content:
            check = Check(read(content), key)
            problems, notes = check.problems, check.notes
            sheets = sum(len(one) for one in check.totals.values())
            notes.append(("holds", {"works": len(check.totals), "sheets": sheets, "heads": len(check.heads)}))
        if receipt:
            mine = read(receipt)
            why = receipt_problem(mine, check.key if content else key)
            problems += [("receipt", {"why": why})] * bool(why)
            if content and mine["head"] not in check.heads:
                problems.append(("receipt", {"why": "head"}))
            head = mine["head"]
            values = {"number": mine["leaf"]["number"], "index": mine["index"] + 1, "size": head["size"]}
            notes.append(("receipt_holds", {**values, "head": head["number"]}))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, UnicodeError) as error:
        return [("unreadable", {"why": f"{type(error).__name__}: {error}"[:200]})], []
    # What holds is said only where nothing is wrong.
    return problems, [one for one in notes if not (problems and one[0] in ("holds", "receipt_holds"))]


def sentence(found, language="en"):
    """A finding in words."""
    return SENTENCES[found[0]][language == "vi"].format(**found[1])


def main(arguments=None) -> int:
    """Read the files named on the command line, say what was found, and give the exit code."""
    parser = argparse.ArgumentParser(description="Check published results: digest, signatures, sheets, ranks, prizes.")
    parser.add_argument("results", nargs="?", type=Path, help="the published results.json")
    parser.add_argument("--receipt", type=Path, help="an inclusion receipt, checked alone or against the results")
    parser.add_argument("--key", default="", help="the portal's public key, as you know it from elsewhere")
    parser.add_argument("--lang", choices=("en", "vi"), default=os.environ.get("LANG", "en")[:2], help="en or vi")
    options = parser.parse_args(arguments)
    gc.disable()  # Nothing here goes in circles, and looking for that would take a third of the time.
    if options.results is None and options.receipt is None:
        parser.error("name a results file, a receipt, or both")
    try:
        content, receipt = (one.read_bytes() if one else b"" for one in (options.results, options.receipt))
    except OSError as error:
        parser.error(str(error))
    problems, notes = check_file(content, receipt, options.key)
    for mark, found in [("✗", one) for one in problems] + [("✓" if "holds" in one[0] else "·", one) for one in notes]:
        sys.stdout.write(f"{mark} {sentence(found, options.lang)}\n")
    return 2 if problems[:1] and problems[0][0] == "unreadable" else int(bool(problems))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
