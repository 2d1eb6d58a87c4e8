"""Vinh Danh: a portal for innovation awards."""

from pathlib import Path
from typing import Any

from flask import Flask

import config
from portal import registry
from portal.accounts.queries import user_of_session
from portal.adapters import mail_transport, malware_scanner, object_store, pdf_signer, queue, signer, time_stamps, vault
from portal.archive import guard
from portal.core import db as database
from portal.core import errors, i18n, login, security, shared_pages, templating, whole_numbers
from portal.home import navigation
from portal.honours import notices
from portal.jobs import heartbeat
from portal.jobs import service as jobs

ROOT = Path(__file__).parent.parent


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the application; a configuration that must not serve anyone raises ConfigurationError."""
    settings = settings or config.from_environment()
    settings.validate()
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_flat(settings))
    app.config["FILES_URL"] = app.config["FILES_URL"] or app.config["BASE_URL"]
    app.config["MIGRATIONS_DIR"] = ROOT / "migrations"
    app.config["VAR_DIR"].mkdir(parents=True, exist_ok=True)
    whole_numbers.init_app(app)
    registry.load(registry.MODELS)
    database.init_app(app)
    for adapter in (object_store, malware_scanner, mail_transport, signer, time_stamps, pdf_signer, vault):
        adapter.init_app(app)
    heartbeat.init_app(app)
    queue.init_app(app, runner=jobs.run, sweeper=jobs.sweep)
    shared_pages.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    login.init_app(app, user_of_session)
    registry.load(registry.JOBS)
    _register_blueprints(app)
    navigation.init_app(app)
    notices.init_app(app)
    guard.init_app(app)
    return app


def _flat(settings: config.Settings) -> dict[str, Any]:
    values = {name: value for name, value in vars(settings).items() if name.isupper()}
    return {"ENVIRONMENT": settings.ENVIRONMENT, **values}


def _register_blueprints(app: Flask) -> None:
    for module in registry.load(registry.BLUEPRINTS):
        app.register_blueprint(module.bp)
        if module.__name__ in registry.CSRF_EXEMPT:
            security.csrf.exempt(module.bp)
