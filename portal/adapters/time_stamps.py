"""Time stamps by an authority outside (RFC 3161): asked for over HTTP, checked offline against known certificates."""

import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from cryptography import x509
from flask import Flask, current_app
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

TIMEOUT_SECONDS = 20
LARGEST = 64 * 1024


class TimeStampError(Exception):
    """Raised when no time stamp was got, or when one does not hold."""


class TimeStampAuthority:
    """Knows the authority's certificates (PEM, root first, then what stands between), and where to ask it."""

    def __init__(self, certificates: Path, url: str = ""):
        self.url = url
        self._root, *self._between = x509.load_pem_x509_certificates(certificates.read_bytes())

    def stamp(self, content: bytes) -> bytes:
        """Ask for a time stamp over a content; gives the whole answer of the authority, which holds."""
        request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
        asked = urllib.request.Request(  # noqa: S310 - the configuration takes http:// and https:// only
            self.url, data=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                token: bytes = answer.read(LARGEST + 1)
        except (urllib.error.URLError, OSError) as error:
            raise TimeStampError(f"the authority did not answer: {error}") from error
        self.moment_of(token, content, nonce=request.nonce)
        return token

    def moment_of(self, token: bytes, content: bytes, *, nonce: int | None = None) -> datetime:
        """The moment that a time stamp states; one that is not over the content or not the authority's is refused."""
        if not token or len(token) > LARGEST:
            raise TimeStampError("this is no time stamp")
        try:
            answer = decode_timestamp_response(token)
            builder = VerifierBuilder(roots=[self._root], intermediates=list(self._between), nonce=nonce)
            builder.build().verify_message(answer, content)
            return answer.tst_info.gen_time
        except (ValueError, VerificationError) as error:
            raise TimeStampError(str(error)) from error


def init_app(app: Flask) -> None:
    """Read the certificates named by TSA_CERTIFICATES; without them there are no time stamps."""
    path = app.config["TSA_CERTIFICATES"]
    app.extensions["time_stamps"] = TimeStampAuthority(Path(path), app.config["TSA_URL"]) if path else None


def get_authority() -> TimeStampAuthority | None:
    """The authority of the running application, or None where none is configured."""
    authority: TimeStampAuthority | None = current_app.extensions["time_stamps"]
    return authority
