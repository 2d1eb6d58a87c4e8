"""In a track everybody nominated is asked once at each address, and must agree."""

from decimal import Decimal

import pytest

from portal.awards.models import EditionKind
from portal.screening import service as screening
from portal.submissions import collaboration, nominations
from portal.submissions import service as submissions
from tests.factories import add_file, make_draft, make_edition, make_organizer


def author(name, email, share="100"):
    """A person nominated."""
    return {"full_name": name, "organisation": "", "job_title": "", "email": email, "share": Decimal(share)}


def nominated(*authors):
    """A nomination that was submitted."""
    draft = make_draft(edition=make_edition(kind=EditionKind.TRACK))
    submissions.save_authors(draft, list(authors), actor=draft.owner)
    add_file(draft)
    submissions.submit(draft, actor=draft.owner)
    return draft


def test_everybody_nominated_is_asked_and_only_once(app):
    draft = nominated(author("A", "a@example.com", "50"), author("B", "b@example.com", "50"))

    again = nominations.ask_nominees(draft, actor=draft.owner)

    assert [(one.subject, one.email) for one in draft.confirmations] == [("A", "a@example.com"), ("B", "b@example.com")]
    assert again == 0


def test_nomination_waits_until_all_agree(app):
    draft = nominated(author("A", "a@example.com"))
    organizer = make_organizer(draft.edition)
    with pytest.raises(screening.NominationNotAgreedError):
        screening.accept(draft, actor=organizer)

    collaboration.answer_confirmation(draft.confirmations[0], given=True, answered_by="A")

    assert nominations.unconfirmed(draft) == []
    assert screening.accept(draft, actor=organizer).outcome is screening.ScreeningOutcome.ACCEPTED


def test_nobody_is_nominated_without_an_address_of_their_own_or_by_oneself(app):
    draft = make_draft(edition=make_edition(kind=EditionKind.TRACK))
    add_file(draft)
    wrong = (
        [author("A", "")],
        [author("A", "a@example.com", "50"), author("B", "A@example.com", "50")],
        [author("A", draft.owner.email)],
    )

    refused = []
    for authors in wrong:
        submissions.save_authors(draft, authors, actor=draft.owner)
        with pytest.raises(submissions.NotReadyError) as error:
            submissions.submit(draft, actor=draft.owner)
        refused.append([problem.value for problem in error.value.problems])

    assert refused == [["nominees_unreachable"], ["nominees_unreachable"], ["nominates_oneself"]]
