"""Demo data: one edition with published results, and one that is being judged and still takes submissions."""

from dataclasses import dataclass, replace
from datetime import timedelta

from portal.accounts import service as accounts
from portal.accounts.models import Role, User
from portal.accounts.passwords import hash_password
from portal.awards.models import Edition
from portal.awards.preset_file import PresetWork
from portal.awards.preset_schema import Preset
from portal.awards.queries import categories_of
from portal.core import clock
from portal.core.db import transaction
from portal.rehearsal import certificates, council, panel_work, paper, stages
from portal.transparency.heads import HeadKind

DEMO_PASSWORD = "vinh danh sang tao"


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """How to see the portal as one of its people."""

    role: str
    email: str


def people() -> list[DemoSignIn]:
    """One sign-in for each role; all share the demo password."""
    return [
        DemoSignIn("author", "author1@demo.example"),
        DemoSignIn("judge", "judge1@demo.example"),
        DemoSignIn("council", "council1@demo.example"),
        DemoSignIn("secretary", "secretary1@demo.example"),
        DemoSignIn("organizer", "organizer@demo.example"),
        DemoSignIn("second organizer", "organizer2@demo.example"),
        DemoSignIn("administrator", "administrator@demo.example"),
    ]


def load_demo(preset: Preset, works: tuple[PresetWork, ...]) -> None:
    """Fill an empty database: last time's published results, and this time's edition in full swing."""
    earlier = tuple(work for work in works if work.edition != preset.edition.year) or works
    past = _past(preset, earlier)
    current = tuple(work for work in works if work.edition == preset.edition.year) or works
    _present(preset, current)
    _open_doors()
    for email in ("organizer@demo.example", "organizer2@demo.example"):
        accounts.grant_role(_account(email), Role.ORGANIZER, actor=None, edition=past)


def _renamed(preset: Preset) -> Preset:
    """The same rules under an earlier year, so that the gallery is not empty."""
    edition, year = preset.edition, preset.edition.year - 2
    names = {locale: f"{name.replace(str(edition.year), str(year))}" for locale, name in edition.name.items()}
    names = {
        locale: name.replace(f"thứ {edition.number} ", f"thứ {edition.number - 1} ") for locale, name in names.items()
    }
    names = {locale: name.replace("4th ", "3rd ") for locale, name in names.items()}
    slug, code = (
        edition.slug.replace(str(edition.year), str(year)),
        edition.code.replace(str(edition.year), str(year)),
    )
    if slug == edition.slug:
        slug, code = f"{slug}-earlier", f"{code}-E"
    return replace(preset, edition=replace(edition, slug=slug, code=code, year=year, name=names))


def _past(preset: Preset, works: tuple[PresetWork, ...]) -> Edition:
    past = stages.set_up(
        _renamed(preset), works, count=min(7, len(works)), judge_count=14, seed=3, domain="past.example"
    )
    for act in (
        lambda s: stages.seal(s, HeadKind.RULE), stages.submit_works, lambda s: stages.seal(s, HeadKind.SUBMISSIONS),
        stages.screen, stages.seat_judges, lambda s: stages.assign(s, 3), stages.score,
        lambda s: stages.seal(s, HeadKind.SHEETS), stages.decide, stages.publish, certificates.honour,
    ):  # fmt: skip
        act(past)
    with transaction():
        past.edition.opens_at -= timedelta(days=700)
        past.edition.closes_at -= timedelta(days=600)
    return past.edition


def _present(preset: Preset, works: tuple[PresetWork, ...]) -> None:
    present = stages.set_up(
        preset, works, count=min(11, len(works)), judge_count=14, seed=7, domain="demo.example", days_open=30
    )
    stages.seal(present, HeadKind.RULE)
    stages.submit_works(present)
    waiting = present.submitted[-3:]
    present.submitted = present.submitted[:-3]
    stages.screen(present)
    stages.seat_judges(present)
    stages.assign(present, 7)
    _judge(present)
    present.submitted += waiting
    paper.receive(present)
    council.seat(present.edition, domain="demo.example", actor=present.organizer)
    secretary = accounts.find_or_invite(
        email="secretary1@demo.example", name="Thư ký số 1", actor=present.organizer, tell=False
    )
    first = categories_of(present.edition)[0]
    accounts.grant_role(secretary, Role.SECRETARY, actor=present.organizer, edition=present.edition, category=first)


def _judge(present: stages.Rehearsal) -> None:
    """Half of the sheets are finished, all of the first judge's are to do, and what belongs around them is there."""
    first_judge = "judge1@demo.example"
    first = categories_of(present.edition)[0]
    panel_work.practise(present, first)
    panel_work.present(present, first)
    stages.score(present, share=0.6, except_for=first_judge)
    panel_work.key_in_paper(present, except_for=first_judge)
    panel_work.gather_letters(present, first)


def _open_doors() -> None:
    """Give each demo person the demo password and a proven address."""
    administrator = accounts.find_or_invite(
        email="administrator@demo.example", name="Quản trị số 1", actor=None, tell=False
    )
    accounts.grant_role(administrator, Role.ADMINISTRATOR, actor=None)
    password_hash = hash_password(DEMO_PASSWORD)
    for sign_in in people():
        user = _account(sign_in.email)
        with transaction():
            user.password_hash, user.verified_at = password_hash, clock.now()


def _account(email: str) -> User:
    return accounts.find_or_invite(email=email, name=email.partition("@")[0], actor=None, tell=False)
