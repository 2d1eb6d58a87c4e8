"""Running a rehearsal from the opening of the edition to published results."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.adapters.disk_store import DiskStore
from portal.adapters.object_store import get_store
from portal.awards.preset_file import PresetWork
from portal.awards.preset_schema import Preset
from portal.core.digest import canonical_bytes
from portal.exports.service import write_site
from portal.jobs import service as jobs
from portal.rehearsal import stages
from portal.rehearsal.certificates import write_certificate
from portal.rehearsal.checks import Check, check, summarise
from portal.rehearsal.files import FileOrder, MadeFile, make_here
from portal.transparency import queries as transparency
from portal.transparency.heads import HeadKind


@dataclass
class Outcome:
    """The summary and the checks of a finished rehearsal."""

    summary: dict[str, Any]
    checks: list[Check] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.checks)


class Stopwatch:
    """Seconds by stage."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self.tell = tell

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block under a name."""
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.tell(f"{name}: {self.seconds[name]:.1f} s")


def run_rehearsal(
    preset: Preset,
    works: tuple[PresetWork, ...],
    *,
    submissions: int,
    judges: int,
    seed: int,
    out: Path | None = None,
    finish_jobs: Callable[[], Any] = jobs.run_pending,
    make_files: Callable[[list[FileOrder]], Iterator[MadeFile]] = make_here,
    tell: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Run a whole edition through the real services on the (empty) database of the running application."""
    watch = Stopwatch(tell)
    with watch.stage("set_up"):
        stage = stages.set_up(preset, works, count=submissions, judge_count=judges, seed=seed)
        stage.finish_jobs, stage.make_files = finish_jobs, make_files
    for name, act in (
        ("seal_rule", lambda: stages.seal(stage, HeadKind.RULE)),
        ("submit", lambda: stages.submit_works(stage)),
        ("seal_submissions", lambda: stages.seal(stage, HeadKind.SUBMISSIONS)),
        ("screen", lambda: stages.screen(stage)),
        ("judges", lambda: stages.seat_judges(stage)),
        ("assign", lambda: stages.assign(stage, seed)),
        ("score", lambda: stages.score(stage)),
        ("seal_sheets", lambda: stages.seal(stage, HeadKind.SHEETS)),
        ("decide", lambda: stages.decide(stage)),
        ("publish", lambda: stages.publish(stage)),
    ):
        with watch.stage(name):
            act()
    with watch.stage("check"):
        summary = summarise(stage)
        held = check(stage, summary, submissions=submissions)
    if out is not None and stage.publication is not None:
        with watch.stage("write"):
            write_site(stage.publication, out)
            write_certificate(stage, out)
            _write_receipt(stage, out)
    summary["seconds"] = {**watch.seconds, "total": round(sum(watch.seconds.values()), 3)}
    summary["checks"] = {one.name: one.holds for one in held}
    return Outcome(summary, held)


def _write_receipt(stage: stages.Rehearsal, out: Path) -> None:
    """One owner's inclusion receipt, to be checked by `verify.py results.json --receipt receipt.json`."""
    head = transparency.head_in_force(stage.edition, HeadKind.SUBMISSIONS)
    leaf = transparency.leaf_of_submission(head, stage.submitted[0]) if head else None
    if head and leaf:
        (out / "receipt.json").write_bytes(canonical_bytes(transparency.receipt_under(head, leaf)))


def remove_scratch_objects() -> None:
    """Delete what the rehearsal left in the object store; a folder goes as a whole with the scratch directory."""
    store = get_store()
    if isinstance(store, DiskStore):
        return
    for key in list(store.keys("")):
        store.delete(key)
