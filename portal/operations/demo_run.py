"""`portal run-demo`: prepare tables and demo data once, start everything, say how to sign in."""

import os
import shutil
import time

import click
from flask_migrate import upgrade
from sqlalchemy import select

import config
from portal import create_app
from portal.awards.models import Edition
from portal.awards.preset_file import available_presets, load_preset, works_beside
from portal.core.db import db
from portal.operations.supervisor import supervise
from portal.rehearsal.demo import DEMO_PASSWORD, load_demo, people


def run(host: str, port: int, *, reset: bool) -> int:
    """Prepare and serve; the exit status of the server."""
    began = time.monotonic()
    os.environ["PORTAL_BASE_URL"] = base_url = f"http://{host}:{port}"
    settings = config.from_environment()
    if reset:
        _forget(settings)
        settings = config.from_environment()
    return supervise(
        host,
        port,
        prepare=lambda: _prepare(settings),
        when_ready=lambda: _greet(base_url, time.monotonic() - began),
    )


def _forget(settings: config.Settings) -> None:
    """Remove the demo's own folder; anything configured elsewhere is left alone."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def _prepare(settings: config.Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS_DIR"]))
        if db.session.scalar(select(Edition.id).limit(1)) is None:
            click.echo("Loading the demo edition …")
            path = available_presets()["hcmc"]
            preset = load_preset(path)
            load_demo(preset, works_beside(path, preset))
        db.session.remove()
        db.engine.dispose()


def _greet(base_url: str, seconds: float) -> None:
    click.echo(f"\nVinh Danh is ready after {seconds:.1f} s:  {base_url}\n")
    click.echo(f"  Sign in with the password  {DEMO_PASSWORD}")
    for person in people():
        click.echo(f"  {person.role:>14}  {person.email}")
    click.echo("\n  E-mails are written to var/outbox/. Ctrl+C stops everything; the data stays.\n")
