"""The organizers' pages of letters and the author's own: what is shown, to whom, and how little is asked for it."""

import pytest

from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.core.security import limiter
from portal.feedback import queries, sending, service
from portal.feedback.models import FeedbackOpening, LetterState
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.factories import make_user
from tests.feedback.letters import SECRET, make_remarked
from tests.html_client import counting_queries
from tests.moments import NOW


@pytest.fixture
def made(app):
    return make_remarked(3)


def base(edition):
    return f"/manage/editions/{edition.id}/feedback"


def text(answer):
    return answer.get_data(as_text=True)


def send_now(edition, letter, organizer):
    service.approve(letter, actor=organizer)
    db.session.merge(FeedbackOpening(edition_id=edition.id, opened_at=NOW))
    sending.send(letter, actor=organizer)
    db.session.commit()


def test_letter_goes_from_sheets_to_its_author(client, made):
    edition, organizer, works = made
    author, page = works[0].owner, f"{base(edition)}/{works[0].id}"
    client.sign_in(organizer)
    client.post_form(f"{page}/gather", {})
    gathered = text(client.get(page))
    client.post_form(page, {"revision": "1", "general": "Công trình hữu ích, nên đo thêm."})
    preview = text(client.get(f"{page}/preview"))
    client.post_form(page, {"revision": "2", "approve": "1"})
    assert queries.letter_of(works[0]).state is LetterState.APPROVED
    client.sign_in(author)
    before = text(client.get(f"/submissions/{works[0].id}/feedback"))
    db.session.add(FeedbackOpening(edition_id=edition.id, opened_at=NOW))
    db.session.commit()
    client.sign_in(organizer)
    client.post_form(f"{page}/send", {})
    sent = text(client.get(page))
    client.sign_in(author)
    after = text(client.get(f"/submissions/{works[0].id}/feedback"))

    assert "Nhận xét 0 (mới)" in gathered
    assert "Công trình hữu ích, nên đo thêm." in preview
    assert "Công trình hữu ích" not in before
    assert "Nothing has been sent to you yet" in before
    assert "Công trình hữu ích, nên đo thêm." in after
    assert "Nhận xét 0 (mới)" in after
    assert "It went in a letter of its own." in sent
    assert 'name="general" rows="7" readonly' in sent


def test_no_page_of_a_letter_names_a_judge_or_shows_a_private_note(client, made):
    edition, organizer, works = made
    service.gather(works[0], actor=organizer)
    db.session.commit()
    people = [one.judge for one in active_assignments(edition)]
    secrets = {SECRET} | {word for one in people for word in (one.user.name, one.user.email, one.organisation)}
    client.sign_in(organizer)

    pages = [text(client.get(f"{base(edition)}{path}")) for path in ("", f"/{works[0].id}", f"/{works[0].id}/preview")]

    assert [word for page in pages for word in secrets if word in page] == []
    assert "Nhận xét 0 (chung)" in pages[1]


def test_finding_is_shown_with_its_place_and_asks_for_a_reason(client, made):
    edition, organizer, works = made
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Hỏi qua 0903 123 456"}, actor=organizer)
    db.session.commit()
    page = f"{base(edition)}/{works[0].id}"
    client.sign_in(organizer)

    shown = text(client.get(page))
    asked = client.post_form(page, {"revision": "2", "approve": "1", "reason": ""})
    refused = queries.letter_of(works[0]).state
    client.post_form(page, {"revision": "2", "approve": "1", "reason": "Số của đơn vị tác giả"})

    assert '<a href="#general">' in shown
    assert "<mark>0903 123 456</mark>" in shown
    assert asked.status_code == 422
    assert refused is LetterState.EDITED
    assert queries.letter_of(works[0]).approval_reason == "Số của đơn vị tác giả"


def test_second_window_compares_two_versions(client, made):
    edition, organizer, works = made
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Từ cửa sổ một"}, actor=organizer)
    db.session.commit()
    page = f"{base(edition)}/{works[0].id}"
    client.sign_in(organizer)

    answer = client.post_form(page, {"revision": "1", "general": "Từ cửa sổ hai"})
    client.post_form(page, {"revision": "2", "general": "Từ cửa sổ hai", "pick-general": "theirs"})
    kept = queries.letter_of(works[0]).general
    client.post_form(page, {"revision": "2", "general": "Từ cửa sổ hai", "pick-general": "mine"})

    assert answer.status_code == 409
    assert "Two versions of the same answer" in text(answer)
    assert kept == "Từ cửa sổ một"
    assert queries.letter_of(works[0]).general == "Từ cửa sổ hai"


def test_approving_keeps_first_what_the_form_holds_and_never_what_was_not_read(client, made):
    edition, organizer, works = made
    letter = service.gather(works[0], actor=organizer)
    service.gather(works[1], actor=organizer)
    service.edit(letter, values={"general": "Từ cửa sổ một"}, actor=organizer)
    db.session.commit()
    client.sign_in(organizer)

    old = client.post_form(f"{base(edition)}/{works[0].id}", {"revision": "1", "general": "Cũ", "approve": "1"})
    client.post_form(f"{base(edition)}/{works[1].id}", {"revision": "1", "general": "Vừa gõ", "approve": "1"})

    approved = queries.letter_of(works[1])
    assert old.status_code == 409
    assert queries.letter_of(works[0]).state is LetterState.EDITED
    assert (approved.state, approved.general) == (LetterState.APPROVED, "Vừa gõ")


def test_form_saves_itself_and_is_told_of_a_conflict(client, made):
    edition, organizer, works = made
    service.gather(works[0], actor=organizer)
    db.session.commit()
    page = f"{base(edition)}/{works[0].id}"
    client.sign_in(organizer)
    headers = {"X-Requested-With": "autosave", "Accept": "application/json"}

    first = client.post_form(page, {"revision": "1", "general": "Tự lưu"}, headers=headers)
    again = client.post_form(page, {"revision": "1", "general": "Tự lưu"}, headers=headers)
    other = client.post_form(page, {"revision": "1", "general": "Khác"}, headers=headers)

    assert (first.status_code, first.get_json()["revision"], first.get_json()["values"]) == (200, 2, {})
    assert again.get_json()["revision"] == 2
    assert other.status_code == 409


def test_list_is_narrowed_by_state_findings_category_and_words(client, made):
    edition, organizer, works = made
    letter = service.gather(works[0], actor=organizer)
    service.gather(works[1], actor=organizer)
    service.edit(letter, values={"general": "0903 123 456"}, actor=organizer)
    db.session.commit()
    client.sign_in(organizer)

    def listed(query):
        page = text(client.get(f"{base(edition)}?{query}"))
        return [n for n, work in enumerate(works) if work.title in page]

    assert listed("") == [0, 1, 2]
    assert (listed("state=none"), listed("state=gathered"), listed("state=edited")) == ([2], [1], [0])
    assert (listed("found=found"), listed("found=clean")) == ([0], [1])
    assert listed(f"category={edition.categories[1].id}") == []
    assert listed(f"q={works[1].number}") == [1]
    assert listed("state=nonsense&found=x&page=99") == [0, 1, 2]


def test_many_letters_from_the_page(client, made):
    edition, organizer, works = made
    client.sign_in(organizer)

    client.post_form(f"{base(edition)}/runs", {"kind": "gather", "category": str(edition.categories[0].id)})
    waiting = text(client.get(base(edition)))
    jobs.run_pending()
    client.post_form(f"{base(edition)}/runs", {"kind": "approve", "category": "0"})
    jobs.run_pending()
    done = text(client.get(base(edition)))
    early = client.post_form(f"{base(edition)}/runs", {"kind": "send", "category": "0"}, follow_redirects=True)
    odd = client.post_form(f"{base(edition)}/runs", {"kind": "burn", "category": "0"}, follow_redirects=True)

    assert "0 of 3" in waiting
    assert done.count("finished: 3 of 3 letters") == 2
    assert [queries.letter_of(work).state for work in works] == [LetterState.APPROVED] * 3
    assert "when the results are published" in text(early)
    assert "Choose what to do" in text(odd)


def test_whoever_is_in_conflict_meets_nothing_of_the_letter(client, made):
    edition, organizer, works = made
    service.gather(works[0], actor=organizer)
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=organizer)
    db.session.commit()
    client.sign_in(organizer)

    page = text(client.get(base(edition)))

    assert works[0].title not in page
    assert works[1].title in page
    for path in ("", "/preview"):
        assert client.get(f"{base(edition)}/{works[0].id}{path}").status_code == 404
    for act in ("gather", "take-back", "send", "hand-over"):
        assert client.post_form(f"{base(edition)}/{works[0].id}/{act}", {}).status_code == 404


def test_strangers_and_judges_read_no_letter(client, made):
    edition, organizer, works = made
    letter = service.gather(works[0], actor=organizer)
    send_now(edition, letter, organizer)
    for person in (make_user(), active_assignments(edition)[0].judge.user, works[1].owner):
        db.session.commit()
        client.sign_in(person)
        assert client.get(f"/submissions/{works[0].id}/feedback").status_code == 404
        assert client.get(base(edition)).status_code == 403
        assert client.post_form(f"{base(edition)}/runs", {"kind": "gather"}).status_code == 403


def test_unknown_act_changes_nothing_and_says_so(client, made):
    edition, organizer, works = made
    service.gather(works[0], actor=organizer)
    db.session.commit()
    client.sign_in(organizer)

    answer = client.post_form(f"{base(edition)}/{works[0].id}/burn", {}, follow_redirects=True)

    assert "This could not be done." in text(answer)
    assert queries.letter_of(works[0]).state is LetterState.GATHERED


def test_acts_on_many_letters_are_limited(client, made, monkeypatch):
    edition, organizer, _works = made
    client.sign_in(organizer)
    monkeypatch.setattr(limiter, "enabled", True)

    answers = [client.post_form(f"{base(edition)}/runs", {"kind": "odd"}).status_code for _ in range(62)]

    assert set(answers[:60]) == {302}
    assert answers[-1] == 429


@pytest.mark.usefixtures("app")
def test_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for number in (1, 3):
        edition, organizer, works = make_remarked(number)
        for work in works:
            letter = service.gather(work, actor=organizer)
        send_now(edition, letter, organizer)
        sent, first = works[-1], works[0]
        owner, paths = sent.owner, ("", f"/{first.id}", f"/{first.id}/preview")
        found = []
        for person, path in [
            *((organizer, base(edition) + one) for one in paths),
            (owner, f"/submissions/{sent.id}/feedback"),
        ]:
            client.sign_in(person)
            db.session.flush()
            db.session.expunge_all()
            with counting_queries() as statements:
                assert client.get(path).status_code == 200
            found.append(len(statements))
        counts.append(found)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15
