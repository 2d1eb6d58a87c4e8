"""`portal` commands: what they print and how they end."""

import pytest
from click.testing import CliRunner

from portal.accounts.models import Role
from portal.accounts.queries import user_by_email
from portal.awards.preset_file import available_presets
from portal.cli import main


@pytest.fixture
def portal(tmp_path, monkeypatch):
    """Runs commands against an installation of its own."""
    for name, value in {
        "VAR_DIR": tmp_path,
        "SECRET_KEY": "k" * 48,
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.db",
        "STORE": "disk",
    }.items():
        monkeypatch.setenv(f"PORTAL_{name}", str(value))
    runner = CliRunner()
    return lambda *arguments: runner.invoke(main, arguments)


@pytest.fixture
def installed(portal):
    """The same with its tables."""
    assert portal("upgrade").exit_code == 0
    return portal


def test_new_installation_passes_the_doctor(installed):
    assert installed("prepare-store").exit_code == 0

    done = installed("doctor")

    assert (done.exit_code, "MEND" in done.output) == (0, False), done.output


def test_installation_without_tables_is_told_what_to_do(portal):
    done = portal("doctor")

    assert done.exit_code == 1
    assert "portal upgrade" in done.output


def test_unsafe_configuration_is_named_and_refused(portal, monkeypatch):
    monkeypatch.setenv("PORTAL_ENVIRONMENT", "production")

    done = portal("doctor")

    assert done.exit_code == 2
    assert "PORTAL_BASE_URL" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", sorted(available_presets()))
def test_every_preset_is_checked_and_loaded(installed, name):
    assert "all is well" in installed("check-preset", name).output

    done = installed("load-preset", name, "--open-days", "30")

    assert done.exit_code == 0, done.output
    assert "/editions/" in done.output


def test_wrong_preset_names_line_key_and_expectation(portal, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("award: 5\n")

    done = portal("check-preset", str(path))

    assert done.exit_code == 2
    assert "award" in done.output
    assert "line 1" in done.output


def test_administrator_is_invited(installed):
    from portal import create_app

    done = installed("administrator", "admin@example.com", "Quản trị số 1")

    assert done.exit_code == 0, done.output
    with create_app().app_context():
        assert [grant.role for grant in user_by_email("admin@example.com").grants] == [Role.ADMINISTRATOR]


def test_audit_chain_of_a_new_installation_holds(installed):
    installed("administrator", "admin@example.com", "Quản trị số 1")

    assert "holds" in installed("verify-audit").output


def test_tampered_audit_chain_is_reported(installed, tmp_path):
    import sqlite3

    installed("administrator", "admin@example.com", "Quản trị số 1")
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute("UPDATE audit_events SET action = 'submission.withdrawn' WHERE id = 1")

    done = installed("verify-audit")

    assert done.exit_code == 1
    assert "broken at event" in done.output


def test_translations_are_complete(portal):
    assert "Every text is translated" in portal("translations", "check").output
