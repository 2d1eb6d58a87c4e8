"""The portal's key: made once, private, and the same for every process."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from portal.adapters.signer import Signer


def test_signature_holds_only_for_what_was_signed(tmp_path):
    signer = Signer(tmp_path / "key.pem")
    signature = signer.sign(b"result")

    assert signer.verify(b"result", signature)
    assert not signer.verify(b"another result", signature)
    assert not signer.verify(b"result", bytes([signature[0] ^ 1]) + signature[1:])


def test_second_process_reads_the_same_private_key(tmp_path):
    first, second = Signer(tmp_path / "a" / "key.pem"), Signer(tmp_path / "a" / "key.pem")

    assert first.public_key_hex == second.public_key_hex
    assert (tmp_path / "a" / "key.pem").stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "a").iterdir()) == [tmp_path / "a" / "key.pem"]


def test_key_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )

    with pytest.raises(ValueError, match="Ed25519"):
        Signer(path)
