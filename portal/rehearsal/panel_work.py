"""What goes on around the sheets of the demo: practice, a session of presentations, a paper sheet, letters."""

from datetime import timedelta

from portal.anchors.models import Anchor, AnchorKind
from portal.anchors.queries import get_practice_or_404, judges_of
from portal.assignments.models import Assignment
from portal.assignments.queries import active_assignments
from portal.awards.models import Category
from portal.awards.queries import scoring_round
from portal.core import clock
from portal.feedback import runs as feedback
from portal.feedback.models import RunKind
from portal.judges.models import Judge
from portal.paper_sheets import service as paper_sheets
from portal.practice import service as practice
from portal.practice import sheets as practice_sheets
from portal.presentations import service as presentations
from portal.presentations.service import Plan
from portal.rehearsal.points import MadePanel
from portal.rehearsal.stages import Rehearsal
from portal.scoring import rules

PRACTISING = 3
"""So many judges have finished their practice sheets: from three on they see how the points lie."""
REMARK = "Mục tiêu rõ ràng; cần nêu thêm số liệu trước và sau khi áp dụng."


def practise(stage: Rehearsal, category: Category) -> None:
    """Write a practice work for a panel, open it, and let the last of its judges score it."""
    anchor = practice.choose(
        category, scoring_round(stage.edition), kind=AnchorKind.PRACTICE,
        title="Tủ sách lưu động cho xóm trọ công nhân",
        text="Tủ sách đặt tại 12 xóm trọ, mỗi tháng luân chuyển một lần, có sổ mượn và số liệu người đọc.",
        required=False, reason="Thống nhất cách hiểu thang điểm trước khi chấm", actor=stage.organizer,
    )  # fmt: skip
    practice.open_anchor(anchor, actor=stage.organizer)
    judges = judges_of(anchor)[-PRACTISING:]
    panel = MadePanel([one.id for one in judges], {anchor.id: 0.0}, stage.rng.getrandbits(64))
    for judge in judges:
        _practise(anchor, judge, panel)


def _practise(anchor: Anchor, judge: Judge, panel: MadePanel) -> None:
    given = get_practice_or_404(anchor.id, judge.user)
    practice_sheets.begin(given, actor=judge.user)
    points = panel.points(judge.id, anchor.id, anchor.category.criteria)
    practice_sheets.save(given, points=points, comments=dict.fromkeys(points, REMARK), actor=judge.user)
    practice_sheets.finish(given, actor=judge.user)


def present(stage: Rehearsal, category: Category) -> None:
    """Plan a session for the works of a panel in a week, and tell their authors."""
    begins = (clock.now() + timedelta(days=7)).replace(hour=2, minute=0, second=0, microsecond=0)
    plan = Plan("Phòng họp số 2", begins, slot_minutes=15, gap_minutes=5)
    session = presentations.add_session(category, scoring_round(stage.edition), plan, actor=stage.organizer)
    presentations.fill(session, seed="2025", actor=stage.organizer)
    presentations.announce(session, actor=stage.organizer)


def key_in_paper(stage: Rehearsal, *, except_for: str) -> None:
    """One judge has handed in a sheet on paper."""
    unfinished = [one for one in active_assignments(stage.edition) if one.started_at is None]
    pair = next((one for one in unfinished if one.judge.user.email != except_for), None)
    if pair is not None:
        _key_in(stage, pair)


def _key_in(stage: Rehearsal, pair: Assignment) -> None:
    category = pair.submission.category
    if category is None:
        return
    panel = MadePanel([pair.judge_id], {pair.submission_id: 0.0}, stage.rng.getrandbits(64))
    points = panel.points(pair.judge_id, pair.submission_id, category.criteria)
    paper_sheets.key_in(
        pair, points=points, comments=dict.fromkeys(points, REMARK), comment_for_author="",
        written_total=rules.total_of([rules.limits_from(one) for one in category.criteria], points),
        declared=True, actor=stage.organizer,
    )  # fmt: skip


def gather_letters(stage: Rehearsal, category: Category) -> None:
    """Make the letters to the authors of one category of what its judges have written so far."""
    feedback.start(stage.edition, RunKind.GATHER, category=category, actor=stage.organizer)
    stage.finish_jobs()
