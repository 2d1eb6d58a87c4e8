"""The application object for a WSGI server."""

from portal import create_app
from portal.core.db import db
from portal.core.kept_answers import KeptAnswers
from portal.publication.stamp import mark_reader

app = create_app()
with app.app_context():
    app.wsgi_app = KeptAnswers(app.wsgi_app, mark_reader(db.engine))  # type: ignore[method-assign]
