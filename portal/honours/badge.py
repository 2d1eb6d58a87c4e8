"""Open Badges 3.0: a credential of a certificate, signed as a JWT (EdDSA) and baked into an SVG."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the issuer, its key, the list of what was revoked, the certificate and its award are found."""

    issuer: str
    key: str
    status: str
    certificate: str
    award: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the badge says, in one language."""

    issuer: str
    name: str
    description: str
    criteria: str
    recipient: str


def credential_of(words: Words, at: Addresses, issued_at: datetime) -> dict[str, Any]:
    """The OpenBadgeCredential of a certificate; the recipient is named as in the published results, nothing more."""
    return {
        "@context": CONTEXT,
        "id": at.certificate,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": at.issuer, "type": ["Profile"], "name": words.issuer},
        "validFrom": issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "name": words.name,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": words.recipient, "identityType": "name", "hashed": False}
            ],
            "achievement": {
                "id": at.award,
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": words.name,
                "description": words.description,
                "criteria": {"narrative": words.criteria},
            },
        },
        "credentialStatus": {"id": at.status, "type": "1EdTechRevocationList"},
    }


def as_jwt(credential: Mapping[str, Any], key_address: str, sign: Callable[[bytes], bytes]) -> str:
    """The credential as a compact JWT, signed with Ed25519; `kid` is the address of the public key."""
    moment = datetime.fromisoformat(credential["validFrom"])
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(moment.timestamp()),
    }
    head = {"alg": "EdDSA", "typ": "JWT", "kid": key_address}
    signed = f"{_part(head)}.{_part(claims)}"
    return f"{signed}.{_base64(sign(signed.encode()))}"


def public_key(key_hex: str, address: str) -> dict[str, str]:
    """The portal's Ed25519 key as a JSON Web Key (RFC 8037)."""
    x = _base64(bytes.fromhex(key_hex))
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": address, "alg": "EdDSA", "use": "sig"}


def baked(token: str, *, title: str, lines: tuple[str, str], number: str) -> str:
    """A picture of the badge that carries the credential inside, as Open Badges say for SVG."""
    top, below = (escape(line) for line in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges={quoteattr(NAMESPACE)} viewBox="0 0 400 400" '
        f'role="img" aria-label={quoteattr(title)}>'
        f"<openbadges:credential verify={quoteattr(token)}></openbadges:credential>"
        f"<title>{escape(title)}</title>"
        '<circle cx="200" cy="200" r="192" fill="#8f1d1a"/>'
        '<circle cx="200" cy="200" r="178" fill="none" stroke="#e6c67a" stroke-width="4"/>'
        f'<g transform="translate(128 62) scale(3)" fill="#e6c67a">{LOTUS}</g>'
        '<g fill="#fff" text-anchor="middle" font-family="Be Vietnam Pro, Arial, sans-serif">'
        f'<text x="200" y="250" font-size="38" font-weight="700">{top}</text>'
        f'<text x="200" y="285" font-size="17">{below}</text>'
        f'<text x="200" y="330" font-size="15" fill="#e6c67a">{escape(number)}</text></g></svg>'
    )


def token_in(svg: str) -> str:
    """The credential that was baked into an SVG; empty when there is none."""
    start = svg.find('<openbadges:credential verify="')
    return svg[start:].split('"', 2)[1] if start >= 0 else ""


def _part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


LOTUS = (
    '<path d="M24 5c3.5 5.5 5 11 5 16.5S27.5 32 24 36.5C20.5 32 19 27 19 21.5S20.5 10.5 24 5z"/>'
    '<path d="M11 14c5.5 2 9 5.5 10.5 10S23 33.5 21 38c-4.5-2-8-5.5-9.5-10S9.5 18.5 11 14zM37 14c-5.5 2-9 5.5-10.5 '
    '10S25 33.5 27 38c4.5-2 8-5.5 9.5-10s1.5-9.5.5-14z" opacity=".8"/>'
    '<path d="M3 28c5.5 0 10 1.5 12.5 4.5S19 39 19 43c-5.5 0-9.5-1.5-12.5-4.5S3 32 3 28zm42 0c-5.5 0-10 1.5-12.5 '
    '4.5S29 39 29 43c5.5 0 9.5-1.5 12.5-4.5S45 32 45 28z" opacity=".55"/>'
)
