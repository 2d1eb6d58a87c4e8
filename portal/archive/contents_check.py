"""What must fit inside an archive whose parts are whole: the audit chain, frozen contents, files, published results."""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from portal.archive import manifest
from portal.audit.chain import link_digest
from portal.core.digest import canonical_bytes, digest
from portal.decisions.list_order import list_digest
from portal.publication.results_check import check_results


def lines_of(file: zipfile.ZipFile, path: str) -> Iterator[dict[str, Any]]:
    """The rows of a part, one at a time."""
    with file.open(path) as stream:
        for line in stream:
            yield json.loads(line)


def problems_inside(file: zipfile.ZipFile, about: dict[str, Any], key: str) -> list[str]:
    """A sentence for each thing that does not fit; none when all does."""
    parts = {part["path"]: part for part in about["paths"]}
    return [
        *_chain(file, about["chain"]),
        *_rules(file),
        *_lists(file),
        *_versions(file),
        *_papers(file, parts),
        *_files(file, parts),
        *_publications(file, parts, key),
    ]


def _chain(file: zipfile.ZipFile, head: dict[str, Any]) -> Iterator[str]:
    """Each event covers its own words and the digest before it; foreign ones are links without words."""
    last: dict[str, Any] | None = None
    for link in lines_of(file, manifest.AUDIT):
        if last is not None and (link["sequence"] != last["sequence"] + 1 or link["previous"] != last["digest"]):
            yield f"The audit chain is broken at event {link['sequence']}."
        if link["content"] is not None and link["digest"] != link_digest(
            link["sequence"], link["content"], link["previous"]
        ):
            yield f"Event {link['sequence']} of the audit chain was changed."
        last = link
    if last is None or (last["sequence"], last["digest"]) != (head["sequence"], head["digest"]):
        yield "The audit chain does not end where the edition was closed."


def _rules(file: zipfile.ZipFile) -> Iterator[str]:
    rows = list(lines_of(file, manifest.table_path("editions")))
    if len(rows) != 1:
        yield f"The archive holds {len(rows)} editions instead of one."
        return
    if digest(rows[0]["rules"]) != rows[0]["rules_digest"]:
        yield "The rules do not fit the digest under which the edition was opened."
    if file.read(manifest.RULES) != canonical_bytes(rows[0]["rules"]):
        yield f"{manifest.RULES}: not the rules of the edition"


def _lists(file: zipfile.ZipFile) -> Iterator[str]:
    """Each list is the one whose digest was told when it was made: no work, rank, mean or prize was changed in it."""
    entries: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in lines_of(file, manifest.table_path("list_entries")):
        entries[row["list_version_id"]].append(row)
    for row in lines_of(file, manifest.table_path("list_versions")):
        listed = sorted(entries.pop(row["id"], []), key=lambda one: int(one["position"]))
        if list_digest(row["kind"], row["number"], row["rule"], listed) != row["digest"]:
            yield f"List {row['number']} ({row['kind']}): not as it was made"
    if entries:
        yield "There are entries of lists that the archive does not hold."


def _versions(file: zipfile.ZipFile) -> Iterator[str]:
    for row in lines_of(file, manifest.table_path("submission_versions")):
        if digest(row["content"]) != row["digest"]:
            yield f"Version {row['number']} of {row['content'].get('number')}: not what was submitted"


def _papers(file: zipfile.ZipFile, parts: dict[str, Any]) -> Iterator[str]:
    """Every signed decision and certificate is there, and is the one that was signed."""
    for row in (row for name in manifest.PAPER_TABLES for row in lines_of(file, manifest.table_path(name))):
        part = parts.get(manifest.paper_path(row["digest"]))
        if part is None or part["sha256"] != row["digest"]:
            yield f"{manifest.paper_path(row['digest'])}: the signed document is missing"


def _files(file: zipfile.ZipFile, parts: dict[str, Any]) -> Iterator[str]:
    """Every file that was taken in is there, and is the one that was submitted."""
    kept = {path.removeprefix(manifest.FILES).partition(".")[0]: part for path, part in parts.items()
            if path.startswith(manifest.FILES)}  # fmt: skip
    for row in lines_of(file, manifest.table_path("attachments")):
        if row["state"] == "ready" and row["public_id"] not in kept:
            yield f"{row['filename']} ({row['public_id']}): the file is missing"
    for row in lines_of(file, manifest.table_path("submission_versions")):
        for named in row["content"]["files"]:
            part = kept.get(named["id"])
            if part is not None and part["sha256"] != named["sha256"]:
                yield f"{part['path']}: not the file that was submitted with {row['content'].get('number')}"


def _publications(file: zipfile.ZipFile, parts: dict[str, Any], key: str) -> Iterator[str]:
    """Every release is there, signed, and its results follow by the published rule."""
    expected = set()
    for row in lines_of(file, manifest.table_path("publications")):
        path = f"{manifest.PUBLICATIONS}{row['number']}.json"
        expected.add(path)
        if path not in parts:
            yield f"{path}: the release is missing"
            continue
        content = file.read(path)
        if json.loads(content)["digest"] != row["digest"]:
            yield f"{path}: not the release of the edition"
        yield from (f"{path}: {problem}" for problem in check_results(content, key).problems)
    extra = {path for path in parts if path.startswith(manifest.PUBLICATIONS)} - expected
    yield from (f"{path}: no release of the edition" for path in sorted(extra))
