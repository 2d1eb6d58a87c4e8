"""A whole edition, stage by stage, through the services that people's clicks call."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from portal.accounts import service as accounts
from portal.accounts.models import Role, User
from portal.assignments import declarations, publishing
from portal.assignments import queries as assignment_queries
from portal.assignments import service as assignments
from portal.assignments.models import Assignment
from portal.assignments.run_settings import RunSettings
from portal.attachments import service as attachments
from portal.awards import queries as awards
from portal.awards.form import pages_of, questions_of
from portal.awards.models import Category, Criterion, Edition
from portal.awards.preset_file import PresetWork
from portal.awards.preset_schema import Preset
from portal.awards.service import create_edition
from portal.core import clock
from portal.core.i18n import local_time
from portal.decisions import release
from portal.decisions.models import Decision, ListVersion
from portal.decisions.queries import basis_of_decision, proposal_for
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import Judge, PanelRole
from portal.judges.searching import find_conflicts
from portal.publication import service as publication
from portal.publication.models import Publication
from portal.rehearsal import answers, council
from portal.rehearsal.cast import MadeJudge, Work, make_judges, make_works, seats_of
from portal.rehearsal.dossiers import PlannedFile, plan_files
from portal.rehearsal.files import FileOrder, MadeFile, make_here
from portal.rehearsal.ordering import put_in_order
from portal.rehearsal.points import MadePanel
from portal.scoring import service as scoring
from portal.screening import checklist
from portal.screening import service as screening
from portal.screening.models import CheckAnswer
from portal.submissions import service as submissions
from portal.submissions.models import Submission
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind


@dataclass
class Rehearsal:
    """What has happened so far; each stage adds its part."""

    preset: Preset
    works: list[Work]
    made_judges: list[MadeJudge]
    rng: Random
    organizer: User
    second: User
    edition: Edition
    domain: str = "rehearsal.example"
    finish_jobs: Callable[[], Any] = jobs.run_pending
    make_files: Callable[[list[FileOrder]], Iterator[MadeFile]] = make_here
    made_files: Iterator[MadeFile] = field(default_factory=lambda: iter(()))
    bytes_stored: int = 0
    files: int = 0
    submitted: list[Submission] = field(default_factory=list)
    judges: list[Judge] = field(default_factory=list)
    decision: Decision | None = None
    publication: Publication | None = None
    shortlist: ListVersion | None = None


def set_up(
    preset: Preset,
    real: tuple[PresetWork, ...],
    *,
    count: int,
    judge_count: int,
    seed: int,
    domain: str = "rehearsal.example",
    days_open: int = 1,
) -> Rehearsal:
    """Open the edition with an organizer, and think up the works and judges."""
    rng = Random(seed)  # noqa: S311 - made-up data, reproducible on purpose
    works = make_works(preset, real, count, rng)
    organizer = accounts.find_or_invite(email=f"organizer@{domain}", name="Ban Tổ chức số 1", actor=None, tell=False)
    now, days = clock.now(), timedelta(days=days_open)
    edition = create_edition(preset, actor=organizer, opens_at=now - days, closes_at=now + days)
    second = accounts.find_or_invite(email=f"organizer2@{domain}", name="Ban Tổ chức số 2", actor=None, tell=False)
    for person in (organizer, second):
        accounts.grant_role(person, Role.ORGANIZER, actor=None, edition=edition)
    judges_made = make_judges(judge_count, works, rng, domain)
    return Rehearsal(preset, works, judges_made, rng, organizer, second, edition, domain)


def submit_works(stage: Rehearsal) -> None:
    """Every work: an account, eligibility, answers, authors, files, and the final submit."""
    categories = {category.number: category for category in awards.categories_of(stage.edition)}
    eligibility = answers.passing_answers(questions_of(stage.edition))
    plans = [plan_files(stage.edition, work, categories[work.category], n) for n, work in enumerate(stage.works, 1)]
    stage.made_files = stage.make_files([plan.order for planned in plans for plan in planned])
    for number, (work, planned) in enumerate(zip(stage.works, plans, strict=True), start=1):
        owner = accounts.find_or_invite(
            email=f"author{number}@{stage.domain}",
            name=f"Tác giả số {number}",
            organisation=work.organisation,
            actor=stage.organizer,
            tell=False,
        )
        draft = submissions.start(stage.edition, eligibility=eligibility, actor=owner)
        _fill(stage, draft, work, categories[work.category], owner)
        _add_files(stage, draft, owner, planned)
        stage.submitted.append(draft)
    stage.finish_jobs()
    for draft in stage.submitted:
        submissions.submit(draft, actor=draft.owner)


def _fill(stage: Rehearsal, draft: Submission, work: Work, category: Category, owner: User) -> None:
    submissions.save_work(
        draft,
        category=category,
        title=work.title,
        summary=answers.text_about(work),
        organisation=work.organisation[:200],
        actor=owner,
        revision=draft.revision,
    )
    day = answers.applied_on(stage.edition)
    for page in pages_of(stage.edition, category):
        given = {item.key: answers.answer(item, work, day) for item in page.fields}
        submissions.save_page(draft, page.code, given, actor=owner, revision=draft.revision)
    submissions.save_authors(draft, _authors(stage, work, owner), actor=owner, revision=draft.revision)


def _authors(stage: Rehearsal, work: Work, owner: User) -> list[dict[str, Any]]:
    shares = stage.rng.choice((["100"], ["60", "40"], ["50", "30", "20"], ["33.34", "33.33", "33.33"]))
    return [
        {
            "full_name": owner.name if position == 0 else f"{owner.name}, đồng tác giả {position}",
            "organisation": work.organisation[:200],
            "job_title": "",
            "email": owner.email if position == 0 else "",
            "share": Decimal(share),
        }
        for position, share in enumerate(shares)
    ]


def _add_files(stage: Rehearsal, draft: Submission, owner: User, planned: list[PlannedFile]) -> None:
    for plan in planned:
        made = next(stage.made_files)
        attachment = attachments.store_whole(
            slot=plan.slot,
            filename=made.name,
            stream=io.BytesIO(made.content),
            size=len(made.content),
            content_type=made.content_type,
            actor=owner,
        )
        submissions.attach(draft, plan.slot.code, attachment, actor=owner)
        stage.files += 1
        stage.bytes_stored += len(made.content)


def screen(stage: Rehearsal) -> None:
    """The secretary goes through the checklist of every dossier and accepts it."""
    for submission in stage.submitted:
        given = {item.code: (CheckAnswer.FINE, "") for item in checklist.items_of(submission)}
        checklist.answer(submission, version_number=1, given=given, actor=stage.organizer)
        screening.accept(submission, actor=stage.organizer)
    stage.finish_jobs()


def seat_judges(stage: Rehearsal) -> None:
    """Invite the judges, seat them on panels that follow the number of dossiers, and look for conflicts."""
    categories = {category.number: category for category in awards.categories_of(stage.edition)}
    demand = Counter(work.category for work in stage.works)
    round_ = awards.scoring_round(stage.edition)
    stage.judges = [
        judges.add_judge(
            stage.edition,
            name=made.name,
            email=made.email,
            organisation=made.organisation,
            expertise=made.expertise,
            actor=stage.organizer,
            tell=False,
        )
        for made in stage.made_judges
    ]
    needed = max(category.judges_per_submission for category in categories.values()) + 2
    for number, indexes in seats_of(len(stage.judges), demand, needed).items():
        for place, index in enumerate(indexes):
            role = PanelRole.CHAIR if place == 0 else PanelRole.MEMBER
            judges.seat(
                stage.judges[index],
                category=categories[number],
                round=round_,
                role=role,
                actor=stage.organizer,
                look=False,
            )
        find_conflicts(categories[number], actor=stage.organizer)


def assign(stage: Rehearsal, seed: int) -> None:
    """Propose and publish the assignment of every category that has dossiers."""
    round_ = awards.scoring_round(stage.edition)
    demanded = {draft.category_id for draft in stage.submitted}
    for category in awards.categories_of(stage.edition):
        if category.id in demanded:
            run = assignments.propose(category, round_, RunSettings(seed=seed), actor=stage.organizer)
            publishing.publish(run, actor=stage.organizer)
    stage.finish_jobs()


def score(stage: Rehearsal, *, share: float = 1.0, except_for: str = "") -> None:
    """The judges score and finish the sheets assigned to them: all of them, or for a demo a share, one left out."""
    people = {judge.id: judge.user for judge in stage.judges}
    given = assignment_queries.active_assignments(stage.edition)
    for judge_id, judge in people.items():
        if judge.email != except_for:
            declarations.declare_free([one for one in given if one.judge_id == judge_id], actor=judge)
    worth = {draft.id: work.worth for draft, work in zip(stage.submitted, stage.works, strict=False)}
    criteria = {category.id: category.criteria for category in awards.categories_of(stage.edition)}
    panel = MadePanel(people, worth, stage.rng.getrandbits(64))
    if stage.edition.judged_kind.is_ordered:
        wanted = [one for one in given if people[one.judge_id].email != except_for]
        put_in_order(wanted, liking=partial(_liking, panel, criteria), people=people)
        return
    for assignment in given:
        if stage.rng.random() >= share or people[assignment.judge_id].email == except_for:
            continue
        asked = criteria[assignment.submission.category_id or 0]
        points = panel.points(assignment.judge_id, assignment.submission_id, asked)
        judge = people[assignment.judge_id]
        sheet = scoring.save_scoresheet(
            assignment,
            points=points,
            comments=dict.fromkeys(points, "Đã đối chiếu với tài liệu minh chứng."),
            comment_for_author="Công trình có giá trị thực tiễn, cần làm rõ hơn số liệu trước và sau.",
            private_note="",
            actor=judge,
        )
        scoring.finish(sheet, actor=judge)


def _liking(panel: MadePanel, criteria: dict[int, list[Criterion]], one: Assignment) -> Decimal:
    """How much a judge likes a work, in points that go nowhere."""
    points = panel.points(one.judge_id, one.submission_id, criteria[one.submission.category_id or 0])
    return sum((given for given in points.values() if given is not None), Decimal())


def seal(stage: Rehearsal, *subjects: HeadKind) -> None:
    """Seal rule, submissions or sheets, as the minute job and the organizers do."""
    for subject in subjects:
        transparency.seal(stage.edition, subject, actor=stage.organizer)


def decide(stage: Rehearsal) -> None:
    """Make the edition's lists, with its council's vote if it has one; prepare the prizes and have them released."""
    council.make_lists(stage.edition, domain=stage.domain, actor=stage.organizer)
    stage.shortlist = basis_of_decision(stage.edition)
    proposal = release.prepare(
        stage.edition,
        prizes=proposal_for(stage.edition),
        cap_reasons={},
        reference=f"{stage.edition.year}/QĐ-DIENTAP",
        signatory="Chủ tịch Hội đồng diễn tập",
        decided_on=local_time(clock.now(), stage.edition.time_zone).date(),
        actor=stage.organizer,
    )
    stage.decision = release.release(proposal, actor=stage.second)


def publish(stage: Rehearsal) -> None:
    """Release the results."""
    if stage.decision is None:
        raise RuntimeError("nothing was decided")
    stage.publication = publication.publish(stage.decision, actor=stage.organizer)
    stage.finish_jobs()
