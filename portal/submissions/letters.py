"""Letters about a submission: to its owner, or to the address written on the paper."""

from typing import Any

from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.collaboration import make_token
from portal.submissions.models import PaperPerson, Submission

CLAIM = "paper_claims.claim"


def claim_url(person: PaperPerson) -> str:
    """Where the person on the paper takes the dossier into an account of their own."""
    return external_url(CLAIM, token=make_token(CLAIM, person.id))


def write_about(submission: Submission, topic: Topic, *, url: str, public: bool = False, **context: Any) -> bool:
    """Write to whoever stands behind a submission; False when the paper gives no address to write to.

    Whoever has no account can open only a `public` url; else the letter leads to taking the dossier over.
    """
    if not submission.kept:
        notify(submission.owner, topic, submission_id=submission.id, url=url, **context)
        return True
    person = submission.person
    if person is None or not person.email:
        return False
    theirs = {**context, "name": person.name, "url": url if public else claim_url(person)}
    notify(person.email, topic, submission_id=submission.id, **theirs)
    return True
