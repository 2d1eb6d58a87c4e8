"""An archive proves itself: whatever is changed, dropped, added or swapped is refused."""

import hashlib
import json
import random
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.adapters.signer import Signer
from portal.archive import container, manifest
from portal.archive.check import BAD_SEAL, NO_ARCHIVE, OTHER_KEY, check_archive
from portal.archive.command import archive
from portal.archive.manifest import Part


def entries_of(path):
    """Every part with its bytes, in order, the manifest too."""
    with zipfile.ZipFile(path) as file:
        return [(info.filename, file.read(info)) for info in file.infolist()]


def rewritten(path, entries, signer):
    """The same archive with other parts, and an honest signature over the whole file."""
    other = path.with_name("other.zip")
    with other.open("wb") as target:
        container.write(target, [(name, [content]) for name, content in entries], signer.sign)
    return other


def resealed(path, change, signer):
    """An archive whose maker lies: one part is changed, and everything is signed anew with the right key."""
    entries = [(name, change.get(name, lambda content: content)(content)) for name, content in entries_of(path)]
    document = json.loads(entries[-1][1])["manifest"]
    about = {key: value for key, value in document.items() if key not in ("format", "paths")}
    parts = [Part(name, len(content), sha256(content)) for name, content in entries[:-1]]
    content, _digest = manifest.signed_manifest(manifest.manifest_of(about, parts), signer.public_key_hex, signer.sign)
    return rewritten(path, [*entries[:-1], (manifest.MANIFEST, content)], signer)


def sha256(content):
    """The figure of a part."""
    return hashlib.sha256(content).hexdigest()


def test_archive_holds_everything_and_is_whole(sealed):
    closing, path = sealed
    outcome = check_archive(path)

    assert outcome.problems == ()
    assert (outcome.digest, outcome.sha256, outcome.size) == (closing.digest, closing.sha256, closing.size)
    names = [name for name, _content in entries_of(path)]
    dossiers = [name for name in names if name.startswith(manifest.DOSSIERS)]
    files = [name for name in names if name.startswith(manifest.FILES)]
    assert (len(dossiers), len(files), names[-1]) == (2, 2, manifest.MANIFEST)
    content = dict(entries_of(path))
    assert b"pdfaid" in content[dossiers[0]]
    assert b"pdfuaid" in content[dossiers[0]]
    (paper,) = [path for path in content if path.startswith(manifest.PAPERS)]
    assert (paper, b"/ByteRange" in content[paper]) == (
        manifest.paper_path(sha256(content[paper])), True,
    )  # fmt: skip
    assert b"password" not in content[manifest.table_path("users")]
    assert len(content[manifest.table_path("scoresheets")].splitlines()) == 4


def test_every_flipped_byte_is_refused(sealed):
    _closing, path = sealed
    whole, dice = path.read_bytes(), random.Random(7)
    places = [0, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(60))]

    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        path.write_bytes(changed)
        assert not check_archive(path).holds, place


def test_part_that_is_dropped_added_swapped_or_changed_is_named(sealed, app):
    _closing, path = sealed
    signer = app.extensions["signer"]
    entries = entries_of(path)
    first, second = (place for place, (name, _) in enumerate(entries) if name.startswith(manifest.FILES))
    dropped = rewritten(path, entries[:first] + entries[first + 1 :], signer)
    assert check_archive(dropped).problems == (f"{entries[first][0]}: missing",)

    added = rewritten(path, [*entries, ("sealed/more.txt", b"x")], signer)
    assert "sealed/more.txt: not in the manifest" in check_archive(added).problems

    swapped = [*entries]
    swapped[first], swapped[second] = (entries[first][0], entries[second][1] + b"x"), (entries[second][0], b"")
    assert len(check_archive(rewritten(path, swapped, signer)).problems) == 2

    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = rewritten(path, [*entries[:-1], entries[0], entries[-1]], signer)
    assert "A part stands there more than once." in check_archive(doubled).problems

    moved = rewritten(path, [entries[1], entries[0], *entries[2:]], signer)
    assert not check_archive(moved).holds


def test_other_signer_is_refused_where_the_key_is_known(sealed, tmp_path, app):
    _closing, path = sealed
    known = app.extensions["signer"].public_key_hex
    forger = Signer(tmp_path / "forger.pem")
    forged = resealed(path, {}, forger)

    assert check_archive(path, known).holds
    assert check_archive(forged, known).problems == (OTHER_KEY, BAD_SEAL)


def line_changed(**values):
    """Changes the first row of a table."""

    def change(content):
        lines = content.splitlines(keepends=True)
        row = {**json.loads(lines[0]), **values}
        return manifest.canonical_bytes(row) + b"\n" + b"".join(lines[1:])

    return change


def without_line(place):
    """Drops one line."""

    def change(content):
        lines = content.splitlines(keepends=True)
        del lines[place]
        return b"".join(lines)

    return change


def test_maker_who_lies_is_found_out_by_what_does_not_follow(sealed, app):
    _closing, path = sealed
    signer = app.extensions["signer"]

    def problems(name, change):
        return check_archive(resealed(path, {name: change}, signer)).problems

    assert check_archive(resealed(path, {}, signer)).holds
    assert "audit chain is broken" in problems(manifest.AUDIT, without_line(3))[0]
    assert "does not end where" in problems(manifest.AUDIT, without_line(-1))[0]
    assert "was changed" in problems(manifest.AUDIT, line_changed(content={"at": "x"}))[0]
    versions = manifest.table_path("submission_versions")
    assert "not what was submitted" in problems(versions, line_changed(digest="0" * 64))[0]
    assert "rules do not fit" in problems(manifest.table_path("editions"), line_changed(rules={}))[0]
    assert "not the release" in problems(manifest.table_path("publications"), line_changed(digest="0" * 64))[0]
    lists, entries = (manifest.table_path(name) for name in ("list_versions", "list_entries"))
    for forged in ({"rank": 7}, {"mean_numerator": 1}, {"sheets": 9}, {"submission_id": 99}):
        assert [one for one in problems(entries, line_changed(**forged)) if "not as it was made" in one]
    for forged in ({"rule": {}}, {"number": 9}, {"digest": "0" * 64}):
        assert [one for one in problems(lists, line_changed(**forged)) if "not as it was made" in one]
    assert "not as it was made" in problems(entries, without_line(0))[0]
    assert "entries of lists that the archive does not hold" in problems(lists, without_line(0))[-1]
    papers = manifest.table_path("decision_papers")
    assert "the signed document is missing" in problems(papers, line_changed(digest="0" * 64))[0]
    release = "public/results-1.json"
    forged = problems(release, lambda content: content.replace(b"900000", b"910000"))
    assert [one for one in forged if "are not those of the stated digest" in one]


def test_command_answers_with_sentences_and_exit_codes(sealed, tmp_path):
    _closing, path = sealed
    run = CliRunner().invoke

    whole = run(archive, ["verify", str(path)])
    path.write_bytes(path.read_bytes()[:-2] + b"zz")
    changed = run(archive, ["verify", str(path), "--json"])
    (tmp_path / "no.zip").write_bytes(b"no archive")
    nothing = run(archive, ["verify", str(tmp_path / "no.zip")])

    assert (whole.exit_code, nothing.exit_code, nothing.output.strip()) == (0, 2, NO_ARCHIVE)
    assert "nothing changed, missing or added" in whole.output
    assert (changed.exit_code, json.loads(changed.output)["problems"]) == (1, [BAD_SEAL])


def test_large_file_is_read_a_piece_at_a_time(sealed, app, tmp_path):
    """The checker never holds a part: what it hands on is at most one chunk."""
    path = Path(tmp_path / "large.bin")
    path.write_bytes(b"x" * (3 * container.CHUNK + 5))
    with path.open("rb") as stream:
        sizes = [len(chunk) for chunk in container.chunks_of(stream)]

    assert sizes == [container.CHUNK] * 3 + [5]
