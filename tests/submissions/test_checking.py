"""The rules of the award on the way of a work: told before submitting, held again while it is sent, frozen with it."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from portal.awards.checks import checks_of
from portal.core import clock
from portal.core.db import db
from portal.submissions import checking, service
from portal.submissions.checks import Outcome
from portal.submissions.rules import Problem
from tests.factories import (
    add_file,
    both,
    form_field,
    make_draft,
    make_edition,
    make_organizer,
    make_submission,
    make_user,
    question,
)
from tests.html_client import counting_queries

pytestmark = pytest.mark.usefixtures("app")


def _other_pdf():
    writer, buffer = PdfWriter(), BytesIO()
    writer.add_blank_page(width=300, height=300)
    writer.write(buffer)
    return buffer.getvalue()


PDF_TOO = _other_pdf()


def rule(code, kind, severity="block", **values):
    plain = {"categories": [], "question": None, "field": None, "passes": [], "slots": [], "fields": [], "ignore": []}
    named = {
        "code": code,
        "kind": kind,
        "severity": severity,
        "name": both(f"Rule {code}"),
        "text": both(f"Why {code}"),
    }
    return {**plain, **named, **values}


APPLIED = rule("applied", "answer", question="applied", passes=["yes"])
WINDOW = rule("window", "date_within", field="on")
ALONE = rule("alone", "one_category")
AGENCY = rule("agency", "not_own_agency", ignore=["TP.HCM"])
PRIZES = rule("prizes", "answer", "flag", question="prizes", passes=["no"])
ON = form_field("on", type="date", required=False)


def edition_of(*checks, **values):
    calendar = {"applied_from": "2023-04-01", "applied_to": "2025-01-31"}
    rules = {"edition": {"calendar": calendar}, "contact": {}, "checks": list(checks)}
    edition = make_edition(rules=rules, **values)
    edition.form = [{**edition.form[0], "fields": [*edition.form[0]["fields"], ON]}]
    return edition


def ready(edition, owner=None, **values):
    draft = make_draft(owner, edition, **values)
    add_file(draft)
    return draft


def outcomes(results):
    return {result.code: result.outcome for result in results}


def set_day(draft, day):
    service.save_page(draft, "effect", {"effect": "Giảm một nửa", "on": day}, actor=draft.owner)


def test_edition_without_checks_has_nothing_to_say():
    draft = ready(make_edition())

    assert checks_of(draft.edition) == []
    assert service.submit(draft, actor=draft.owner).content["checks"] == []


def test_blocked_rule_keeps_the_work_back_until_it_is_met():
    draft = ready(edition_of(WINDOW, AGENCY))
    set_day(draft, "31/3/2023")

    with pytest.raises(service.NotReadyError) as caught:
        service.submit(draft, actor=draft.owner)
    set_day(draft, "1/4/2023")
    version = service.submit(draft, actor=draft.owner)

    assert caught.value.problems == [Problem.RULE_NOT_MET]
    assert version.content["checks"] == [
        {
            "code": "window",
            "outcome": "passed",
            "compared": {"day": "2023-04-01", "from": "2023-04-01", "to": "2025-01-31"},
        },
        {
            "code": "agency",
            "outcome": "passed",
            "compared": {"agency": "Agency 1", "organisations": "Hợp tác xã số 1"},
        },
    ]


def test_own_agency_is_found_in_the_work_and_among_the_authors():
    draft = ready(edition_of(AGENCY), organisation="AGENCY 1 – TP.HCM")
    found = [outcomes(service.check(draft))]
    service.save_work(
        draft, category=draft.category, title=draft.title, summary="x", organisation="Khác", actor=draft.owner
    )
    draft.authors[0].organisation = "agency 1"
    found.append(outcomes(service.check(draft)))
    draft.authors[0].organisation = "Agency 12"
    found.append(outcomes(service.check(draft)))

    assert found == [{"agency": Outcome.BLOCKED}, {"agency": Outcome.BLOCKED}, {"agency": Outcome.PASSED}]


def second(first, **values):
    """Another work of the same person for the other category."""
    draft = make_draft(first.owner, first.edition, **values)
    second_category = first.edition.categories[1]
    service.save_work(
        draft, category=second_category, title=draft.title, summary="x", organisation="y", actor=draft.owner
    )
    return draft


def test_same_work_in_two_categories_waits_until_one_is_withdrawn():
    first = make_submission(edition=edition_of(ALONE))
    draft = second(first, title="MÁY SẤY NĂNG LƯỢNG  MẶT TRỜI")
    add_file(draft, PDF_TOO, "khac.pdf")

    (blocked,) = service.check(draft)
    service.withdraw(first, actor=first.owner)
    (free,) = service.check(draft)

    assert blocked.compared == {"number": first.number, "category": 1, "alike": "title"}
    assert (blocked.outcome, free.outcome) == (Outcome.BLOCKED, Outcome.PASSED)


def test_same_file_is_the_same_work_and_a_draft_is_no_entry():
    first = make_submission(edition=edition_of(ALONE))
    draft = second(first, title="Tên khác hẳn")
    add_file(draft)
    another = second(first, title="Tên khác hẳn")

    assert [one.compared["alike"] for one in service.check(draft)] == ["file"]
    assert outcomes(service.check(another)) == {"alone": Outcome.PASSED}


def test_works_of_others_and_of_other_editions_are_not_compared():
    first = make_submission(edition=edition_of(ALONE))
    strangers = second(first)
    strangers.owner = make_user()
    elsewhere = make_draft(first.owner, edition_of(ALONE))
    db.session.flush()

    assert [service.check(one)[0].outcome for one in (strangers, elsewhere)] == [Outcome.PASSED, Outcome.PASSED]


def test_rules_are_held_again_while_the_work_is_sent():
    first = make_submission(edition=edition_of(ALONE))
    draft = second(first, title="Tên khác")
    add_file(draft, PDF_TOO, "khac.pdf")
    assert service.problems_of(draft, clock.now()) == []

    draft.title = first.title
    with pytest.raises(service.NotReadyError) as caught:
        service.submit(draft, actor=draft.owner)

    assert caught.value.problems == [Problem.RULE_NOT_MET]


def test_check_page_says_each_rule_and_where_to_change_it(client):
    draft = ready(edition_of(WINDOW, AGENCY, PRIZES), organisation="Agency 1")
    set_day(draft, "1/2/2025")
    client.sign_in(draft.owner)

    page = client.get_text(f"/submissions/{draft.id}/check")
    sent = client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"})

    assert "1 February 2025; the window runs from 1 April 2023 to 31 January 2025" in page
    assert f'href="/submissions/{draft.id}/pages/effect">Rule window' in page
    assert f'href="/submissions/{draft.id}/work">Rule agency' in page
    assert "Why window" in page
    assert "Why prizes" not in page
    assert sent.status_code == 422
    assert 'href="#check-window"' in sent.get_data(as_text=True)


def test_rules_of_other_categories_are_not_shown(client):
    draft = ready(edition_of(AGENCY, {**WINDOW, "categories": ["category_2"]}))
    client.sign_in(draft.owner)

    page = client.get_text(f"/submissions/{draft.id}/check")

    assert ("Rule agency" in page, "Rule window" in page) == (True, False)


def test_flagged_rule_is_told_and_blocks_nothing(client):
    asked = [question("applied"), question("prizes", blocking=False, passes=["no"], flag=both("Has won"))]
    edition = edition_of(PRIZES, eligibility=asked)
    draft = ready(edition)
    draft.eligibility = {"applied": "yes", "prizes": "yes"}
    client.sign_in(draft.owner)

    page = client.get_text(f"/submissions/{draft.id}/check")
    sent = client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"})
    client.sign_in(make_organizer(edition))
    desk = client.get_text(f"/manage/editions/{edition.id}/screening/{draft.id}")

    assert "This does not keep you from submitting" in page
    assert sent.status_code == 302
    assert "⚠ <strong>Rule prizes" in desk
    assert "The answer to “Question prizes?” is “Yes”." in desk
    assert "Has won" not in desk
    assert "<dt>Question applied?</dt><dd>Yes</dd>" in desk


def test_secretary_sees_what_has_changed_since_the_work_was_sent(client):
    edition = edition_of(ALONE, AGENCY)
    first = make_submission(edition=edition)
    client.sign_in(make_organizer(edition))
    desk = f"/manage/editions/{edition.id}/screening"
    before = client.get_text(f"{desk}/{first.id}")

    edition.categories[0].agency = both("Hợp tác xã số 1")
    after = client.get_text(f"{desk}/{first.id}")

    assert "✓ <strong>Rule agency" in before
    assert "At submitting" not in before
    assert "⚠ <strong>Rule agency" in after
    assert "At submitting this rule was met." in after


def test_frozen_results_are_read_back_as_they_were():
    draft = ready(edition_of(APPLIED, ALONE))

    version = service.submit(draft, actor=draft.owner)

    assert checking.results_from(version.content) == checking.check_content(draft, version.content)
    assert checking.results_from({}) == []


def test_pages_send_as_many_statements_however_many_works_there_are(client):
    counts = []
    owner = None
    for extra in (1, 4):
        edition = edition_of(APPLIED, WINDOW, ALONE, AGENCY)
        for n in range(extra):
            owner = make_submission(owner, edition, title=f"Công trình {n}").owner
        draft = make_draft(owner, edition, title="Riêng")
        service.save_work(
            draft, category=edition.categories[1], title="Riêng", summary="x", organisation="y", actor=owner
        )
        client.sign_in(owner)
        counts.append([count(client, f"/submissions/{draft.id}{page}") for page in ("", "/check")])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15


def count(client, path):
    db.session.flush()
    db.session.expunge_all()
    with counting_queries() as statements:
        assert client.get(path).status_code == 200
    return len(statements)
