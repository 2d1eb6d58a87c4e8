"""Opening a track from a template: an edition of its own, whose rules say who may nominate and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import Role
from portal.accounts.service import grant_role
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Award, Edition
from portal.awards.preset_schema import Preset, PresetAgency
from portal.awards.service import create_edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.i18n import LOCALES, local_time
from portal.tracks.rules import next_code

LONGEST = timedelta(days=365)


class BadWindowError(PortalError):
    """Raised when nominations would close before they open, in the past, or after more than a year."""

    message = _l("Nominations must close in the future, after they open, and within a year")


@dataclass(frozen=True, slots=True)
class Opening:
    """What an organizer says of a track; everything else is the template's."""

    title: Mapping[str, str]
    reason: str
    closes_at: datetime
    agency: str = ""
    nominators: tuple[str, ...] = ()


def open_track(edition: Edition, template: Preset, opening: Opening, *, actor: Any) -> Edition:
    """Open a track of the award of an edition now; whoever opens it runs it."""
    now = clock.now()
    if not now < opening.closes_at <= now + LONGEST:
        raise BadWindowError()
    with transaction():
        # Two tracks that are opened at once must not get the same code.
        db.session.execute(select(Award.id).where(Award.id == edition.award_id).with_for_update(key_share=True))
        track = create_edition(_preset(template, opening, now), actor=actor, opens_at=now, closes_at=opening.closes_at)
        grant_role(actor, Role.ORGANIZER, actor=actor, edition=track)
        record(
            Action.TRACK_OPENED, track, actor=actor, edition_id=track.id, code=track.code, reason=opening.reason,
            nominators=list(opening.nominators),
        )  # fmt: skip
        return track


def _preset(template: Preset, opening: Opening, now: datetime) -> Preset:
    """The template with what was said; its year is that of the opening, where the award is given."""
    source, track = template.edition, template.track
    if track is None:
        raise ValueError(f"{source.code} is no template of tracks")
    year = local_time(now, source.timezone).year
    taken = set(db.session.scalars(select(Edition.code).where(Edition.code.startswith(f"{track.code}-{year}-"))))
    code = next_code(track.code, year, taken)
    name = {locale: opening.title.get(locale) or next(iter(opening.title.values())) for locale in LOCALES}
    return replace(
        template,
        edition=replace(source, slug=code.lower(), code=code, year=year, name=name),
        categories=tuple(_with_agency(one, opening.agency) for one in template.categories),
        track=replace(track, reason=opening.reason, nominators=opening.nominators),
    )


def _with_agency(category: Any, name: str) -> Any:
    if not name:
        return category
    words = dict.fromkeys(LOCALES, name)
    agency = category.agency
    if agency is None:
        agency = PresetAgency(name=words, aliases=(), contact=None, provenance=category.provenance)
    return replace(category, agency=replace(agency, name=words))
