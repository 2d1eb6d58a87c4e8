"""The examples under deploy/ are true: settings that exist, files that are there, a backup that can be restored."""

import re
import sqlite3
import subprocess
from pathlib import Path

import yaml

import config

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"


def test_example_settings_exist():
    known = {f"PORTAL_{name}" for name in re.findall(r'_setting\("([A-Z0-9_]+)"', Path(config.__file__).read_text())}
    named = set()
    for path in [*DEPLOY.glob("*"), *(DEPLOY / "systemd").glob("*")]:
        if path.is_file():
            named |= set(re.findall(r"PORTAL_[A-Z0-9_]+", path.read_text()))

    assert named - known - {"PORTAL_ENVIRONMENT"} == set()
    assert named


def test_example_environment_passes_production_checks_once_filled_in(monkeypatch):
    for line in (DEPLOY / "portal.env.example").read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and name.startswith("PORTAL_"):
            monkeypatch.setenv(name, value or "x" * 32)

    config.from_environment().validate()


def test_compose_file_builds_what_is_there():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())

    build = compose["services"]["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert {"web", "worker", "database", "redis", "clamav"} == set(compose["services"])


def test_image_copies_what_the_tree_holds():
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)

    assert all((ROOT / name).exists() for names in copied for name in names.split())


def test_backup_can_be_restored(tmp_path):
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute("CREATE TABLE works (title TEXT)")
        database.execute("INSERT INTO works VALUES ('Máy sấy')")
    (tmp_path / "signing-key.pem").write_text("key")

    done = subprocess.run(
        [str(DEPLOY / "backup"), str(tmp_path / "backups")],
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "PORTAL_VAR_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    with sqlite3.connect(f"{done.stdout.strip()}.db") as copy:
        assert copy.execute("SELECT title FROM works").fetchall() == [("Máy sấy",)]
    assert Path(f"{done.stdout.strip()}.key.pem").stat().st_mode & 0o077 == 0
