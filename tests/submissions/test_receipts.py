"""Receipts that nobody can dispute: signed, verified by page and by command, with the portal and without it."""

import copy
import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.signer import Signer, get_signer
from portal.cli import main
from portal.submissions.receipt import receipt_pdf
from portal.submissions.receipt_file import UnreadableReceiptError, read_receipt
from portal.submissions.signed_receipt import ReceiptProblem, receipt_problem
from tests.factories import PDF, make_submission, make_user


@pytest.fixture
def submitted(app):
    submission = make_submission()
    return submission, submission.versions[0]


def test_receipt_names_what_arrived_and_is_signed(submitted):
    submission, version = submitted
    receipt = version.receipt

    assert receipt_problem(receipt, get_signer().public_key_hex) is None
    assert (receipt["number"], receipt["version"], receipt["digest"]) == (submission.number, 1, version.digest)
    assert [(file["name"], file["size"]) for file in receipt["files"]] == [("Mô tả.pdf", len(PDF))]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2}, {"submitted_at": "2026-01-01T00:00:00+00:00"}, {"digest": "0" * 64}, {"files": []},
        {"extra": "1"}, {"signature": ""}, {"signature": "00" * 64}, {"signature": 5}, {"number": 1.5},
        {"number": "\ud800"},
    ],
)  # fmt: skip
def test_changed_receipt_is_broken(submitted, change):
    receipt = {**copy.deepcopy(submitted[1].receipt), **change}

    assert receipt_problem(receipt, get_signer().public_key_hex) is ReceiptProblem.BROKEN


def test_receipt_of_another_portal_is_refused(submitted, tmp_path):
    other = Signer(tmp_path / "other.pem")

    assert receipt_problem(submitted[1].receipt, other.public_key_hex) is ReceiptProblem.OTHER_KEY
    forged = {**submitted[1].receipt, "key": other.public_key_hex}
    assert receipt_problem(forged, get_signer().public_key_hex) is ReceiptProblem.OTHER_KEY


@pytest.mark.parametrize("document", [None, [], 5, "x", {}, {"format": "other"}])
def test_something_else_is_no_receipt(document):
    assert receipt_problem(document, "00") is ReceiptProblem.NO_RECEIPT


def test_pdf_carries_the_signed_receipt(submitted):
    submission, version = submitted

    assert read_receipt(receipt_pdf(submission, version)) == version.receipt


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: b"%PDF-1.4\n" + tail)))
def test_file_that_holds_no_receipt_is_told_so(content):
    try:
        assert receipt_problem(read_receipt(content), "00") is ReceiptProblem.NO_RECEIPT
    except UnreadableReceiptError:
        return


def verify(client, content, name="receipt.pdf"):
    return client.post_form("/receipts/verify", {"file": (io.BytesIO(content), name)}).get_data(as_text=True)


def test_anyone_verifies_the_file_they_kept(client, submitted):
    submission, version = submitted
    changed = json.dumps({**version.receipt, "version": 7}).encode()

    assert submission.number in verify(client, receipt_pdf(submission, version))
    assert version.digest not in verify(client, changed)
    assert submission.number not in verify(client, changed)
    assert submission.number not in verify(client, b"%PDF-1.4 nothing")
    assert client.post_form("/receipts/verify", {}).status_code == 200


def test_printed_code_leads_to_the_receipt_and_a_near_miss_to_nothing(client, submitted):
    submission, version = submitted
    address = f"/receipts/verify?number={submission.number}&version=1&digest="

    assert "Mô tả.pdf" in client.get_text(address + version.digest)
    assert "Mô tả.pdf" not in client.get_text(address + "0" * 64)
    assert "Mô tả.pdf" not in client.get_text(f"/receipts/verify?number={submission.number}&version=x&digest=")


def test_owner_downloads_the_signed_receipt_and_others_do_not(client, submitted):
    submission, version = submitted
    address = f"/submissions/{submission.id}/receipt/1.json"

    assert json.loads(client.sign_in(submission.owner).get(address).data) == version.receipt
    assert client.sign_in(make_user()).get(address).status_code == 404


def command(*arguments):
    return CliRunner().invoke(main, ["verify-receipt", *map(str, arguments)])


def test_command_verifies_without_the_portal(submitted, tmp_path):
    submission, version = submitted
    receipt, files = tmp_path / "receipt.pdf", tmp_path / "files"
    receipt.write_bytes(receipt_pdf(submission, version))
    files.mkdir()
    (files / "Mô tả.pdf").write_bytes(PDF)
    key = get_signer().public_key_hex

    done = command(receipt, "--key", key, "--files", files, "--json")

    assert done.exit_code == 0, done.output
    outcome = json.loads(done.output)
    assert (outcome["genuine"], outcome["number"]) == (True, submission.number)
    assert outcome["files"] == [{"name": "Mô tả.pdf", "found": True, "same": True}]
    (files / "Mô tả.pdf").write_bytes(PDF + b" ")
    assert command(receipt, "--key", key, "--files", files).exit_code == 1
    (files / "Mô tả.pdf").unlink()
    assert "MISSING" in command(receipt, "--key", key, "--files", files).output
    assert "another key" in command(receipt, "--key", "00" * 32).output


def test_command_refuses_a_changed_receipt(submitted, tmp_path):
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps({**submitted[1].receipt, "version": 3}))

    done = command(path, "--key", get_signer().public_key_hex)

    assert done.exit_code == 1
    assert "changed" in done.output
