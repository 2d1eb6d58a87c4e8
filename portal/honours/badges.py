"""Badges of certificates: the words and addresses around the credential, and the portal's signature."""

from typing import Any

from flask_babel import gettext as _

from portal.adapters.signer import get_signer
from portal.awards.models import Edition
from portal.core.i18n import localized
from portal.core.urls import external_url
from portal.honours import badge
from portal.honours.certificate import address_of
from portal.honours.models import Certificate
from portal.honours.queries import revoked_certificates
from portal.honours.settings import settings_of


def key_address() -> str:
    """Where the public key of badges is found."""
    return external_url("badges.key", key=get_signer().public_key_hex[:32])


def token_of(edition: Edition, certificate: Certificate) -> str:
    """The signed credential of a certificate."""
    words = certificate.content
    prize, award = localized(words["prize"]), localized(words["edition"])
    spoken = badge.Words(
        issuer=localized(settings_of(edition).issuer) or localized(words["award"]),
        name=f"{prize} – {award}",
        description=_("%(prize)s for “%(title)s”, %(award)s", prize=prize, title=words["work"], award=award),
        criteria=_(
            "Given by decision %(ref)s of %(date)s after judging by a panel; anyone can recompute the results.",
            ref=words["decision"]["reference"],
            date=words["decision"]["date"],
        ),
        recipient=certificate.recipient,
    )
    at = badge.Addresses(
        issuer=external_url("badges.issuer", slug=edition.slug),
        key=key_address(),
        status=external_url("badges.revoked"),
        certificate=address_of(certificate),
        award=external_url("publication.work", slug=edition.slug, number=words["receipt"]),
    )
    credential = badge.credential_of(spoken, at, certificate.issued_at)
    return badge.as_jwt(credential, at.key, get_signer().sign)


def picture_of(edition: Edition, certificate: Certificate) -> str:
    """The badge as an SVG with the credential inside."""
    words = certificate.content
    prize = localized(words["prize"])
    title = f"{prize} – {localized(words['edition'])} – {certificate.recipient}"
    return badge.baked(
        token_of(edition, certificate),
        title=title,
        lines=(prize, f"{edition.code} · {edition.year}"),
        number=certificate.number,
    )


def issuer_profile(edition: Edition) -> dict[str, Any]:
    """Who issues the badges of an edition."""
    return {
        "@context": badge.CONTEXT,
        "id": external_url("badges.issuer", slug=edition.slug),
        "type": ["Profile"],
        "name": localized(settings_of(edition).issuer) or localized(edition.award.name),
        "url": external_url("home.index"),
    }


def keys() -> dict[str, Any]:
    """The keys by which badges are checked, as a JSON Web Key Set."""
    return {"keys": [badge.public_key(get_signer().public_key_hex, key_address())]}


def revocation_list() -> dict[str, Any]:
    """Every credential that is worth nothing any more, with the reason."""
    return {
        "id": external_url("badges.revoked"),
        "revokedCredential": [
            {
                "id": address_of(certificate),
                "revoked": True,
                "revocationReason": revocation.reason if revocation else standing.value,
            }
            for certificate, revocation, standing in revoked_certificates()
        ],
    }
