"""The award's rules on real rows: they stand between a draft and its submission; the secretary sees what was found."""

import pytest

from portal.submissions import service
from portal.submissions.rules import Problem
from tests.factories import (
    add_file,
    both,
    form_field,
    make_draft,
    make_edition,
    make_secretary,
    make_submission,
    make_user,
    question,
)
from tests.html_client import counting_queries
from tests.moments import NOW


def rule(code, kind, severity="block", key=None, passes=()):
    return {
        "code": code, "kind": kind, "severity": severity, "name": both(f"Rule {code}"), "text": both(f"Mend {code}"),
        "key": key, "passes": list(passes),
    }  # fmt: skip


RULES = {
    "edition": {"calendar": {"applied_from": "2023-04-01", "applied_to": "2025-01-31"}},
    "contact": {"name": both("Cơ quan thường trực"), "email": "hoi@example.com", "address": None, "phone": None},
    "categories": [{"code": "category_1", "agency": {"name": both("Agency 1"), "aliases": ["CQ số 1"]}}],
    "checks": [
        rule("window", "date_within", key="applied_on"),
        rule("agency", "not_own_agency"),
        rule("once", "one_category"),
        rule("prizes", "answer", "flag", "won", ["no"]),
    ],
}
FORM = [
    {"code": "effect", "title": both("Effect"), "help": None, "categories": [], "fields": [
        form_field("effect"), form_field("applied_on", type="date"), form_field("won", type="yes_no")]}
]  # fmt: skip
GOOD = {"effect": "Có", "applied_on": "1/5/2024", "won": "no"}


@pytest.fixture
def edition(app):
    return make_edition(form=FORM, rules=RULES)


def draft_with(edition, answers=GOOD, owner=None, **values):
    draft = make_draft(owner, edition, **values)
    service.save_page(draft, "effect", {**GOOD, **answers}, actor=draft.owner)
    add_file(draft)
    return draft


def problems(draft):
    return service.problems_of(draft, NOW)


def test_work_that_keeps_the_rules_is_submitted_with_what_was_found(edition):
    version = service.submit(draft := draft_with(edition), actor=draft.owner)

    assert [(one["code"], one["outcome"]) for one in version.content["checks"]] == [
        ("window", "passed"), ("agency", "passed"), ("once", "passed"), ("prizes", "passed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"answers": {"applied_on": "1/1/2020"}},
            "Mend window Allowed: from 01/04/2023 to 31/01/2025. Found: 1/1/2020.",
        ),
        ({"organisation": "CQ SO 1"}, "Mend agency Found: CQ SO 1."),
    ],
)
def test_broken_rule_stands_in_the_way_and_says_what_to_do(edition, client, values, expected):
    draft = draft_with(edition, **values)
    client.sign_in(draft.owner)

    shown = client.get(f"/submissions/{draft.id}/check").get_data(as_text=True)
    answer = client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"})

    assert problems(draft) == [Problem.RULE_BROKEN]
    assert expected in shown
    assert answer.status_code == 422
    assert draft.number is None


def test_one_work_enters_one_category_until_the_other_is_withdrawn(edition):
    owner = make_user()
    first = draft_with(edition, owner=owner)
    service.submit(first, actor=owner)
    second = draft_with(edition, owner=owner)
    service.save_work(
        second,
        category=edition.categories[1],
        title="MAY SAY NANG LUONG MAT TROI",
        summary="x",
        organisation="",
        actor=owner,
    )

    blocked = problems(second)
    service.withdraw(first, actor=owner)

    assert blocked == [Problem.RULE_BROKEN]
    assert problems(second) == []


def test_somebody_elses_work_of_the_same_title_blocks_nobody(edition):
    service.submit(first := draft_with(edition), actor=first.owner)
    second = draft_with(edition)
    work = {"title": first.title, "summary": "x", "organisation": ""}
    service.save_work(second, category=edition.categories[1], **work, actor=second.owner)

    assert problems(second) == []


def test_flag_goes_through_and_the_secretary_sees_it(edition, client):
    draft = draft_with(edition, {"won": "yes"})

    service.submit(draft, actor=draft.owner)
    client.sign_in(make_secretary(draft.category))
    shown = client.get(f"/manage/editions/{edition.id}/screening/{draft.id}").get_data(as_text=True)

    assert "Rule prizes: Mend prizes" in shown
    assert "Question applied?" in shown


def test_what_is_found_costs_the_same_however_much_one_has_submitted(edition, client):
    owner = make_user()

    def cost(draft):
        client.sign_in(owner)
        with counting_queries() as statements:
            client.get(f"/submissions/{draft.id}/check")
        return len(statements)

    draft = draft_with(edition, owner=owner)
    counts = []
    for n in range(3):
        other = make_draft(owner, edition, title=f"Khác {n}")
        service.save_work(
            other, category=edition.categories[1], title=f"Khác {n}", summary="x", organisation="", actor=owner
        )
        service.save_page(other, "effect", GOOD, actor=owner)
        add_file(other, name=f"tep-{n}.pdf")
        other.status = "submitted"
        counts.append(cost(draft))

    assert counts[1] == counts[2]
    assert counts[2] <= 20


def test_refusal_says_whom_to_ask_and_the_answers_can_be_changed(app, client):
    questions = [question("applied"), question("small", when=[{"key": "applied", "test": "is", "values": ["no"]}])]
    edition = make_edition(rules=RULES, eligibility=questions)
    client.sign_in(make_user())
    base = f"/editions/{edition.slug}"

    refused = client.post_form(f"{base}/eligibility/applied", {"answer": "no"}).get_data(as_text=True)
    unasked = client.get(f"{base}/begin").location
    passed = client.post_form(f"{base}/eligibility/applied", {"answer": "yes"}).location
    shown = client.get(f"{base}/begin").get_data(as_text=True)

    assert "hoi@example.com" in refused
    assert unasked.endswith("/eligibility/applied")
    assert passed.endswith("/begin")
    assert f'href="{base}/eligibility/applied"' in shown
    assert "Question small?" not in shown


def test_old_edition_without_checks_goes_on(app):
    assert make_submission().versions[0].content["checks"] == []
