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
from tests.publication.contests import decide, make_contest, publish
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


def test_another_key_is_not_taken_for_the_portals(contests):
    assert checked(contests[0].document, key="00" * 32)[0] == [("signature", {})]


def test_receipt_of_another_leaf_or_log_does_not_hold(contests):
    contest, other = contests[1], contests[2]
    receipt = copy.deepcopy(contest.receipts["submission"])
    receipt["leaf"]["digest"] = "0" * 64

    assert checked(contest.document, receipt)[0] == [("receipt", {"why": "root"})]
    assert ("receipt", {"why": "head"}) in checked(contest.document, other.receipts["submission"])[0]
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
    files = [(one.document, one.receipts["submission"]) for one in contests]
    files += [
        (forge(contests[seed % CONTESTS], seed)[1], contests[seed % 3].receipts["submission"]) for seed in range(60)
    ]
    (tmp_path / "results.mjs").write_text(JS.read_text().replace("./sha256.js", "./sha256.mjs"))
    (tmp_path / "sha256.mjs").write_text((JS.parent / "sha256.js").read_text())
    (tmp_path / "run.mjs").write_text(RUN_JS)
    lines = "\n".join(json.dumps([written(one).decode() for one in pair], ensure_ascii=True) for pair in files)

    done = subprocess.run(
        ["node", "--no-warnings", "run.mjs"], cwd=tmp_path, input=lines, capture_output=True, text=True, check=True
    )  # fmt: skip
    browser = [json.loads(line) for line in done.stdout.splitlines()]
    python = [json.loads(json.dumps(checked(*pair))) for pair in files]

    # Each language has its own words for what cannot be read at all.
    plain = [[[code, {} if code == "unreadable" else said] for code, said in one["problems"]] for one in browser]
    assert plain == [[[code, {} if code == "unreadable" else said] for code, said in one[0]] for one in python]
    assert [one["notes"] for one in browser] == [one[1] for one in python]
    assert {one["unsupported"] for one in browser} == {False}
