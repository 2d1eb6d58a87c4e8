"""A small read-only site over one archive: no database, no account, no form; it listens on this computer only."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from flask_babel import Babel
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import run_simple

from portal.adapters.object_store import content_disposition
from portal.archive import manifest
from portal.archive.reader_index import Index
from portal.awards.list_words import LIST_LABELS
from portal.core import templating
from portal.core.errors import ADVICE, TITLES
from portal.core.files_host import BOXED_IN
from portal.core.forms import page_number
from portal.core.i18n import LOCALES, TRANSLATIONS, compile_catalogues
from portal.core.pagination import PAGE_SIZE, Page

ROOT = Path(__file__).parent.parent.parent
PAGES_ONLY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def make_reader(index: Index) -> Flask:
    """The site over an archive that has been opened."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "portal" / "static"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    compile_catalogues()
    Babel(app, locale_selector=_language, default_locale="vi")
    templating.init_app(app)
    app.extensions["archive"] = index
    pages = _Pages(index)
    for rule, view in pages.addresses():
        app.add_url_rule(rule, view.__name__, view)
    app.context_processor(lambda: {"about": index.about, "digest": index.digest, "sealed": index.sealed})
    app.register_error_handler(HTTPException, _error)
    app.after_request(_headers)
    return app


def serve(path: Path, port: int, *, sealed: bool) -> None:
    """Serve an archive to the browsers of this computer until it is stopped."""
    run_simple("127.0.0.1", port, make_reader(Index(path, sealed=sealed)), threaded=True)


def _language() -> str | None:
    chosen = request.cookies.get("language")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(list(LOCALES))


def _error(error: HTTPException) -> Any:
    code = error.code or 500
    if code == 400:
        # Asked under another computer's name: there is no address that a page could link to.
        return Response("400\n", 400, mimetype="text/plain")
    words = {"title": TITLES.get(code, error.name), "advice": ADVICE.get(code, "")}
    return render_template("archive/reader/error.html", **words), code


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGES_ONLY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


class _Pages:
    """The views, each over the same index."""

    def __init__(self, index: Index):
        self.index = index

    def addresses(self) -> list[tuple[str, Any]]:
        """Every address with its view."""
        return [
            ("/", self.home),
            ("/language/<code>", self.language),
            ("/submissions", self.submissions),
            ("/submissions/<number>", self.submission),
            ("/submissions/<number>/dossier.pdf", self.dossier),
            ("/files/<public_id>", self.file),
            ("/pictures/<public_id>/<name>", self.picture),
            ("/results", self.results),
            ("/lists", self.lists),
            ("/audit", self.audit),
        ]

    def home(self) -> str:
        """What this archive is, and what it holds."""
        kept = ("submissions", "submission_versions", "attachments", "screenings", "scoresheets", "list_versions")
        counts = {name: self.index.window(name, 1, 1)[1] for name in (*kept, "events")}
        return render_template("archive/reader/home.html", counts=counts)

    def language(self, code: str) -> Any:
        """Choose the language of the pages."""
        answer = redirect(url_for("home"))
        if code in LOCALES:
            answer.set_cookie("language", code, samesite="Lax", httponly=True)
        return answer

    def submissions(self) -> str:
        """Every submission, a page at a time."""
        page = self._page("submissions")
        names = {one["id"]: one["name"] for one in self.index.all("categories")}
        return render_template("archive/reader/submissions.html", page=page, names=names)

    def _page(self, name: str) -> Page:
        number = page_number()
        rows, total = self.index.window(name, PAGE_SIZE, number)
        if not rows and number > 1:
            raise NotFound()
        return Page(rows, number, total)

    def _found(self, number: str) -> dict[str, Any]:
        found = self.index.find("submissions", "number", number)
        if not found:
            raise NotFound()
        return found

    def submission(self, number: str) -> str:
        """One submission: its newest version, files, screening, and the judging where it was asked for."""
        found = self._found(number)
        versions = self.index.of("submission_versions", found["id"])
        category = self.index.one("categories", found["category_id"])
        return render_template(
            "archive/reader/submission.html",
            submission=found,
            versions=versions,
            newest=versions[-1] if versions else None,
            category=category,
            questions=self._questions(),
            has_dossier=self._dossier_path(number) in self.index.names,
            pictures={
                file["id"]: self.index.pictures_of(file["id"])
                for file in (versions[-1]["content"]["files"] if versions else [])
            },
            screenings=self.index.of("screenings", found["id"]),
            sheets=self._sheets(found["id"]) if self.index.sealed else None,
        )

    def _questions(self) -> dict[str, Any]:
        """The questions by their keys, of every version of the form; the newest wording counts."""
        forms = [*self.index.all("form_versions"), *self.index.all("editions")]
        return {field["key"]: field for one in forms for page in one["form"] for field in page["fields"]}

    def _sheets(self, submission_id: int) -> list[dict[str, Any]]:
        """Who judged it and what was given, criterion by criterion."""
        found = []
        for assignment in self.index.of("assignments", submission_id):
            judge = self.index.one("judges", assignment["judge_id"])
            sheet = next(iter(self.index.of("scoresheets", assignment["id"])), {})
            scores = self.index.of("scores", sheet["id"]) if sheet else []
            found.append(
                {
                    "judge": self.index.one("users", judge.get("user_id")).get("name", ""),
                    "state": assignment["state"],
                    "sheet": sheet,
                    "scores": [{**one, "criterion": self.index.one("criteria", one["criterion_id"])} for one in scores],
                }
            )
        return found

    @staticmethod
    def _dossier_path(number: str) -> str:
        return f"{manifest.DOSSIERS}{number}.pdf"

    def dossier(self, number: str) -> Response:
        """The dossier as one document."""
        path = self._dossier_path(number)
        if path not in self.index.names:
            raise NotFound()
        return self._send(path, f"{number}.pdf")

    def file(self, public_id: str) -> Response:
        """A file as it was submitted, to be kept and never shown here: it came from outside."""
        path = self.index.path_of_file(public_id)
        if path is None:
            raise NotFound()
        row = self.index.find("attachments", "public_id", public_id)
        return self._send(path, str(row.get("filename", public_id)))

    def _send(self, path: str, name: str, media_type: str = "application/octet-stream", **headers: str) -> Response:
        answer = Response(self.index.chunks(path), mimetype=media_type)
        answer.content_length = self.index.size(path)
        answer.headers["Content-Disposition"] = content_disposition(name, inline=media_type.startswith("image/"))
        answer.headers["Content-Security-Policy"] = BOXED_IN
        answer.headers.update(headers)
        return answer

    def picture(self, public_id: str, name: str) -> Response:
        """A page of a file as the portal drew it; shown only where it begins like a picture."""
        path = f"{manifest.RENDITIONS}{public_id}/{name}"
        if name not in self.index.pictures_of(public_id):
            raise NotFound()
        start = next(self.index.chunks(path), b"")
        media_type = next((kind for mark, kind in PICTURES.items() if start.startswith(mark)), None)
        if media_type is None:
            raise NotFound()
        return self._send(path, name, media_type)

    def results(self) -> str:
        """What was published, release by release."""
        releases = self.index.releases()
        return render_template("archive/reader/results.html", releases=releases)

    def lists(self) -> str:
        """Every list with its rule, and the decision."""
        lists = [{**one, "entries": self._entries(one["id"])} for one in self.index.all("list_versions")]
        return render_template(
            "archive/reader/lists.html",
            lists=lists,
            decisions=self.index.all("decisions"),
            kinds={kind.value: label for kind, label in LIST_LABELS.items()},
        )

    def _entries(self, list_id: int) -> list[dict[str, Any]]:
        prizes = {one["id"]: one["name"] for one in self.index.all("prizes")}
        return [
            {
                **entry,
                "submission": self.index.one("submissions", entry["submission_id"]),
                "prize": prizes.get(entry["prize_id"]),
            }
            for entry in self.index.of("list_entries", list_id)
        ]

    def audit(self) -> str:
        """What happened, the newest first."""
        page = self._page("events")
        actors = {one["content"]["actor"] for one in page.items} - {None}
        # Who did what tells who judged what: it is shown only to those who asked for the sealed part.
        names = {actor: self.index.one("users", actor).get("name", "") for actor in actors if self.index.sealed}
        return render_template("archive/reader/audit.html", page=page, names=names)
