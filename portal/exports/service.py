"""Writing what was published as files."""

from pathlib import Path

from flask import current_app

from portal.awards.models import Edition
from portal.core.db import db
from portal.publication import verify
from portal.publication.files import published_json
from portal.publication.models import Publication


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
