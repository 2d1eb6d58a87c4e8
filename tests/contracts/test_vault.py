"""The vault: what it closed only its keys open, and keys can be renewed."""

import pytest

from portal.adapters.vault import UnreadableError, Vault


def test_only_the_keys_of_the_file_open_what_was_closed(tmp_path):
    vault, other = Vault(tmp_path / "keys"), Vault(tmp_path / "others")

    closed = vault.close("0071001234567")

    assert vault.open(closed) == "0071001234567"
    assert "0071001234567" not in closed
    assert vault.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UnreadableError):
        other.open(closed)
    with pytest.raises(UnreadableError):
        vault.open(closed[:-6] + "AAAAAA")


def test_renewed_content_needs_the_new_key_only(tmp_path):
    vault = Vault(tmp_path / "keys")
    before = vault.close("x")

    vault.add_key()
    after = vault.renew(before)
    vault.forget_old_keys()

    assert vault.open(after) == "x"
    with pytest.raises(UnreadableError):
        vault.open(before)
