"""Nominations in ad-hoc tracks: somebody else hands the work in, and everybody nominated is asked by signed link."""

from typing import Any

from portal.submissions.collaboration import ask_confirmation
from portal.submissions.models import Author, ConfirmationKind, Submission


def ask_nominees(submission: Submission, *, actor: Any) -> int:
    """Write to everybody nominated who was not asked at this address before; to how many."""
    if not submission.edition.is_track or submission.kept:
        return 0
    asked = _asked(submission)
    waiting = [author for author in submission.authors if _claim(author) not in asked]
    for author in waiting:
        ask_confirmation(
            submission, kind=ConfirmationKind.NOMINEE, subject=author.full_name, email=author.email, actor=actor
        )
    return len(waiting)


def unconfirmed(submission: Submission) -> list[Author]:
    """Who was nominated in a track and has not agreed; paper bears the signatures itself."""
    if not submission.edition.is_track or submission.kept:
        return []
    asked = _asked(submission)
    return [author for author in submission.authors if not asked.get(_claim(author))]


def _claim(author: Author) -> tuple[str, str]:
    return author.full_name, author.email.strip().lower()


def _asked(submission: Submission) -> dict[tuple[str, str], bool | None]:
    """The answer of everybody who was asked, by name and address; None where there is none yet."""
    nominees = (one for one in submission.confirmations if one.kind is ConfirmationKind.NOMINEE)
    return {(one.subject, one.email): one.given for one in nominees}
