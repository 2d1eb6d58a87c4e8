"""Certificates of a rehearsal: one to keep, or all of them for the demo."""

from pathlib import Path

from portal.honours import making, queries, runs, service
from portal.honours.winners import winners_of
from portal.rehearsal.stages import Rehearsal


def write_certificate(stage: Rehearsal, directory: Path) -> Path | None:
    """The signed certificate of the highest prize, as certificate.pdf; None when nobody has won."""
    winners = winners_of(stage.edition)
    if not winners:
        return None
    first = service.issue(stage.edition, winners[0], actor=stage.organizer)[0]
    making.make_files([first.id])
    (made,) = [one for one in queries.history_of(first.submission_id) if one.id == first.id]
    if made.file is None:
        raise RuntimeError("the certificate was not made")
    target = directory / "certificate.pdf"
    target.write_bytes(making.content_of(made.file))
    return target


def honour(stage: Rehearsal) -> None:
    """Make every certificate."""
    runs.start(stage.edition, actor=stage.organizer)
    stage.finish_jobs()
