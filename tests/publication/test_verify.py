"""verify.py: it accepts every true contest, refuses every forged one, and needs nothing but Python."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.publication import verify
from tests.publication.contests import decide, make_contest, publish, recounted, resealed
from tests.publication.mutations import forge, heads_forged

JS = Path(__file__).parent.parent.parent / "portal" / "static" / "js" / "results.js"
CONTESTS, FORGED = 40, 300
RUN_JS = """
import { check } from "./results.mjs";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const [content, receipt] = JSON.parse(line);
  const { problems, notes, unsupported } = await check(content, receipt);
  console.log(JSON.stringify({ problems, notes, unsupported }));
}
"""


def written(document):
    return json.dumps(document, ensure_ascii=False).encode()


def checked(document, receipt=None, key=""):
    return verify.check_file(written(document), b"" if receipt is None else written(receipt), key)


@pytest.fixture(scope="module")
def contests():
    return [make_contest(seed) for seed in range(CONTESTS)]


def run(directory, *arguments):
    """The file by itself, outside the project, with Python isolated from everything installed by hand."""
    (directory / "verify.py").write_bytes(Path(verify.__file__).read_bytes())
    command = [sys.executable, "-I", "-S", "verify.py", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=60, check=False)


def test_true_contests_hold_with_their_receipts(contests):
    for seed, contest in enumerate(contests):
        receipt = list(contest.receipts.values())[-(seed % 2)]
        problems, notes = checked(contest.document, receipt, contest.signer.public_key_hex)

        assert problems == []
        assert [code for code, _values in notes[-2:]] == ["holds", "receipt_holds"]


def test_forged_contests_are_refused(contests):
    accepted = []
    for seed in range(FORGED):
        how, document = forge(contests[seed % CONTESTS], seed)
        if not checked(document)[0]:
            accepted.append((seed, how))

    assert accepted == []


def test_changed_logs_are_refused(contests):
    rng = Random(5)
    accepted = [number for number, one in enumerate(contests) if not checked(heads_forged(one, rng))[0]]

    assert accepted == []


def test_forger_with_the_key_is_found_by_what_was_sealed_before(contests):
    contest = contests[3]
    results = copy.deepcopy(contest.results)
    number = next(one for one, sheets in results["sheets"].items() if sheets)
    results["sheets"][number][0]["nonce"] = "ab" * 16

    found = {code for code, _values in checked(decide(results, contest.signer))[0]}

    assert found - {"sheets"} == {"sealed"}


def test_words_that_are_not_composed_and_fractions_are_refused(contests):
    contest = contests[0]
    results = copy.deepcopy(contest.results)
    results["decision"]["signatory"] = "Chu\u0309 tịch"

    split = checked(publish(results, contest.signer))[0]
    fraction = verify.check_file(written(contest.document).replace(b'"unit": 10000', b'"unit": 10000.0'))[0]

    assert ("digest", {}) in split
    assert [code for code, _values in fraction] == ["unreadable"]


def voted(contests):
    """A contest whose council voted once by a sealed rule and passed something, and a copy of its results."""
    sealed = [one for one in contests if one.results["ballots"] and one.results["steps"] and one.results["shortlist"]]
    contest = next(one for one in sealed if len(one.results["lists"][-2]["rule"]["votes"]) == 1)
    return contest, copy.deepcopy(contest.results)


def test_key_holder_cannot_state_another_rule_of_the_vote(contests):
    contest, results = voted(contests)
    vote = results["lists"][-2]["rule"]["votes"][0]
    vote |= {"quorum": "1/1", "pass_share": "0/1"}
    stated = checked(decide(results, contest.signer))[0]
    results["steps"][-1]["vote"] |= {"quorum": "1/1", "pass_share": "0/1"}
    sealed_too = checked(decide(results, contest.signer))[0]

    assert stated == [("vote", {"number": vote["number"]})]
    assert ("sealed", {"number": 1, "subject": "rule"}) in sealed_too


def test_vote_without_its_quorum_and_more_votes_than_ballots_are_found(contests):
    contest, results = voted(contests)
    row = results["ballots"][0]
    row["agree"] += row["handed_in"] + 1
    more = checked(decide(results, contest.signer))[0]
    for one in results["ballots"]:
        one |= {"handed_in": 1, "recused": 0, "agree": 0, "disagree": 1, "abstain": 0, "prizes": {}, "casting": None}
        one["passed"] = False
    for version in results["lists"][-2:]:
        version["entries"] = []
    results["shortlist"] = []
    too_few = checked(decide(results, contest.signer))[0]

    assert more == [("ballots", {"number": row["number"]})]
    assert too_few == [("quorum", {"number": row["vote"], "handed_in": 1})]


def test_list_that_comes_from_nowhere_is_found(contests):
    contest, results = voted(contests)
    results["lists"][-1]["rule"] = {"kind": "decision", "shortlist": "00" * 32}

    named = {"number": 1, "kind": "decided"}
    assert checked(decide(results, contest.signer))[0][:2] == [("list", {**named, "work": "from"}), ("step", named)]


def test_files_of_before_are_read_and_say_what_was_not_sealed(contests):
    contest = next(one for one in contests if one.results["ballots"] and one.results["steps"] is None)
    older = as_before(contest)
    newer, _results = voted(contests)

    problems, notes = checked(decide(older, contest.signer))
    lowered = checked(decide(as_before(newer), newer.signer))[0]
    mixed = checked(decide({**older, "steps": []}, contest.signer))[0]

    assert (problems, notes[0]) == ([], ("unruled", {}))
    assert lowered == [("sealed", {"number": 1, "subject": "rule"})]
    assert [code for code, _values in mixed] == ["unreadable"]


def as_before(contest):
    """The results in the third format, which knew neither sealed steps nor how many ballots there were."""
    results = copy.deepcopy(contest.results)
    del results["steps"]
    for one in results["ballots"]:
        del one["handed_in"], one["times"]
    return {**results, "format": verify.FORMATS[0]}


def test_names_that_stand_twice_and_fields_that_nobody_checks_are_refused(contests):
    contest, results = voted(contests)
    results["shortlist"][0]["reason"] = results["note"] = "Đã thu hồi giải"
    where = [("field", {"where": one, "name": name}) for one, name in (("results", "note"), ("shortlist", "reason"))]

    assert [verify.check_file(text)[0] for text in repeated(contest)] == [[("twice", {})]] * len(repeated(contest))
    assert checked({**contest.document, "note": "Đã thu hồi giải"})[0] == [
        ("field", {"where": "document", "name": "note"})
    ]
    assert checked(decide(results, contest.signer))[0] == where
    assert verify.check_file(b"", written(contest.receipts["submission"]).replace(b'"index"', b'"index": 0, "index"'))[
        0
    ] == [("twice", {})]


def repeated(contest):
    """The file of a contest with a name that stands twice: at the top, deep inside, and spelled otherwise."""
    text = written(contest.document)
    return [
        text.replace(b'{"results"', b'{"results": {}, "results"', 1),
        text.replace(b'"rank":', b'"rank": 99, "rank":', 1),
        text.replace(b'"rank":', b'"ran\\u006b": 99, "rank":', 1),
        text.replace(b'"rank":', b'"rank": 99, "rank":', 1).replace(b'\\"', b"\\u0022"),
    ]


def test_marks_in_words_are_no_names(contests):
    contest, results = voted(contests)
    results["decision"]["signatory"] = 'Chủ tịch "Hội đồng" \\u0022 \\\\ Đ'
    text = written(decide(results, contest.signer))

    assert [verify.check_file(one)[0] for one in (text, text.replace(b'\\"', b"\\u0022"))] == [[], []]


def logs_forged(contest):
    """Logs that were signed anew with the portal's key, and what is to be found in each."""
    rule, submissions, sheets = contest.results["heads"][:3]
    again = {**submissions, "kind": "correction"}
    logs = [
        ([sheets, rule, submissions], ("head", {"number": 2, "part": "reason"})),
        ([sheets, {**rule, "reason": "late"}, submissions], None),
        ([rule, submissions, {**sheets, "on": "2026-03-01"}], ("head", {"number": 3, "part": "on"})),
        ([rule, submissions, {**sheets, "kind": "correction"}], ("head", {"number": 3, "part": "kind"})),
        ([rule, {**submissions, "witness": "x"}, sheets], ("field", {"where": "heads", "name": "witness"})),
        ([rule, submissions, {**again, "subject": "x"}, sheets], ("head", {"number": 3, "part": "kind"})),
        ([rule, submissions, {**again, "subject": "x", "kind": "x"}], ("head", {"number": 3, "part": "subject"})),
        ([rule, {**submissions, "digest": "x"}, sheets], ("unreadable", {})),
        ([rule, {**submissions, "digest": "ab"}, sheets], ("head", {"number": 2, "part": "digest"})),
        ([rule, submissions, sheets, {**again, "reason": "\ufeff"}], ("head", {"number": 4, "part": "reason"})),
        ([rule, submissions, sheets, {**again, "reason": "Sửa"}], None),
    ]
    documents = [(resealed(contest, heads), fault) for heads, fault in logs]
    documents.append(({**contest.document, "number": 99}, ("field", {"where": "document", "name": "number"})))
    return [*documents, ({**contest.document, "number": True}, ("unreadable", {}))]


def test_logs_that_were_signed_anew_are_refused(contests):
    for document, fault in logs_forged(voted(contests)[0]):
        found, notes = checked(document)
        found = [(code, {} if code == "unreadable" else values) for code, values in found]

        assert found[:1] == [fault] * (fault is not None)
        assert ("holds" in {code for code, _values in notes}) is (fault is None)


def test_receipt_of_a_judge_under_a_corrected_head_is_not_said_to_hold(contests):
    contest = voted(contests)[0]
    receipt = contest.receipts["sheet"]
    same, other = (recounted(contest, receipt["leaf"], points) for points in (0, 1))
    values = {"number": receipt["leaf"]["number"], "head": 3, "newer": 4, "reason": "Sửa lỗi nhập"}

    kept, changed = checked(same, receipt), checked(other, receipt)

    assert (kept[0], kept[1][-1]) == ([], ("superseded", values))
    assert changed[0][-1] == ("uncounted", values)
    assert {"holds", "receipt_holds"} & {code for code, _values in changed[1]} == set()
    assert "head 4 corrected the sheets since (Sửa lỗi nhập)" in verify.sentence(changed[0][-1])


def test_share_that_divides_by_nothing_is_refused(contests, tmp_path):
    contest, results = voted(contests)
    for one in (results["steps"][-1]["vote"], *results["lists"][-2]["rule"]["votes"]):
        one["quorum"] = "1/0"
    (tmp_path / "results.json").write_bytes(written(decide(results, contest.signer)))

    done = run(tmp_path, "results.json")

    assert (done.returncode, done.stderr) == (2, "")


def test_another_key_is_not_taken_for_the_portals(contests):
    assert checked(contests[0].document, key="00" * 32)[0] == [("signature", {})]


def test_receipt_of_another_leaf_or_log_does_not_hold(contests):
    contest, other = contests[1], contests[2]
    receipt = copy.deepcopy(contest.receipts["submission"])
    receipt["leaf"]["digest"] = "0" * 64

    assert checked(contest.document, receipt)[0] == [("receipt", {"why": "root"})]
    assert ("receipt", {"why": "signature"}) in checked(contest.document, other.receipts["submission"])[0]
    assert verify.check_file(b"", written(contest.receipts["submission"]))[0] == []


def test_signatures_are_those_of_the_well_known_library():
    for seed in range(8):
        key = Ed25519PrivateKey.from_private_bytes(Random(seed).randbytes(32))
        public, content = key.public_key().public_bytes_raw().hex(), f"nội dung {seed}".encode()
        signature = key.sign(content)
        broken = bytes([signature[0] ^ 1]) + signature[1:]
        high = signature[:32] + (int.from_bytes(signature[32:], "little") + verify.ORDER).to_bytes(32, "little")

        assert verify.ed25519_holds(public, content, signature.hex())
        assert not verify.ed25519_holds(public, content + b"!", signature.hex())
        assert not verify.ed25519_holds(public, content, broken.hex())
        assert not verify.ed25519_holds(public, content, high.hex())


def test_file_runs_alone_and_answers_by_its_exit_code(contests, tmp_path):
    contest = contests[4]
    (tmp_path / "results.json").write_bytes(written(contest.document))
    (tmp_path / "mine.json").write_bytes(written(contest.receipts["submission"]))
    _how, forged = forge(contest, 1)
    (tmp_path / "forged.json").write_bytes(written(forged))
    (tmp_path / "other.json").write_text("[]")

    whole = run(tmp_path, "results.json", "--receipt", "mine.json", "--lang", "vi")

    assert (whole.returncode, whole.stderr) == (0, "")
    assert "✓ Tất cả đều đúng: " in whole.stdout
    assert "✓ Biên nhận đúng: " in whole.stdout
    assert run(tmp_path, "forged.json").returncode == 1
    assert run(tmp_path, "other.json").returncode == 2
    assert run(tmp_path, "--receipt", "mine.json").returncode == 0
    assert run(tmp_path).returncode == 2


def test_browser_finds_what_python_finds(contests, tmp_path):
    """The module of the page, run by Node: the same findings in the same order, for true and for forged files."""
    receipts = [written(one.receipts["submission"]) for one in contests]
    files = [(written(one.document), receipt) for one, receipt in zip(contests, receipts, strict=True)]
    files += [(written(forge(contests[seed % CONTESTS], seed)[1]), receipts[seed % 3]) for seed in range(120)]
    files += [(text, receipts[0].replace(b'"index"', b'"index": 0, "index"')) for text in repeated(voted(contests)[0])]
    files += [(written(decide(as_before(one), one.signer)), receipts[at]) for at, one in enumerate(contests)]
    contest = voted(contests)[0]
    sheet = contest.receipts["sheet"]
    files += [(written(document), written(sheet)) for document, _fault in logs_forged(contest)]
    files += [(written(recounted(contest, sheet["leaf"], change)), written(sheet)) for change in (0, 1)]
    files += [(written(contest.document), written({**sheet, **part})) for part in ({"index": True}, {"path": [" "]})]
    files += [(files[0][0].replace(b'"unit": 10000', b'"unit": 10000.0'), b"")]
    (tmp_path / "results.mjs").write_text(JS.read_text().replace("./sha256.js", "./sha256.mjs"))
    (tmp_path / "sha256.mjs").write_text((JS.parent / "sha256.js").read_text())
    (tmp_path / "run.mjs").write_text(RUN_JS)
    lines = "\n".join(json.dumps([one.decode() for one in pair]) for pair in files)

    done = subprocess.run(
        ["node", "--no-warnings", "run.mjs"], cwd=tmp_path, input=lines, capture_output=True, text=True, check=True
    )  # fmt: skip
    browser = [json.loads(line) for line in done.stdout.splitlines()]
    python = [json.loads(json.dumps(verify.check_file(*pair))) for pair in files]

    # Each language has its own words for what cannot be read at all.
    plain = [[[code, {} if code == "unreadable" else said] for code, said in one["problems"]] for one in browser]
    assert plain == [[[code, {} if code == "unreadable" else said] for code, said in one[0]] for one in python]
    assert [one["notes"] for one in browser] == [one[1] for one in python]
    assert {one["unsupported"] for one in browser} == {False}
