"""A certificate as a PDF: what was published, a code to check it by, and a signature."""

from datetime import date
from typing import Any

import segno
from flask_babel import gettext as _

from portal.adapters.pdf_writer import render_pdf
from portal.awards.models import Edition
from portal.core.i18n import force_locale, localized
from portal.core.urls import external_url
from portal.honours.models import Certificate
from portal.honours.settings import settings_of

STANDARDS = ("a-2a", "ua-1")


def render(content: dict[str, Any]) -> bytes:
    """The unsigned PDF/A-2a and PDF/UA-1 of what `content_for` gives."""
    return render_pdf("certificate", content, STANDARDS)


def content_for(edition: Edition, certificate: Certificate) -> dict[str, Any]:
    """Everything that stands on a certificate, in the first language of its edition."""
    locale = next(iter(edition.rules.get("edition", {}).get("locales") or ["vi"]))
    words, settings = certificate.content, settings_of(edition)
    address = address_of(certificate)
    day = date.fromisoformat(words["decision"]["date"])
    with force_locale(locale):
        dated = _("%(day)02d/%(month)02d/%(year)d", day=day.day, month=day.month, year=day.year)
        return {
            "lang": locale,
            "title": _("Certificate %(number)s", number=certificate.number),
            "issuer": localized(settings.issuer) or localized(words["award"]),
            "heading": _("Certificate"),
            "wording": localized(settings.wording) or _("In recognition of"),
            "recipient": certificate.recipient,
            "organisation": words["organisation"] if words["organisation"] != certificate.recipient else "",
            "honoured": _("honoured with"),
            "prize": localized(words["prize"]),
            "award": localized(words["edition"]),
            "work": _("“%(title)s”", title=words["work"]),
            "category": _("Category: %(name)s", name=localized(words["category"])),
            "number": certificate.number,
            "decision": _(
                "Decision %(ref)s of %(date)s",
                ref=words["decision"]["reference"],
                date=f"{day.day}/{day.month}/{day.year}",
            ),
            "check": _("Check this certificate at"),
            "url": address,
            "date": ", ".join(filter(None, [localized(settings.place), dated])),
            "signatory": words["decision"]["signatory"],
            "qr_svg": segno.make(address, error="m").svg_inline(scale=3, border=0),
            "qr_alt": _("Code that leads to %(url)s", url=address),
        }


def address_of(certificate: Certificate) -> str:
    """Where anybody checks a certificate."""
    return external_url("honours.certificate", number=certificate.number)
