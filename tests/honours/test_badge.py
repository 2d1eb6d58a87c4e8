"""Open Badges 3.0: signed with the published key, baked into a picture, and listed once revoked."""

import base64
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.honours import revoking, service
from portal.honours.badge import NAMESPACE, token_in

pytestmark = pytest.mark.usefixtures("app")


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify(token: str, key: dict[str, str]) -> dict:
    """The claims of a JWT whose signature fits the key."""
    signed, _, signature = token.rpartition(".")
    Ed25519PublicKey.from_public_bytes(decoded(key["x"])).verify(decoded(signature), signed.encode())
    return json.loads(decoded(signed.split(".")[1]))


def test_badge_is_verified_by_the_public_key_alone(client, published):
    first, _second = service.issue(published.edition, published.winner, actor=published.organizer)
    client.sign_in(published.owner)
    base = f"/submissions/{published.works[0].id}/honours/{first.number}"

    picture = client.get(f"{base}.svg").get_data(as_text=True)
    token = client.get(f"{base}.jwt").get_data(as_text=True)
    head = json.loads(decoded(token.split(".")[0]))
    key = client.get(head["kid"].removeprefix("http://localhost")).json
    claims = verify(token, key)

    assert (head["alg"], head["typ"], key["crv"]) == ("EdDSA", "JWT", "Ed25519")
    assert client.get("/badges/keys.json").json == {"keys": [key]}
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"] == f"http://localhost/certificates/{first.number}"
    assert claims["credentialSubject"]["identifier"][0]["identityHash"] == "Nguyễn Thị Ưỡng"
    assert client.get(claims["iss"].removeprefix("http://localhost")).json["name"] == "Committee"
    assert token_in(picture) == token
    credential = ElementTree.fromstring(picture).find(f"{{{NAMESPACE}}}credential")
    assert credential is not None
    assert credential.attrib == {"verify": token}
    with pytest.raises(InvalidSignature):
        verify(token.replace(token[40:44], "AAAA", 1), key)


def test_revoked_and_replaced_badges_are_listed(client, published):
    first, second = service.issue(published.edition, published.winner, actor=published.organizer)
    assert client.get("/badges/revoked.json").json["revokedCredential"] == []

    service.reissue(second, recipient="Trần Văn Bê", reason="Sai tên", actor=published.organizer)
    listed = client.get("/badges/revoked.json").json["revokedCredential"]
    assert [(one["id"].rpartition("/")[2], one["revocationReason"]) for one in listed] == [(second.number, "replaced")]
    proposal = revoking.propose(
        published.edition, published.works[0].id, reference="9/QĐ", reason="Sao chép", revoked_on=date(2026, 6, 1),
        actor=published.organizer,
    )  # fmt: skip
    before = client.get("/badges/revoked.json").json["revokedCredential"]
    revoking.confirm(proposal, actor=published.organizer)

    listed = client.get("/badges/revoked.json").json["revokedCredential"]
    assert [one["revocationReason"] for one in before] == ["replaced"]
    assert {one["revocationReason"] for one in listed} == {"Sao chép"}
    assert f"http://localhost/certificates/{first.number}" in {one["id"] for one in listed}
    assert client.get("/badges/keys/unknown").status_code == 404
