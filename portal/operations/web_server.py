"""The demo's web server: loads the portal at once, and serves when told to by a line on standard input."""

import sys

from gunicorn.app.wsgiapp import WSGIApplication

from portal import registry


def main() -> None:
    """Load while the demo data is still being written, so that nobody waits for both one after the other."""
    # Only modules are loaded here: each server process makes its own application and connections.
    registry.load(registry.MODELS + registry.BLUEPRINTS + registry.JOBS)
    if sys.stdin.readline():
        WSGIApplication("%(prog)s portal.wsgi:app [OPTIONS]", prog="gunicorn").run()


if __name__ == "__main__":
    main()
