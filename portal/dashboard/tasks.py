"""What needs somebody now: each line with its number and the page that deals with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.awards.models import Edition
from portal.core.templating import filter_datetime
from portal.dashboard.queries import Health
from portal.dashboard.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, how many times, and where."""

    label: Any
    count: int
    endpoint: str


def tasks(
    edition: Edition, total: dict[str, int], health: Health, waiting: Waiting, now: datetime, *, published: bool
) -> list[Task]:
    """The organizers' list, the earliest stage first; only what there is to do."""
    emails = Task(_l("E-mails that could not be delivered"), health.failed_emails, "dashboard.audit")
    if published:
        return _only([*_waiting(edition, waiting), emails])
    closed = now >= edition.last_deadline
    unassigned = total["accepted"] - total["outside"] - total["assigned"]
    unscored = total["assigned"] - total["scored"]
    ready = int(total["scored"] > 0 and unscored == 0 and unassigned == 0 and total["waiting"] == 0)
    return _only(
        [
            Task(_l("Dossiers to screen"), total["waiting"], "manage_screening.index"),
            Task(_l("Accepted dossiers without judges"), unassigned, "manage_assignments.index"),
            Task(_l("Dossiers not fully scored"), unscored, "manage_scoring.progress"),
            Task(
                _l("Shortlist to be made"),
                ready * int(closed and not total["shortlisted"]),
                "manage_decisions.lists",
            ),
            Task(
                _l("Decision to be made"),
                int(bool(total["shortlisted"]) and not total["awarded"]),
                "manage_decision.index",
            ),
            Task(_l("Results to be published"), int(bool(total["awarded"])), "manage_publication.index"),
            *_waiting(edition, waiting),
            emails,
        ]
    )


def _waiting(edition: Edition, waiting: Waiting) -> list[Task]:
    """What others have sent or prepared and nobody has answered; none of it ends with publication."""
    due = filter_datetime(waiting.next_due_at, edition.time_zone)
    return [
        Task(_l("Objections overdue for an answer"), waiting.overdue, "manage_comments.index"),
        Task(_l("Objections to answer, the first by %(time)s", time=due), waiting.objections, "manage_comments.index"),
        Task(_l("Public comments to moderate"), waiting.comments, "manage_comments.index"),
        Task(_l("Decision that waits for you to release it"), waiting.proposals, "manage_decision.index"),
        Task(_l("Revocation of a prize that waits for you to confirm it"), waiting.revocations, "manage_honours.index"),
        Task(_l("Adoptions confirmed by their authors, to publish"), waiting.adoptions, "manage_replications.index"),
    ]


def _only(found: list[Task]) -> list[Task]:
    return [task for task in found if task.count > 0]
