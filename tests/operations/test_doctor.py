"""The doctor looks at everything, and one failure never hides the next."""

import config
from portal import create_app
from portal.operations.doctor import examine


def settings(tmp_path):
    made = config.Test()
    made.VAR_DIR, made.SECRET_KEY = tmp_path, "k" * 48
    made.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path}/d.db"
    made.STORE_ROOT, made.QUEUE_URL = tmp_path / "store", f"sqlite:///{tmp_path}/queue.db"
    made.MAIL_URL, made.SIGNING_KEY_PATH = f"outbox:{tmp_path}/outbox", tmp_path / "key.pem"
    return made


def test_doctor_finds_what_is_missing_and_what_is_fine(tmp_path):
    made = settings(tmp_path)
    made.MAIL_URL = "smtp://127.0.0.1:9"

    found = {finding.subject: finding for finding in examine(create_app(made))}

    assert {name for name, one in found.items() if not one.fine} == {"migrations", "e-mail"}
    assert "portal upgrade" in found["migrations"].words
    assert "PORTAL_MAIL_URL" in found["e-mail"].words


def test_weak_production_settings_are_refused_together(monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "short")
    monkeypatch.setenv("PORTAL_STORE", "tape")

    try:
        config.Production().validate()
    except config.ConfigurationError as error:
        problems = " ".join(error.problems)

    assert all(name in problems for name in ("SECRET_KEY", "BASE_URL", "MAIL_URL", "RATELIMIT", "STORE"))
