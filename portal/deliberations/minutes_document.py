"""Minutes as a document in the reader's language: the same words for PDF and DOCX."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.awards.models import Edition
from portal.core.i18n import localized
from portal.core.templating import filter_datetime
from portal.decisions.models import ListKind
from portal.decisions.words import KIND_LABELS
from portal.deliberations.models import Minutes, MinutesSignature
from portal.deliberations.words import motion_result
from portal.judges.labels import ROLE_LABELS
from portal.judges.models import PanelRole


def document_of(edition: Edition, minutes: Minutes, signatures: list[MinutesSignature]) -> dict[str, Any]:
    """Headings, facts, attendance, items and signatures, all as text."""
    content, zone = minutes.content, edition.time_zone
    quorum = content["quorum"]
    return {
        "award": localized(edition.award.name),
        "edition": localized(edition.name),
        "title": _("Minutes of the council"),
        "version": _("Version %(n)d", n=minutes.number),
        "facts": [
            [_("Day"), _day(content["held_on"])],
            [_("Place"), content["place"]],
            [_("Time"), f"{_time(content['opened_at'], zone)} – {_time(content['closed_at'], zone)}"],
            [
                _("Present"),
                _("%(present)d of %(members)d members; at least %(needed)d are needed", **quorum),
            ],
            *_unheard(content),
            [_("List"), f"{KIND_LABELS[ListKind(content['list']['kind'])]} {content['list']['number']}"],
        ],
        "list_digest_heading": _("SHA-256 of the list"),
        "list_digest": content["list"]["digest"],
        "attendance_heading": _("Members"),
        "attendance": [
            [one["name"], str(ROLE_LABELS[PanelRole(one["role"])]), _("present") if one["present"] else _("absent")]
            for one in content["attendance"]
        ],
        "items": [_item(one, zone) for one in content["items"]],
        "votes_heading": _("Ballots"),
        "votes": [
            _(
                "Vote %(number)d, %(day)s: %(voted)d of %(members)d voted; %(passed)d of %(works)d works passed.",
                day=_day(one["held_on"]),
                **{key: value for key, value in one.items() if key != "held_on"},
            )
            + _why_unheard(one)
            for one in content["votes"]
        ],
        "signatures_heading": _("Signatures"),
        "signatures": [
            f"{ROLE_LABELS[one.role]}: {one.name}, {filter_datetime(one.signed_at, zone)}" for one in signatures
        ]
        or [_("Not signed yet")],
        "digest_heading": _("SHA-256 of the content"),
        "digest": minutes.digest,
        "signature_heading": _("Signature of the portal (Ed25519)"),
        "signature": minutes.signature,
        "key_heading": _("Public key"),
        "key": minutes.public_key,
    }


def _unheard(content: dict[str, Any]) -> list[list[str]]:
    """Why the council met before the public had been heard; minutes of earlier days do not know the question."""
    return [[_("Before the public was heard"), content["unheard_reason"]]] if content.get("unheard_reason") else []


def _why_unheard(vote: dict[str, Any]) -> str:
    reason = vote.get("unheard_reason")
    return " " + _("It was opened before the public had been heard: %(reason)s", reason=reason) if reason else ""


def _day(raw: str) -> str:
    day = date.fromisoformat(raw)
    return f"{day:%d/%m/%Y}"


def _time(raw: str, zone: str) -> str:
    return filter_datetime(datetime.fromisoformat(raw), zone) if raw else "–"


def _item(item: dict[str, Any], zone: str) -> dict[str, Any]:
    lines = [ngettext("%(num)d work", "%(num)d works", item["works"])]
    if not item["opened_at"]:
        lines.append(_("Not discussed."))
    if item["away"]:
        lines.append(_("Left the room for a conflict of interest: %(names)s", names=", ".join(item["away"])))
    for one in item["motions"]:
        lines += [_motion(one), *_room(one)]
    lines += _room(item)
    if item["conclusion"]:
        lines.append(_("Conclusion: %(text)s", text=item["conclusion"]))
    return {"heading": f"{item['number']}. {localized(item['name'])}", "lines": lines}


def _room(decided: dict[str, Any]) -> list[str]:
    """Who was there when it was decided; minutes of earlier days do not say it."""
    room = decided.get("room")
    if not room:
        return []
    there = {"present": len(room["present"]), "needed": room["needed"], "names": ", ".join(room["present"])}
    if "text" in decided:
        return [_("In the room for this: %(present)d, needed %(needed)d (%(names)s)", **there)]
    return [_("In the room when it was finished: %(present)d, needed %(needed)d (%(names)s)", **there)]


def _motion(one: dict[str, Any]) -> str:
    said = _("Motion by %(name)s: %(text)s", name=one["proposed_by"], text=one["text"])
    if one["work"]:
        said += " " + _("(work %(number)s to place %(place)d)", number=one["work"], place=one["place"])
    result = motion_result(one["result"])
    if one["in_favour"] is not None:
        hands = _("%(yes)d in favour, %(no)d against", yes=one["in_favour"], no=one["against"] or 0)
        result = f"{result} ({hands})"
    return f"{said} – {result}"
