"""`portal archive …`: checking the archive of an edition, and reading it without a database."""

import sys
from pathlib import Path

import click

from portal.archive.check import as_json, check_archive

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def archive() -> None:
    """Check and read the sealed archive of a closed edition."""


@archive.command()
@click.argument("file", type=FILE)
@click.option("--key", help="Public key that it must be signed with, 64 hexadecimal digits; else the one it names.")
@click.option("--json", "in_json", is_flag=True, help="Print the outcome as JSON.")
def verify(file: Path, key: str | None, in_json: bool) -> None:
    """Check FILE: 0 when it is whole, 1 when anything was changed, 2 when it is no archive."""
    outcome = check_archive(file, key)
    click.echo(as_json(outcome) if in_json else "\n".join(outcome.lines()))
    if outcome.holds and key is None and not in_json:
        click.echo("Compare that key with the one the organizers publish, or give it with --key.")
    sys.exit(0 if outcome.holds else 1 if outcome.readable else 2)


@archive.command("open")
@click.argument("file", type=FILE)
@click.option("--port", default=8080, type=click.IntRange(1, 65535), show_default=True)
@click.option("--sealed", is_flag=True, help="Show also who judged what, and their scoresheets.")
@click.option("--unchecked", is_flag=True, help="Do not verify the file first, which takes a while for a large one.")
def open_archive(file: Path, port: int, sealed: bool, unchecked: bool) -> None:
    """Read FILE in a browser of this computer; nothing is imported, changed or executed."""
    if not unchecked and not (outcome := check_archive(file)).holds:
        click.echo("\n".join(outcome.lines()), err=True)
        sys.exit(1 if outcome.readable else 2)
    from portal.archive.reader import serve

    click.echo(f"Open http://127.0.0.1:{port}/ and press Ctrl+C here to stop.")
    serve(file, port, sealed=sealed)
