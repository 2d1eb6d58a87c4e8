"""Writing what was published as files, and rankings as CSV."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app

from portal.awards.models import Edition
from portal.core.db import db
from portal.publication import verify
from portal.publication.files import published_json
from portal.publication.models import Publication

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write_site(publication: Publication, directory: Path) -> list[Path]:
    """Write results.json, verify.py and the public pages into a directory; gives the files written."""
    directory.mkdir(parents=True, exist_ok=True)
    edition = db.session.get_one(Edition, publication.edition_id)
    results = directory / "results.json"
    results.write_text(published_json(publication), encoding="utf-8")
    program = directory / "verify.py"
    program.write_bytes(Path(verify.__file__).read_bytes())
    written = [results, program]
    winners = [entry for entry in publication.results["shortlist"] if entry["prize"]]
    pages = {"results.html": f"/editions/{edition.slug}/results"}
    pages |= {f"{entry['number']}.html": f"/editions/{edition.slug}/works/{entry['number']}" for entry in winners}
    client = current_app.test_client()
    for name, address in pages.items():
        answer = client.get(address, headers={"Accept-Language": "vi"})
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        (directory / name).write_bytes(answer.get_data())
        written.append(directory / name)
    return written


def safe_cell(value: Any) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def make_csv(heading: list[str], rows: Iterable[Iterable[Any]]) -> str:
    """CSV with a byte order mark, so that spreadsheets read Vietnamese rightly."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(cell) for cell in heading])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return "\ufeff" + buffer.getvalue()
