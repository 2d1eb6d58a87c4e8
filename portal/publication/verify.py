"""Check published results on any computer: python3 -I verify.py results.json [--receipt mine.json] [--key HEX].

This one file needs nothing but Python 3.9 or later, no network and no word of the portal. Exit codes: 0 all holds,
1 something does not, 2 the file cannot be read.
"""

import argparse
import gc
import json
import math
import os
import re
import sys
import unicodedata
from bisect import bisect_left
from fractions import Fraction
from hashlib import sha256, sha512
from operator import itemgetter, mul

FORMATS = ("vinhdanh-results-3", "vinhdanh-results-4")  # Before 4, lists and votes were no part of the sealed rule.
HEAD, INCLUSION, BY_POINTS = "vinhdanh-head-1", "vinhdanh-inclusion-1", ("threshold", "top")
UNIT = 10_000  # Points and weights are hundredths, so their products are ten-thousandths of a point.
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
TREES = ("submissions", "sheets")  # What heads seal of it is a tree; of everything else it is one whole.
VOTE = " share: quorum pass_share text: pass_by pass_of secrecy whole: votes flag: casting_vote"
POINTS = " names: thresholds? disagreement? whole: minimum_sheets? without_result? flag: keeps_recused? object: ties?"
FIELDS = {  # What objects hold, by its kind: of anything else nobody could say whether it is true.
    "document": "hex: digest signature whole: number? object: results", "mean": "whole: numerator denominator",
    "results": "text: format hex: key whole: unit object: edition rule decision sheets sheet_totals numbers: judged"
               " list: categories prizes lists ballots shortlist heads steps?",
    "edition": "text: code slug? currency? whole: year? names: name? award?", "vote": VOTE,
    "rule": "text: result whole: minimum_sheets prize_cap? flag: keeps_recused hex: rules_digest",
    "categories": "text: code whole: number sheets_if_apart prize_cap? disagreement? names: name texts: ties"
                  " points: threshold list: criteria", "adjustments": "text: number change reason",
    "criteria": "text: code kind names: name whole: max_points weight flag: counts",
    "prizes": "text: code names: name whole: rank amount? max_per_category?", "votes": "whole: number works" + VOTE,
    "steps": "text: kind rule whole: count? object: vote?", "submissions leaf": "text: number hex: digest nonce",
    "lists": "text: kind reason whole: number day: date hex: digest texts: entries list: adjustments made: rule",
    "made threshold": "text: kind day: dated_on? whole: count?" + POINTS,
    "made top": "text: kind day: dated_on? whole: count" + POINTS,
    "made list": "text: kind day: dated_on? hex: from?", "made correction": "text: kind day: dated_on? hex: from?",
    "made council_vote": "text: kind day: dated_on? hex: from? list: votes?",
    "made decision": "text: kind day: dated_on? hex: shortlist? whole: prize_cap?",
    "decision": "text: reference signatory day: date names: cap_reasons",
    "ballots": "text: number whole: vote members recused agree disagree abstain flag: passed casting? numbers: prizes",
    "shortlist": "text: number title summary organisation prize? texts: authors whole: category rank sheets"
                 " object: mean", "receipt": "text: format whole: index hexes: path object: leaf head",
    "heads": "text: format edition kind subject reason whole: number size day: on hex: root digest previous log key"
             " signature", "sheets leaf": "text: category number hex: nonce numbers: points",
}  # fmt: skip
KINDS = {"whole": (int, None), "flag": (bool, None), "object": (dict, None), "made": (dict, None), "names": (dict, str)}
KINDS.update(numbers=(dict, int), list=(list, dict), texts=(list, str), hexes=(list, str))  # type: ignore[arg-type]
FORMS = {"hex": "[0-9a-f]*", "day": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "share": "[0-9]{1,9}(/[1-9][0-9]{0,8})?"}
FORMS.update(points="[0-9]{1,9}([.][0-9]{1,2})?", hexes=FORMS["hex"])
unseen = re.compile(  # What says nothing to the eye: the same in every language, whatever it takes for a blank.
    r"[\0-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]*"
).fullmatch
SENTENCES = {  # code: (English, Vietnamese)
    "unreadable": ("This file holds no results that can be read: {why}", "Không đọc được kết quả trong tệp này: {why}"),
    "twice": ("A name stands twice in one object of the file", "Trong tệp có đối tượng mang hai lần cùng một tên"),
    "field": ("{where}: nothing checks what is called {name}", "{where}: không có gì đối chiếu mục {name}"),
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
    "step": ("List {number} ({kind}) breaks the sealed rule", "Danh sách {number} ({kind}) trái quy tắc đã niêm phong"),
    "vote": ("Vote {number} breaks the sealed rule", "Lần bỏ phiếu {number} trái quy tắc đã niêm phong"),
    "voted": ("Votes state other works than were voted on", "Số công trình của các lần bỏ phiếu không khớp"),
    "quorum": ("Vote {number}: {handed_in} ballots are too few", "Lần bỏ phiếu {number}: {handed_in} phiếu là chưa đủ"),
    "decided": ("The decided list holds other works", "Danh sách quyết định gồm những công trình khác"),
    "unknown": ("{number}: no sheet of this work is published", "{number}: không có phiếu nào của công trình này"),
    "prize": ("{number}: there is no prize {prize}", "{number}: không có giải {prize}"),
    "cap": ("More prizes than may be given: {what}", "Vượt số giải được trao: {what}"),
    "ballots": ("{number}: the ballots do not add up", "{number}: số phiếu bầu không khớp"),
    "receipt": ("The receipt does not hold: {why}", "Biên nhận không đúng: {why}"),
    "uncounted": ("{number}: head {newer} corrected the sheets since ({reason}): these points do not count. Ask why",
                  "{number}: mốc {newer} đã sửa các phiếu ({reason}): điểm này không còn được tính. Hãy hỏi lý do"),
    "superseded": ("Note: head {newer} corrected head {head} of this receipt: {reason}. Ask why, and for a newer one",
                   "Lưu ý: mốc {newer} đã sửa mốc {head} của biên nhận: {reason}. Hãy hỏi lý do và lấy biên nhận mới"),
    "late": ("Note: head {number} came late: {subject}", "Lưu ý: mốc {number} công bố muộn: {subject}"),
    "corrected": ("Note: head {number} corrects {subject}: {reason}", "Lưu ý: mốc {number} sửa {subject}: {reason}"),
    "not_sealed": ("Note: nothing seals this: {subject}", "Lưu ý: chưa được niêm phong: {subject}"),
    "unruled": ("Note: no rule of lists and votes is sealed", "Lưu ý: cách lập danh sách chưa niêm phong"),
    "holds": ("All holds: {works} works, {sheets} sheets, {heads} heads.",
              "Tất cả đều đúng: {works} công trình, {sheets} phiếu, {heads} mốc."),
    "receipt_holds": ("The receipt holds: {number} is leaf {index} of {size} under head {head}.",
                      "Biên nhận đúng: {number} là lá thứ {index} trong {size} lá của mốc {head}."),
}  # fmt: skip
# Ed25519 (RFC 8032): y² - x² = 1 + D x² y² modulo P; its base point, whose y is 4/5, is of order ORDER.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _recover(y, sign):
    """The point with this y and sign of x, in extended coordinates; None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


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
    base = _recover(4 * pow(5, P - 2, P) % P, 0)
    public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    if (len(public), len(signed)) != (32, 64):
        return False
    whole, scalar = [int.from_bytes(one, "little") for one in (public, signed[:32])], signed[32:]
    point, commitment = (_recover(one & (1 << 255) - 1, one >> 255) for one in whole)
    s = int.from_bytes(scalar, "little")
    if point is None or commitment is None or s >= ORDER:
        return False
    k = int.from_bytes(sha512(signed[:32] + public + content).digest(), "little") % ORDER
    x, y, z, _product = _sum(s, base, k, (P - point[0], point[1], 1, P - point[3]))
    return (x - commitment[0] * z) % P == 0 == (y - commitment[1] * z) % P


def leaf_hash(content, first=b"\0"):
    """The hash of a leaf, and with another first byte that of a node (RFC 6962)."""
    return sha256(first + content).digest()


def tree_root(level):
    """The root over hashes of leaves."""
    while len(level) > 1:
        pairs, rest = zip(level[::2], level[1::2]), level[len(level) & ~1 :]  # noqa: B905 - Python 3.9 has no strict
        level = [sha256(b"\1" + one + other).digest() for one, other in pairs] + rest
    return (level[0] if level else sha256().digest()).hex()


def encoded(content):
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return ENCODER.encode(content).encode()


def read(content):
    """JSON of whole numbers in UTF-8: `int` refuses fractions, exponents and what is no number."""
    return json.loads(content.decode("utf-8-sig"), parse_float=int, parse_constant=int)


def strange_in(where, some, more=""):
    """What in objects, and in all that they hold, has no place; refused is what they lack, or hold of another kind."""
    kind, known, inside = "", set(), []
    for word in f"{FIELDS[where]} {more if where == 'ballots' else ''}".split():
        if word[-1] == ":":
            kind, (outer, inner) = word[:-1], KINDS.get(word[:-1], (str, None))
            continue
        name, known = word.rstrip("?"), {*known, word.rstrip("?")}
        values = [one[name] for one in some if word == name or one.get(name) is not None]
        held = [each for one in values for each in (one if outer is list else one.values())] if inner else values
        right = {*map(type, values)} <= {outer} and {*map(type, held)} <= {inner or outer}
        right = right and all(abs(one) < 2**53 for one in held if type(one) is int)
        if not right or not all(re.fullmatch(FORMS[kind], one) for one in held if kind in FORMS):
            raise ValueError(f"{where}: {name} is of another kind")
        if kind == "made":
            inside += [(f"made {one['kind']}", [one]) for one in values]
        elif name in FIELDS and kind in ("object", "list"):
            inside.append((name, held))
    found = [(where, name) for name in sorted(set().union(*some) - known)]
    return found + [one for name, held in inside for one in strange_in(name, held, more)]


def marks(content):
    """How many quotation marks JSON holds. What was read and is written again has fewer where a name stood twice."""
    return content.count(b'"') + content.replace(b"\\\\", b"").count(b"\\u0022")


class Check:
    """All that is found in one file: `problems` and `notes` as pairs of a code and its values."""

    def __init__(self, document, key):
        self.problems, self.notes, self.document, self.results = [], [], document, document["results"]
        self.newer, self.steps = "steps" in self.results, self.results.get("steps")
        strange = strange_in("document", [document], "whole: times handed_in" if self.newer else "")
        self.problems += [("field", {"where": where, "name": name}) for where, name in strange]
        if self.results["format"] != FORMATS[self.newer] or self.results["unit"] != UNIT:
            raise ValueError(f"the format is not one of {', '.join(FORMATS)}")
        self.key, self.heads, self.judged, self.sheets = map(self.results.get, ("key", "heads", "judged", "sheets"))
        self.categories = {one["number"]: one for one in self.results["categories"]}
        self.entries = {one["number"]: one for one in self.results["shortlist"]}
        self.shapes = {number: self._told(one) for number, one in self.categories.items()}
        self.totals, self.means, self.marks = {}, {}, 0
        told = [one for version in self.results["lists"] for one in version["adjustments"] if not unseen(one["reason"])]
        self.added, self.moved = ({one["number"] for one in told if one["change"] == by} for by in ("added", "moved"))
        self.must(not key or key.lower() == self.key, "signature")
        self._seals(*self._count())
        for number, entry in self.entries.items():
            self._entry(number, entry, self.totals.get(number, []))
        self._rank()
        self._lists(self._ballots(self._votes()))
        self._prizes()

    def must(self, holds, code, **values):
        """Keep what does not hold."""
        if not holds:
            self.problems.append((code, values))

    def _count(self):
        """Totals of every sheet by points and weights; gives leaves and sheets as JSON, by hand, for they are many."""
        leaves, texts, stated = [], [], self.results["sheet_totals"]
        self.must(self.judged.keys() == self.sheets.keys() == stated.keys(), "unknown", number="sheet_totals")
        for number in sorted(self.sheets):
            category = self.categories.get(self.judged.get(number))
            if category is None:
                self.must(False, "unknown", number=number)
                continue
            codes, weights, tops, before, shape = self.shapes[category["number"]]
            sheets, name, many = self.sheets[number], ENCODER.encode(number), len(self.sheets[number])
            given, nonces = [one["points"] for one in sheets], [one["nonce"] for one in sheets]
            columns = [[one[code] for one in given] for code in codes] if given else []
            points = list(zip(*columns))  # noqa: B905 - Python 3.9 has no strict
            totals = self.totals[number] = [sum(map(mul, one, weights)) for one in points]
            right = sum(map(len, sheets)) == 2 * many and sum(map(len, given)) == len(codes) * many
            right = right and {32, *map(len, nonces)} == {32} and len(bytes.fromhex("".join(nonces))) == 16 * many
            for column, top in zip(columns, tops):  # noqa: B905
                right = right and {*map(type, column)} == {int} and min(column) >= 0 and max(column) <= top
            self.must(right, "points", number=number)
            spelled = [(nonce, shape % one) for nonce, one in zip(nonces, given)]  # noqa: B905
            after = f'","number":{name},"points":'
            leaves += [sha256(f"{before}{nonce}{after}{one}}}".encode()).digest() for nonce, one in spelled]
            plain = ",".join([f'{{"nonce":"{nonce}","points":{one}}}' for nonce, one in spelled])
            texts.append(f"{name}:[{plain}]")
            listed = list(zip(totals, points, nonces))  # noqa: B905
            self.must(listed == sorted(listed), "sheets", number=number)
            right = stated.get(number) == totals and {*map(type, stated[number])} <= {int}
            self.must(right, "totals", number=number)
            if self._enough(category, totals):
                ties = [sum(columns[codes.index(code)]) for code in category["ties"]]
                self.means[number] = (len(totals), sum(totals), *ties)
        return leaves, f"{{{','.join(texts)}}}"

    def _told(self, category):
        """What sheets of a category speak of: codes, weights, maxima; a leaf before its nonce and after its number."""
        told = [one for one in category["criteria"] if one["counts"] or one["code"] in category["ties"]]
        codes, weights = [one["code"] for one in told], [one["weight"] if one["counts"] else 0 for one in told]
        shape = ",".join(f"{ENCODER.encode(code)}:%({code})d" for code in sorted(codes))
        before = f'\0{{"category":{ENCODER.encode(category["code"])},"nonce":"'
        return codes, weights, [one["max_points"] for one in told], before, f"{{{shape}}}"

    def _enough(self, category, totals):
        limit, minimum = category["disagreement"], self.results["rule"]["minimum_sheets"]
        apart = limit is not None and totals and (max(totals) - min(totals)) * 100 > limit * UNIT
        return bool(totals) and len(totals) >= (max(minimum, category["sheets_if_apart"]) if apart else minimum)

    def _seals(self, leaves, sheets):
        """Digest, signature, the chain of heads, and that each seals what is published."""
        ready = {} if self.problems else {"sheets": sheets}  # What is wrong may not stand in the words made by hand.
        texts = {name: ready.get(name) or ENCODER.encode(self.results[name]) for name in sorted(self.results)}
        parts = {name: f"{ENCODER.encode(name)}:{text}".encode() for name, text in texts.items()}
        whole = b"{%b}" % b",".join(parts.values())
        content = b"{%b}" % b",".join(part for name, part in parts.items() if name != "heads")
        self.marks = whole.count(b'"')
        composed = all(text.isascii() or unicodedata.is_normalized("NFC", text) for text in texts.values())
        self.must(composed and sha256(whole).hexdigest() == self.document["digest"], "digest")
        self.must(ed25519_holds(self.key, whole, self.document["signature"]), "signature")
        last = self.last = self._chain()
        releases = sum(head["subject"] == "decision" for head in self.heads)
        self.must(self.document.get("number", releases) == releases, "field", where="document", name="number")
        known = ("rule", "categories", "prizes", "steps")[: 3 if self.steps is None else 4]
        ruled = encoded({"edition": self.results["edition"]["code"], **{part: self.results[part] for part in known}})
        for subject, sealed in (("rule", ruled), ("decision", content), ("sheets", None)):
            tree = leaves if sealed is None else [leaf_hash(sealed)]
            found = len(tree), tree_root(tree), "" if sealed is None else sha256(sealed).hexdigest()
            head = last.get(subject)
            self.must(head or not tree, "head_missing", subject=subject)
            same = head is None or (head["size"], head["root"], head["digest"]) == found
            self.must(same, "sealed", number=(head or {}).get("number"), subject=subject)
        self.notes += [("unruled", {})] * (self.steps is None)
        self.notes += [("not_sealed", {"subject": "submissions"})] * ("submissions" not in last)
        self.must(last.get("decision") in (None, *self.heads[-1:]), "head", number=len(self.heads), part="place")

    def _chain(self):
        """Every head by itself and after the one before it; gives the newest head of each subject."""
        hashes, last, day = [], {}, ""
        for place, head in enumerate(self.heads, start=1):
            subject, silent, known = head["subject"], unseen(head["reason"]), head["subject"] in last
            values = {"number": place, "subject": subject}
            unsigned = {name: value for name, value in head.items() if name != "signature"}
            follows = {"format": HEAD, "number": place, "edition": self.results["edition"]["code"], "key": self.key}
            follows["previous"], follows["log"] = hashes[-1].hex() if hashes else "", tree_root(hashes)
            follows["kind"], follows["on"] = "correction" if known else subject, max(day, head["on"])
            wrong = [part for part, value in follows.items() if head[part] != value]
            wrong += ["subject"] * (subject not in ("rule", "decision", *TREES))
            wrong += ["digest"] * ((len(head["root"]), len(head["digest"])) != (64, 0 if subject in TREES else 64))
            wrong += ["reason"] * bool(silent and (known or (subject == "rule" and "sheets" in last)))
            wrong += ["signature"] * (not ed25519_holds(head["key"], encoded(unsigned), head["signature"]))
            self.problems += [("head", {"number": place, "part": part}) for part in wrong]
            late, corrected = ("late", values), ("corrected", {**values, "reason": head["reason"]})
            self.notes += [corrected] if known else [late] * (not silent)
            hashes.append(leaf_hash(encoded(head)))
            last[subject], day = head, head["on"]
        return last

    def _by_points(self, numbers):
        """Ranks of works with a result: the mean, then the criteria of the tie rule; equals share a rank."""
        common = math.lcm(*(self.means[one][0] for one in numbers))
        keys = {one: [value * common // self.means[one][0] for value in self.means[one][1:]] for one in numbers}
        order, ranks = sorted(keys, key=keys.__getitem__, reverse=True), {}
        for at, number in enumerate(order):
            ranks[number] = ranks[order[at - 1]] if at and keys[order[at - 1]] == keys[number] else at + 1
        return ranks

    def _rank(self):
        """Listed works stand by their points, without a result at the end; what was moved by name, where it was put."""
        for place in self.categories:
            stated = {one: entry["rank"] for one, entry in self.entries.items() if entry["category"] == place}
            ranks = self._by_points([one for one in stated if one in self.means and one not in self.moved])
            put = sorted(rank for one, rank in stated.items() if one in self.moved)
            others = sorted(rank for one, rank in stated.items() if one not in self.moved and one not in ranks)
            every = sorted(stated.values())
            for number, rank in stated.items():
                least = ranks[number] if number in ranks else 1 + len(ranks) + bisect_left(others, rank)
                follows = least + bisect_left(put, rank)
                if number in self.moved:
                    follows = 1 + bisect_left(every, rank) if every.count(rank) == 1 else 0
                self.must(rank == follows, "rank", number=number, stated=rank, follows=follows)

    def _entry(self, number, entry, totals):
        added, result, mean, place = number in self.added, number in self.means, entry["mean"], entry["category"]
        known = place in self.categories and place == self.judged.get(number, place)
        self.must((totals or added) and known, "unknown", number=number)
        right = mean["denominator"] > 0 and sum(totals) * mean["denominator"] == mean["numerator"] * len(totals) * UNIT
        if added and not result:  # What has no result is listed without one.
            right = mean["numerator"] == 0
        self.must(right and entry["sheets"] == len(totals), "mean", number=number)
        self.must(result or added, "few", number=number)

    def _lists(self, passed):
        """Each list follows from the one before by its rule; what the rule alone does not explain has a reason."""
        known, base, decided, above = {}, None, None, None
        wanted = {"added": (False, True), "moved": (True, True), "removed": (True, False)}  # Whether before, and now.
        for version in self.results["lists"]:
            rule, listed, by_points = version["rule"], set(version["entries"]), version["rule"]["kind"] in BY_POINTS
            name = {"number": version["number"], "kind": version["kind"]}
            whole = len(listed) == len(version["entries"]) and not listed - self.judged.keys() - self.added
            self.must(whole, "list", **name, work="entries")
            source = rule.get("shortlist" if rule["kind"] == "decision" else "from")
            before, first, place = known.get(source, (None, version, -1))
            changes = {one["number"]: one["change"] for one in version["adjustments"]}
            for one in version["adjustments"]:
                right = changes[one["number"]] == one["change"] and not unseen(one["reason"])
                right = right and wanted.get(one["change"]) == (
                    one["number"] in (before or ()),
                    one["number"] in listed,
                )
                self.must(right, "list", **name, work=one["number"])
            right = (before is None) == (source is None) == by_points and version["digest"] not in known
            self.must(right and (not self.newer or source == above), "list", **name, work="from")
            known[version["digest"]], above = (listed, first, self._step(version, place)), version["digest"]
            if before is not None:
                if rule["kind"] == "council_vote":  # Nothing explains what became of a work without a ballot.
                    before = {one for one in before if passed.get(one, self.newer and one not in listed)}
                before = before | {one for one, change in changes.items() if change == "added"}
                wrong = {one for one in before if changes.get(one) != "removed"} ^ listed
                self.problems += [("list", {**name, "work": number}) for number in sorted(wrong)]
            if self.newer or version["kind"] == "decided":  # Files of before held more than the way to the decision.
                base, decided = first, listed if version["kind"] == "decided" else None
        self.must(decided == self.entries.keys() and len(decided) == len(self.results["shortlist"]), "decided")
        if base is not None:
            self._first_list(base)

    def _step(self, version, before):
        """The place of a list among the sealed steps; it is made by their rule, and states no other."""
        kind, rule, corrects = version["kind"], version["rule"], version["rule"]["kind"] == "correction"
        steps = [*(self.steps or ()), {"kind": "decided", "rule": "decision"}]
        place = next((at for at, one in enumerate(steps) if one["kind"] == kind), -1)
        follows = rule["kind"] in BY_POINTS or place == before + (not corrects)  # A correction is of the same step.
        same = corrects or (rule["kind"], rule.get("count")) == (steps[place]["rule"], steps[place].get("count"))
        right = self.steps is None or (place >= 0 and follows and same)
        every, stated = self.categories.values(), {**self.results["rule"], "dated_on": version["date"]}
        apart = {one["code"]: divmod(one["disagreement"], 100) for one in every if one["disagreement"] is not None}
        stated["disagreement"] = {one: re.sub("[.]?0+$", "", f"{n}.{part:02}") for one, (n, part) in apart.items()}
        stated["thresholds"] = {one["code"]: one["threshold"] for one in every}
        stated["ties"] = {one["code"]: one["ties"] for one in every if one["ties"]}
        stated["without_result"] = len(self.judged) - len(self.means)
        right = right and not (self.newer and any(rule[name] != stated[name] for name in rule.keys() & stated.keys()))
        self.must(right, "step", number=version["number"], kind=kind)
        return place

    def _first_list(self, version):
        """The list that was made of points holds all that the rule lists, and nothing else but by name."""
        rule, listed, wanted = version["rule"], set(version["entries"]), set()
        for place, category in self.categories.items():
            threshold = int(Fraction(category["threshold"]) * UNIT)
            for number, rank in self._by_points([one for one in self.means if self.judged[one] == place]).items():
                sheets, total = self.means[number][:2]
                if rank <= rule["count"] if rule["kind"] == "top" else total >= threshold * sheets:
                    wanted.add(number)
        for number in sorted((wanted ^ listed) - {one["number"] for one in version["adjustments"]}):
            code = "left_out" if number in wanted else "threshold" if number in self.means else "few"
            self.must(False, code, number=number)

    def _prizes(self):
        """Known prizes, within the caps; only that of a category may be passed, with a reason."""
        prizes, given = {one["code"]: one for one in self.results["prizes"]}, {}
        for number, entry in self.entries.items():
            prize, category = entry["prize"], entry["category"]
            self.must(prize is None or prize in prizes, "prize", number=number, prize=prize)
            for place in (f"{category} {prize}", str(category), "all") if prize in prizes else ():
                given[place] = given.get(place, 0) + 1
        limits = {"all": self.results["rule"]["prize_cap"]}
        for place, category in self.categories.items():
            if unseen(self.results["decision"]["cap_reasons"].get(str(place), "")):
                limits[str(place)] = category["prize_cap"]
            limits.update({f"{place} {code}": one["max_per_category"] for code, one in prizes.items()})
        for place, count in given.items():
            self.must(limits.get(place) is None or count <= limits[place], "cap", what=place)

    def _votes(self):
        """The rule of each vote, that of the sealed step: only what too few may vote on secretly is voted on openly."""
        votes = {}
        for version in self.results["lists"]:
            sealed = {one["kind"]: one["vote"] for one in self.steps or ()}.get(version["kind"]) or {}
            for one in version["rule"].get("votes", ()):
                openly = (one["secrecy"], sealed.get("secrecy")) == ("open", "secret")
                stated = {part: "secret" if openly and part == "secrecy" else one[part] for part in sealed}
                right = encoded(stated) == encoded(sealed) and (self.steps is None or sealed)
                self.must(right and one["number"] not in votes, "vote", number=one["number"])
                rule = votes[one["number"]] = {**one, **sealed, "openly": openly}
                rule["quorum"], rule["pass_share"] = Fraction(rule["quorum"]), Fraction(rule["pass_share"])
        return votes

    def _ballots(self, votes):
        """Sums that add up, and pass or fail by the rule of the vote; gives what became of each work."""
        prizes, passed, turnout = {one["code"] for one in self.results["prizes"]}, {}, {}
        for one in self.results["ballots"]:
            number, rule, able = one["number"], votes.get(one["vote"]), one["members"] - one["recused"]
            counts = [one["agree"], one["disagree"], one["abstain"], *one["prizes"].values(), one["recused"]]
            cast, there = sum(counts[:3]), (one["handed_in"], one["members"], one["times"]) if self.newer else ()
            right = min(*counts, *there) >= 0 and rule is not None
            right = right and sum(counts[3:-1]) <= cast <= able and one["prizes"].keys() <= prizes
            right = right and number not in passed and (number in self.judged or number in self.added)
            right = right and (not there or (0 <= there[0] - cast <= one["recused"] and 0 < there[2] <= rule["votes"]))
            right = right and turnout.setdefault(one["vote"], there[:2]) == there[:2]
            right = right and not (rule["openly"] and able >= 3) and one["passed"] == _passes(rule, one, cast)
            self.must(right, "ballots", number=number)
            passed[number] = passed.get(number) or one["passed"]
        for vote, (came, members) in turnout.items() if self.newer else ():
            self.must(came >= members * votes[vote]["quorum"], "quorum", number=vote, handed_in=came)
        if self.newer:  # Every work of a vote was voted on, and the last vote on it is in the file.
            times, last = (list(map(itemgetter(name), self.results["ballots"])) for name in ("times", "vote"))
            fits = all(last.count(number) <= one["works"] for number, one in votes.items())
            self.must(fits and sum(times) == sum(one["works"] for one in votes.values()), "voted")
        return passed


def _passes(rule, one, cast):
    """Whether a work has passed: by a share of those who voted, or of all; the chair parts equal votes as one more."""
    base, agree = one["members"] - one["recused"] if rule["pass_of"] == "all" else cast, one["agree"]
    if one["casting"] is not None:
        if not rule["casting_vote"] or agree != one["disagree"]:
            return None
        base, agree = base + 1, agree + one["casting"]
    have, need = agree * rule["pass_share"].denominator, base * rule["pass_share"].numerator
    return base > 0 and agree > 0 and (have > need if rule["pass_by"] == "more_than" else have >= need)


def receipt_findings(receipt, check, key):
    """Problems and notes of a receipt by itself and, where there are results, by what they count."""
    leaf, head, here, size = receipt["leaf"], receipt["head"], receipt["index"], receipt["head"]["size"]
    known = (receipt["format"], head["format"]) == (INCLUSION, HEAD) and head["subject"] in TREES and 0 <= here < size
    strange = strange_in("receipt", [receipt]) + strange_in("heads", [head])
    if not known or strange or strange_in(f"{head['subject']} leaf", [leaf]):
        return [("receipt", {"why": "format"})], []
    unsigned = {name: value for name, value in head.items() if name != "signature"}
    if (key and head["key"] != key.lower()) or not ed25519_holds(head["key"], encoded(unsigned), head["signature"]):
        return [("receipt", {"why": "signature"})], []
    found, path = leaf_hash(encoded(leaf)), [bytes.fromhex(one) for one in receipt["path"]]
    while size > 1:
        if here ^ 1 < size:  # A last node without a neighbour rises as it is.
            found = leaf_hash(path.pop(0) + found if here & 1 else found + path.pop(0), b"\1")
        here, size = here >> 1, (size + 1) >> 1
    if path or found.hex() != head["root"] or (check and head not in check.heads):
        return [("receipt", {"why": "root" if path or found.hex() != head["root"] else "head"})], []
    newest, values = check.last[head["subject"]] if check else head, {"number": leaf["number"], "head": head["number"]}
    counted = check.sheets.get(leaf["number"], []) if check and head["subject"] == "sheets" else [leaf]
    same = [one["nonce"] for one in counted if one.get("points") == leaf.get("points")]
    if newest == head:
        holds = ("receipt_holds", {**values, "index": receipt["index"] + 1, "size": head["size"]})
        return [("receipt", {"why": "leaf"})] * (leaf["nonce"] not in same), [holds]
    values.update(newer=newest["number"], reason=newest["reason"])
    return ([], [("superseded", values)]) if same else ([("uncounted", values)], [])


def check_file(content, receipt=b"", key=""):
    """Problems and notes of a file, a receipt, or both, as codes with values; what holds only if nothing is wrong."""
    problems, notes, check = [], [], None
    try:
        if content:
            check = Check(read(content), key)
            problems, notes = check.problems, check.notes
            rest, sheets = encoded({**check.document, "results": 0}), sum(map(len, check.totals.values()))
            problems += [("twice", {})] * (marks(content) != check.marks + marks(rest))
            notes.append(("holds", {"works": len(check.totals), "sheets": sheets, "heads": len(check.heads)}))
        if receipt:
            mine = read(receipt)
            problems += [("twice", {})] * (marks(receipt) != marks(encoded(mine)))
            found = receipt_findings(mine, check, check.key if check else key)
            problems, notes = problems + found[0], notes + found[1]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        return [("unreadable", {"why": f"{type(error).__name__}: {error}"[:200]})], []
    return problems, [one for one in notes if not (problems and one[0] in ("holds", "receipt_holds"))]


def sentence(found, language="en"):
    """A finding in words."""
    return SENTENCES[found[0]][language == "vi"].format(**found[1])


def main(arguments=None) -> int:
    """Read the files named on the command line, say what was found, and give the exit code."""
    parser = argparse.ArgumentParser(description="Check published results: digest, signatures, sheets, ranks, prizes.")
    parser.add_argument("results", nargs="?", type=argparse.FileType("rb"), help="the published results.json")
    parser.add_argument("--receipt", type=argparse.FileType("rb"), help="a receipt, alone or against the results")
    parser.add_argument("--key", default="", help="the portal's public key, as you know it from elsewhere")
    parser.add_argument("--lang", choices=("en", "vi"), default=os.environ.get("LANG", "en")[:2], help="en or vi")
    options = parser.parse_args(arguments)
    gc.disable()  # Nothing here goes in circles, and looking for that would take a third of the time.
    if options.results is None and options.receipt is None:
        parser.error("name a results file, a receipt, or both")
    content, receipt = (one.read() if one else b"" for one in (options.results, options.receipt))
    problems, notes = check_file(content, receipt, options.key)
    for mark, found in [("✗", one) for one in problems] + [("✓" if "holds" in one[0] else "·", one) for one in notes]:
        sys.stdout.write(f"{mark} {sentence(found, options.lang)}\n")
    return 2 if problems[:1] and problems[0][0] == "unreadable" else int(bool(problems))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
