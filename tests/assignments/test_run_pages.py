"""The organizers' pages of runs: asking, reading why, changing by hand, what-ifs, comparing, and settled pairs."""

import pytest
from sqlalchemy import select

from portal.assignments.models import AssignmentRun, PairRule, RunState
from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_secretary
from tests.html_client import counting_queries


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, organizer):
    return make_accepted(edition, organizer, 4)


@pytest.fixture
def panel(edition, organizer):
    return make_panel(edition, organizer, 4)


@pytest.fixture
def base(edition):
    return f"/manage/editions/{edition.id}/assignments"


WISHES = {"mode": "complete", "fairness": "total", "require_connected": "y"}


def newest():
    return db.session.scalar(select(AssignmentRun).order_by(AssignmentRun.id.desc()))


def test_wishes_become_a_run_that_says_why(client, edition, organizer, works, panel, base):
    panel[0].expertise = ["Công trình"]
    client.sign_in(organizer)
    setup = f"{base}/categories/{edition.categories[0].id}/runs"

    assert "Conflicts of interest are never assigned" in client.get_text(setup)
    client.post_form(setup, {**WISHES, "seed": "9", "max_load": "4", "fairness": "worst_first", "minimum_experts": "0"})
    run = newest()
    page = client.get_text(f"{base}/runs/{run.id}")
    assert (run.seed, run.settings["max_load"], run.settings["fairness"]) == (9, 4, "worst_first")
    assert run.inputs_digest in page
    assert works[0].title in page
    why = client.get_text(f"{base}/runs/{run.id}/works/{works[0].id}")
    assert "Chosen: fit number" in why
    assert any(words in why for words in ("Would fit", "Fits less well", "as many as is fair"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mode": "nonsense"}, "Not a valid choice"),
        ({"max_load": "0"}, "Enter a number from 1 to 500"),
        ({"judges_needed": "many"}, "Not a valid integer value"),
        ({"min_load": "9", "max_load": "3"}, "The fewest cannot be more than the most"),
        ({"minimum_experts": "4", "judges_needed": "2"}, "There cannot be more experts than judges"),
        ({"cap_hundredths": "101"}, "Enter a number from 1 to 100"),
        ({"seed": str(2**40)}, "Enter a number from 1 to"),
    ],
)
def test_wrong_wishes_get_a_sentence_and_make_no_run(client, edition, organizer, works, panel, base, wrong, sentence):
    client.sign_in(organizer)

    answer = client.post_form(f"{base}/categories/{edition.categories[0].id}/runs", {**WISHES, **wrong})

    assert answer.status_code == 200
    assert sentence in answer.get_data(as_text=True)
    assert newest() is None


def test_change_by_hand_asks_for_a_reason_and_is_shown(client, organizer, edition, works, panel, base):
    client.sign_in(organizer)
    client.post_form(f"{base}/categories/{edition.categories[0].id}/propose", {})
    run = newest()
    judge, work = run.pairs[0]
    address = f"{base}/runs/{run.id}/works/{work}"

    assert "Write why" in client.post_form(address, {"judge": str(judge)}).get_data(as_text=True)
    assert client.post_form(address, {"judge": str(judge), "reason": "Đi công tác <b>xa</b>"}).status_code == 302

    page = client.get_text(f"{base}/runs/{run.id}")
    assert "Đi công tác &lt;b&gt;xa&lt;/b&gt;" in page
    assert "Dossiers that lack judges" in page
    assert [judge, work] not in db.session.get_one(AssignmentRun, run.id).pairs


def test_impossible_run_offers_ways_and_takes_one_by_a_click(client, edition, organizer, works, panel, base):
    for judge in panel:
        judge.max_load = 1
    client.sign_in(organizer)
    client.post_form(f"{base}/categories/{edition.categories[0].id}/propose", {})
    run = newest()
    page = client.get_text(f"{base}/runs/{run.id}")
    assert "needs 8 sheets; 4 judges × 1 allow 4" in page
    way = next(place for place, one in enumerate(run.outcome["ways"]) if one["kind"] == "max_load")
    more = next(place for place, one in enumerate(run.outcome["ways"]) if one["kind"] == "add_judges")

    assert client.post_form(f"{base}/runs/{run.id}/what-if", {"way": str(more)}).status_code == 404
    assert client.post_form(f"{base}/runs/{run.id}/what-if", {"way": "99"}).status_code == 404
    client.post_form(f"{base}/runs/{run.id}/what-if", {"way": str(way)})

    assert newest().state is RunState.PROPOSED
    client.post_form(f"{base}/runs/{newest().id}/publish", {})
    assert len(active_assignments(edition)) == 8


def test_runs_are_compared(client, edition, organizer, works, panel, base):
    client.sign_in(organizer)
    setup = f"{base}/categories/{edition.categories[0].id}/runs"
    for seed, judges_needed in (("1", "2"), ("2", "3")):
        client.post_form(setup, {**WISHES, "seed": seed, "judges_needed": judges_needed})
    second = newest()

    page = client.get_text(f"{base}/runs/{second.id}/against/{second.id - 1}")

    assert "Two runs compared" in page
    assert all(work.number in page for work in works)
    assert "the same judges" in client.get_text(f"{base}/runs/{second.id}/against/{second.id}")
    assert client.get(f"{base}/runs/{second.id}/against/999").status_code == 404


def test_pairs_are_settled_and_lifted(client, edition, organizer, works, panel, base):
    client.sign_in(organizer)
    wish = {"judge": str(panel[0].id), "number": works[0].number, "kind": "fixed", "reason": "Chuyên gia duy nhất"}

    assert f'<option value="{panel[0].id}">{panel[0].user.name}</option>' in client.get_text(f"{base}/rules")
    assert "no dossier with this number" in client.post_form(f"{base}/rules", {**wish, "number": "X"}).get_data(
        as_text=True
    )
    assert client.post_form(f"{base}/rules", {**wish, "judge": "999"}).status_code == 200
    client.post_form(f"{base}/rules", wish)
    assert "Chuyên gia duy nhất" in client.get_text(f"{base}/rules")
    rule = db.session.scalar(select(PairRule))
    client.post_form(f"{base}/rules/{rule.id}/lift", {})

    assert db.session.scalar(select(PairRule)) is None


def test_only_organizers_meet_runs(client, edition, organizer, works, panel, base):
    client.sign_in(organizer)
    client.post_form(f"{base}/categories/{edition.categories[0].id}/propose", {})
    run = newest()
    paths = (f"/runs/{run.id}", f"/runs/{run.id}/works/{works[0].id}", "/rules", f"/runs/{run.id}/against/{run.id}")
    for person in (panel[0].user, make_secretary(edition.categories[0]), works[0].owner):
        client.sign_in(person)
        assert [client.get(base + path).status_code for path in paths] == [403] * 4
        assert client.post_form(f"{base}/runs/{run.id}/publish", {}).status_code == 403


def test_organizer_in_conflict_meets_neither_the_work_nor_what_was_computed_over_it(
    client, edition, organizer, works, panel, base
):
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="Em", actor=organizer)
    other = make_organizer(edition)
    client.sign_in(other)
    client.post_form(f"{base}/categories/{edition.categories[0].id}/propose", {})
    run = newest()
    client.sign_in(organizer)

    page = client.get_text(f"{base}/runs/{run.id}")

    assert works[0].title not in page
    assert works[1].title in page
    assert run.inputs_digest not in page
    assert client.get(f"{base}/runs/{run.id}/works/{works[0].id}").status_code == 404
    rule = {"judge": str(panel[0].id), "number": works[0].number, "kind": "fixed", "reason": "x"}
    assert "no dossier with this number" in client.post_form(f"{base}/rules", rule).get_data(as_text=True)


def test_pages_send_few_statements_whatever_the_rows(client, edition, organizer, panel, base):
    counts = []
    for _more in range(2):
        works = make_accepted(edition, organizer, 2)
        client.sign_in(organizer)
        client.post_form(f"{base}/categories/{edition.categories[0].id}/propose", {})
        run = newest()
        paths = (
            *(f"/runs/{run.id}", f"/runs/{run.id}/works/{works[0].id}", f"/runs/{run.id}/against/{run.id}", "/rules"),
            f"/categories/{edition.categories[0].id}/runs",
        )
        row = []
        for path in paths:
            db.session.expunge_all()
            with counting_queries() as statements:
                assert client.get(base + path).status_code == 200
            row.append(len(statements))
        edition, organizer = db.session.merge(edition), db.session.merge(organizer)
        counts.append(row)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15
