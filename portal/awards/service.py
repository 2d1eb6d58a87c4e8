"""Making an edition from a validated preset."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Award, Category, Criterion, Edition, EditionKind, Prize, Round
from portal.awards.preset_schema import Preset, PresetCategory, PresetCriterion
from portal.awards.preset_words import RecusedSheets
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import digest


def create_edition(
    preset: Preset, *, actor: Any, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> Edition:
    """Write the edition with its own frozen copy of the rules; dates may be moved, everything else is the preset's."""
    source = preset.edition
    frozen = preset.canonical()
    with transaction():
        edition = Edition(
            award=_award(preset),
            kind=EditionKind.TRACK if preset.track else EditionKind.CYCLE,
            slug=source.slug,
            code=source.code,
            year=source.year,
            name=dict(source.name),
            tagline=dict(source.tagline),
            intro=dict(source.intro),
            time_zone=source.timezone,
            currency=source.prize_pool.currency,
            opens_at=opens_at or source.calendar.opens_at,
            closes_at=closes_at or source.calendar.closes_at,
            judges_per_submission=source.assignment.judges_per_submission,
            minimum_sheets=source.result.minimum_sheets,
            keeps_recused=source.result.recused_sheets is RecusedSheets.KEEP_FINISHED,
            prize_cap=source.prize_pool.total_cap,
            form=frozen["form"],
            dossier=frozen["dossier"]["slots"],
            eligibility=frozen["eligibility"],
            screening_reasons=frozen["screening_reasons"],
            rules=frozen,
            rules_digest=digest(frozen),
            created_at=clock.now(),
        )
        edition.categories = [_category(item) for item in preset.categories]
        edition.prizes = _prizes(preset)
        edition.rounds = _rounds(preset)
        db.session.add(edition)
        db.session.flush()
        record(
            Action.EDITION_CREATED,
            edition,
            actor=actor,
            edition_id=edition.id,
            rules_digest=edition.rules_digest,
        )
        return edition


def _award(preset: Preset) -> Award:
    existing = db.session.scalar(select(Award).where(Award.slug == preset.award.slug))
    return existing or Award(slug=preset.award.slug, name=dict(preset.award.name))


def _category(item: PresetCategory) -> Category:
    contact = item.agency.contact if item.agency else None
    return Category(
        number=item.number,
        code=item.code,
        name=dict(item.name),
        scope=dict(item.scope),
        agency=dict(item.agency.name) if item.agency else {},
        agency_contact=(contact.email or contact.phone or "") if contact else "",
        threshold=item.threshold,
        prize_cap=item.prize_cap,
        judges_per_submission=item.judges_per_submission,
        expertise=list(item.expertise),
        disagreement=item.disagreement,
        tie_criteria=list(item.ties),
        criteria=[_criterion(position, one) for position, one in enumerate(item.rubric.criteria, start=1)],
    )


def _criterion(position: int, item: PresetCriterion) -> Criterion:
    return Criterion(
        position=position,
        code=item.code,
        name=dict(item.name),
        guidance=dict(item.guidance),
        kind=item.kind,
        max_points=Decimal(item.max_points),
        step=item.step,
        weight=item.weight,
        counts=item.counts,
        comment_below=item.comment_below,
        comment_above=item.comment_above,
        choices=[{"value": one.value, "label": dict(one.label), "comment": one.comment} for one in item.choices],
        bands=[
            {
                "from": f"{band.from_points.normalize():f}",
                "to": f"{band.to_points.normalize():f}",
                "label": dict(band.label),
                "description": dict(band.description),
            }
            for band in item.bands
        ],
    )


def _prizes(preset: Preset) -> list[Prize]:
    return [
        Prize(
            code=item.code,
            rank=item.rank,
            name=dict(item.name),
            amount=item.amount,
            max_per_category=item.max_per_category,
        )
        for item in preset.prizes
    ]


def _rounds(preset: Preset) -> list[Round]:
    return [
        Round(
            code=item.code,
            kind=item.kind,
            name=dict(item.name),
            position=position,
            hides=list(item.hides),
        )
        for position, item in enumerate(preset.rounds, start=1)
    ]
