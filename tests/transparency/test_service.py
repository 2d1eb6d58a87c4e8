"""Sealing and correcting: what each head says, what it refuses, and that the log only grows."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.adapters.signer import get_signer, verify_with
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import ImmutableRowError, db
from portal.core.digest import canonical_bytes, digest
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import verify
from portal.scoring import rubrics
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.submissions import service as submissions
from portal.transparency import merkle, queries, service
from portal.transparency.heads import LATE, HeadKind, head_hash, log_consistency
from tests.council import make_council_edition
from tests.factories import make_draft, make_edition, make_judged, make_organizer, make_submission
from tests.older import seal_older_rule

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


def change_rule(edition, organizer):
    category = edition.categories[0]
    rubrics.set_rule(
        category,
        disagreement=Decimal(10),
        tie_criteria=[],
        revision=category.rubric_revision,
        actor=organizer,
    )


def test_rule_is_sealed_whole_and_signed(edition, organizer):
    head = service.seal(edition, HeadKind.RULE, actor=organizer)
    unsigned = {key: value for key, value in head.document.items() if key != "signature"}

    assert (head.number, head.kind, head.document["size"], head.document["reason"]) == (1, HeadKind.RULE, 1, "")
    assert head.document["digest"] == digest(head.content) == digest(queries.current_rule(edition))
    assert verify_with(get_signer().public_key_hex, canonical_bytes(unsigned), head.document["signature"])


def test_rule_that_is_sealed_after_somebody_has_begun_says_so(edition, organizer):
    make_draft(edition=edition)

    assert service.seal(edition, HeadKind.RULE, actor=organizer).document["reason"] == LATE


def test_who_is_in_conflict_seals_and_corrects_nothing(edition, organizer):
    works = make_judged(edition, organizer, [[95, 97]])
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=organizer)

    for subject in (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS):
        with pytest.raises(service.SealRefusedError):
            service.seal(edition, subject, actor=organizer)

    assert queries.heads_of(edition) == []


def test_changed_rubric_is_a_correction_with_its_reason(edition, organizer):
    service.seal(edition, HeadKind.RULE, actor=organizer)
    with pytest.raises(service.NothingChangedError):
        service.seal(edition, HeadKind.RULE, actor=organizer, reason="Không đổi gì")
    change_rule(edition, organizer)
    with pytest.raises(service.ReasonMissingError):
        service.seal(edition, HeadKind.RULE, actor=organizer, reason=" ")

    head = service.seal(edition, HeadKind.RULE, actor=organizer, reason="Hội đồng thống nhất mức chênh lệch")

    assert (head.number, head.kind, head.subject) == (2, HeadKind.CORRECTION, HeadKind.RULE)
    assert head.document["reason"] == "Hội đồng thống nhất mức chênh lệch"
    assert head.content["categories"][0]["disagreement"] == 1000


def test_lists_and_votes_are_part_of_the_sealed_rule_and_changing_them_needs_a_reason():
    edition = make_council_edition(quorum="2/3")
    organizer = make_organizer(edition)
    first = service.seal(edition, HeadKind.RULE, actor=organizer)
    edition.rules = {**edition.rules, "rounds": [{"code": "city", "quorum": "1/3"}]}
    db.session.commit()

    with pytest.raises(service.UnsettledError):
        service.settle(edition, actor=organizer)
    with pytest.raises(service.ReasonMissingError):
        service.seal(edition, HeadKind.RULE, actor=organizer)
    second = service.seal(edition, HeadKind.RULE, actor=organizer, reason="Hội đồng có thêm thành viên")

    quorums = [head.content["steps"][-1]["vote"]["quorum"] for head in (first, second)]
    assert (quorums, second.kind, service.settle(edition, actor=organizer)) == (["2/3", "1/3"], HeadKind.CORRECTION, [])


def test_rule_that_was_sealed_before_lists_were_part_of_it_holds_and_may_be_completed():
    edition = make_council_edition()
    organizer = make_organizer(edition)
    older = seal_older_rule(edition)

    assert (service.is_changed(edition, older), service.lacks_steps(older)) == (False, True)
    assert queries.rule_as_sealed(edition) == older.content
    assert service.settle(edition, actor=organizer) == []
    with pytest.raises(service.ReasonMissingError):
        service.seal(edition, HeadKind.RULE, actor=organizer)
    newer = service.seal(edition, HeadKind.RULE, actor=organizer, reason="Niêm phong cả cách bỏ phiếu")
    assert (service.lacks_steps(newer), newer.content) == (False, queries.current_rule(edition))


def test_submissions_are_sealed_with_nonces_and_give_receipts(edition, organizer):
    works = [make_submission(edition=edition) for _ in range(3)]
    make_draft(edition=edition)
    submissions.withdraw(works[1], actor=works[1].owner)

    head = service.seal(edition, HeadKind.SUBMISSIONS, actor=organizer)
    leaf = queries.leaf_of_submission(head, works[2])
    receipt = queries.receipt_under(head, leaf)

    assert head.document["size"] == 2
    assert leaf.content == {
        "number": works[2].number,
        "digest": works[2].versions[-1].digest,
        "nonce": leaf.content["nonce"],
    }
    assert len(bytes.fromhex(leaf.content["nonce"])) == 16
    assert verify.check_file(b"", canonical_bytes(receipt), get_signer().public_key_hex)[0] == []
    assert queries.leaf_of_submission(head, works[1]) is None


def test_receipt_of_a_hundred_thousand_submissions_is_small():
    leaf = {"number": "HCM-2025-3-00042-17", "digest": "0" * 64, "nonce": "0" * 32}
    head = dict.fromkeys(("root", "log", "previous", "key"), "0" * 64) | {"signature": "0" * 128, "size": 100_000}
    head |= {"format": "vinhdanh-head-1", "edition": "HCM-2025", "number": 2, "kind": "submissions", "reason": ""}
    receipt = {"format": "vinhdanh-inclusion-1", "leaf": leaf, "index": 99_999, "path": ["0" * 64] * 17}
    receipt["head"] = head | {"subject": "submissions", "digest": "", "on": "2026-03-02"}

    assert len(canonical_bytes(receipt)) <= 2048


def test_sheets_are_sealed_without_judge_and_time(edition, organizer):
    works = make_judged(edition, organizer, [[95, 97], [90, 91]])

    head = service.seal(edition, HeadKind.SHEETS, actor=organizer)
    leaves = list(queries.sealed_leaves(head).values())

    assert [sorted(leaf) for leaf in leaves] == [["category", "nonce", "number", "points"]] * 4
    assert [(leaf["number"], leaf["points"]) for leaf in leaves] == [
        (works[0].number, {"novelty": 6000, "effect": 3500}),
        (works[0].number, {"novelty": 6000, "effect": 3700}),
        (works[1].number, {"novelty": 6000, "effect": 3000}),
        (works[1].number, {"novelty": 6000, "effect": 3100}),
    ]
    assert head.document["root"] == merkle.root(queries.leaf_hashes(head)).hex()
    assert len({leaf["nonce"] for leaf in leaves}) == 4


def test_reopened_sheet_needs_a_correction(edition, organizer):
    make_judged(edition, organizer, [[95, 97]])
    first = service.seal(edition, HeadKind.SHEETS, actor=organizer)
    sheet = db.session.query(Scoresheet).first()
    scoring.reopen(sheet, reason="Nhập nhầm", actor=organizer)

    assert service.changes_since(edition, first) == {sheet.id}
    with pytest.raises(service.UnsettledError):
        service.settle(edition, actor=organizer)
    second = service.seal(edition, HeadKind.SHEETS, actor=organizer, reason="Mở lại một phiếu nhập nhầm")
    assert (second.kind, second.document["size"]) == (HeadKind.CORRECTION, 1)
    assert [leaf["number"] for leaf in service.settle(edition, actor=organizer)] == [sheet.assignment.submission.number]


def test_nothing_is_sealed_where_there_is_nothing(edition, organizer):
    with pytest.raises(service.NothingToSealError):
        service.seal(edition, HeadKind.SHEETS, actor=organizer)
    assert queries.heads_of(edition) == []


def test_log_only_grows_and_shows_it(edition, organizer):
    make_judged(edition, organizer, [[95, 97]])
    for subject in (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS):
        service.seal(edition, subject, actor=organizer)
    documents = [one.document for one in queries.heads_of(edition)]

    assert [one["previous"] for one in documents] == ["", *(head_hash(one).hex() for one in documents[:-1])]
    for second in range(1, 4):
        for first in range(1, second + 1):
            shown = log_consistency(documents, first, second)
            roots = [bytes.fromhex(shown[name]) for name in ("first_root", "second_root")]
            proof = [bytes.fromhex(one) for one in shown["proof"]]
            assert merkle.is_consistent(first, roots[0], second, roots[1], proof)


def test_head_is_written_once(edition, organizer):
    head = service.seal(edition, HeadKind.RULE, actor=organizer)
    head.document = {}

    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.rollback()


def test_minute_job_seals_rules_before_the_call_and_submissions_after_it(edition):
    now, hour, grace = clock.now(), timedelta(hours=1), timedelta(minutes=30)
    make_submission(edition=edition)
    soon, later = (
        make_edition(opens_at=now + wait, closes_at=now + timedelta(days=9)) for wait in (hour / 2, 2 * hour)
    )
    edition.opens_at, edition.closes_at = now - timedelta(days=9), now - timedelta(minutes=10)
    db.session.flush()

    service.keep_log(now, grace=grace)
    early = [one.edition_id for one in db.session.query(service.LogHead)]
    service.keep_log(now + grace, grace=grace)
    service.keep_log(now + grace, grace=grace)

    assert early == [soon.id]
    assert [(one.edition_id, one.subject) for one in db.session.query(service.LogHead)] == [
        (soon.id, HeadKind.RULE),
        (edition.id, HeadKind.SUBMISSIONS),
    ]
    assert db.session.get_one(Edition, later.id).opens_at > now + hour


def test_sealed_rule_holds_whole_numbers_and_composed_words_only(edition, organizer):
    head = service.seal(edition, HeadKind.RULE, actor=organizer)

    assert "." not in json.dumps([one["criteria"] for one in head.content["categories"]])
