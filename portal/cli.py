"""`portal …` commands: each a thin call to a service."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO

import click

import config
from portal import create_app
from portal.archive.command import archive
from portal.awards.preset_file import PresetError, available_presets, load_preset, works_beside
from portal.core import clock


def _fail(message: str, status: int = 2) -> None:
    click.echo(message, err=True)
    raise SystemExit(status)


def _application(settings: config.Settings | None = None) -> Any:
    try:
        return create_app(settings)
    except config.ConfigurationError as error:
        _fail("The configuration must be mended first:\n" + "\n".join(f"- {line}" for line in error.problems))


def _preset_path(name: str) -> Path:
    known = available_presets()
    path = known.get(name) or Path(name)
    if not path.is_file():
        _fail(f"There is no preset called {name!r}: give one of {', '.join(known)}, or the path of a file.")
    return path


def _preset(name: str) -> Any:
    path = _preset_path(name)
    try:
        preset = load_preset(path)
        return preset, works_beside(path, preset)
    except PresetError as error:
        _fail("\n".join(str(problem) for problem in error.problems) or str(error))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vinhdanh")
def main() -> None:
    """Vinh Danh: an open portal for innovation awards."""


@main.command()
@click.option("--submissions", default=300, type=click.IntRange(1, 5000), show_default=True)
@click.option("--judges", default=80, type=click.IntRange(1, 1000), show_default=True)
@click.option("--seed", default=7, type=int, show_default=True)
@click.option("--preset", "preset_name", default="hcmc", show_default=True, help="Name or file of the preset.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Keep what was published here.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def rehearse(submissions: int, judges: int, seed: int, preset_name: str, out: Path | None, as_json: bool) -> None:
    """Run a whole edition on a scratch database and store, and check every promise."""
    from portal.core.errors import PortalError
    from portal.rehearsal.scratch import hurry, make_tables, scratch_settings
    from portal.rehearsal.second_hand import file_maker, second_hand
    from portal.rehearsal.service import remove_scratch_objects, run_rehearsal

    preset, works = _preset(preset_name)
    with scratch_settings(config.from_environment()) as settings:
        app = _application(settings)
        with app.app_context():
            app.extensions["object_store"].ensure_bucket(settings.BASE_URL)
            hurry(app.extensions["object_store"])
            make_tables()
            try:
                with file_maker() as make_files, second_hand(settings) as finish_jobs:
                    outcome = run_rehearsal(
                        preset,
                        works,
                        submissions=submissions,
                        judges=judges,
                        seed=seed,
                        out=out,
                        finish_jobs=finish_jobs,
                        make_files=make_files,
                        tell=lambda line: click.echo(line, err=True),
                    )
            except PortalError as error:
                _fail(f"The rehearsal stopped: {error}", 1)
            finally:
                remove_scratch_objects()
    _print_outcome(outcome, as_json)


def _print_outcome(outcome: Any, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome.summary, ensure_ascii=False, indent=2))
    else:
        for name, value in outcome.summary.items():
            if not isinstance(value, dict):
                click.echo(f"{name:>22}: {value}")
        for check in outcome.checks:
            click.echo(f"{'holds' if check.holds else 'FAILS':>22}: {check.name}")
    sys.exit(0 if outcome.holds else 1)


@main.command()
def doctor() -> None:
    """Check the configuration and every connection; say what to mend."""
    from portal.operations.doctor import examine

    findings = examine(_application())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.fine else 'MEND'} {finding.subject}: {finding.words}")
    sys.exit(0 if all(finding.fine for finding in findings) else 1)


@main.command()
def upgrade() -> None:
    """Bring the database tables up to date."""
    from flask_migrate import upgrade as run_migrations

    app = _application()
    with app.app_context():
        run_migrations(directory=str(app.config["MIGRATIONS_DIR"]))
    click.echo("The tables are up to date.")


@main.command("prepare-store")
def prepare_store() -> None:
    """Make the bucket (or folder) of the object store, and let browsers of the portal's origin send files to it."""
    app = _application()
    app.extensions["object_store"].ensure_bucket(app.config["BASE_URL"])
    click.echo("The object store is ready.")


@main.command("load-preset")
@click.argument("name")
@click.option("--open-days", type=click.IntRange(1, 3650), help="Open the call now, for so many days.")
def load_preset_command(name: str, open_days: int | None) -> None:
    """Make an edition from a preset: its NAME, or the path of a file."""
    from portal.awards.service import create_edition

    preset, _works = _preset(name)
    opens_at = clock.now() if open_days else None
    closes_at = clock.now() + timedelta(days=open_days) if open_days else None
    with _application().app_context():
        edition = create_edition(preset, actor=None, opens_at=opens_at, closes_at=closes_at)
        click.echo(f"Edition {edition.code} is ready: /editions/{edition.slug}")


@main.command("check-preset")
@click.argument("name")
def check_preset(name: str) -> None:
    """Check a preset file without loading it."""
    preset, works = _preset(name)
    click.echo(f"{preset.edition.code}: {len(preset.categories)} categories, {len(works)} works; all is well.")
    for default in preset.defaults_to_confirm:
        click.echo(f"  to be confirmed: {default}")


@main.command()
@click.argument("email")
@click.argument("name")
def administrator(email: str, name: str) -> None:
    """Make EMAIL (called NAME) an administrator and send the invitation."""
    from portal.accounts import service
    from portal.accounts.models import Role

    with _application().app_context():
        user = service.find_or_invite(email=email, name=name, actor=None)
        service.grant_role(user, Role.ADMINISTRATOR, actor=None)
        click.echo(f"{user.email} is an administrator; the invitation is on its way.")


@main.command()
def worker() -> None:
    """Run the background worker until it is stopped."""
    from portal.adapters.queue import run_worker

    run_worker(_application())


@main.command("run-demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True)
@click.option("--reset", is_flag=True, help="Forget all demo data and start over.")
def run_demo(host: str, port: int, reset: bool) -> None:
    """Start web server and worker with the demo edition, and say how to sign in."""
    from portal.operations.demo_run import run

    sys.exit(run(host, port, reset=reset))


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the pairs as JSON.")
@click.option("--threshold", default=0.15, type=click.FloatRange(0.01, 1), show_default=True)
def similar(file: BinaryIO, as_json: bool, threshold: float) -> None:
    """Find near-same texts in FILE: one {"id", "text"} object a line, `-` for standard input."""
    from portal.screening.comparison import TextFileError, compare_lines

    try:
        outcome = compare_lines(file, threshold=threshold)
    except TextFileError as error:
        _fail(str(error))
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    for pair in outcome["pairs"]:
        click.echo(f"{pair['score']:.2f}  {pair['a']}  {pair['b']}")
    click.echo(f"{len(outcome['pairs'])} pairs in {outcome['seconds']} s", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def assign(file: Path, as_json: bool) -> None:
    """Say who judges what: the assignment problem in FILE (docs/assign.md), solved without the web."""
    from portal.assignments.answer_file import as_dict, as_text
    from portal.assignments.assign import INFEASIBLE
    from portal.assignments.assign import assign as solve
    from portal.assignments.problem_file import ProblemFileError, read_problem

    try:
        problem = read_problem(file)
    except ProblemFileError as error:
        _fail(str(error))
    began = perf_counter()
    answer = solve(problem)
    seconds = perf_counter() - began
    click.echo(json.dumps(as_dict(answer, seconds), ensure_ascii=False) if as_json else as_text(answer, seconds))
    sys.exit(1 if answer.status == INFEASIBLE else 0)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--top", default=10, type=click.IntRange(1), show_default=True, help="How many may win.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def calibrate(file: Path, top: int, as_json: bool) -> None:
    """Say what the scores in FILE (docs/calibrate.md) tell: calibrated scores, how sure they are, how judges agree."""
    from portal.calibration.analysis import analyse
    from portal.calibration.criteria_report import criteria_report, with_criteria
    from portal.calibration.report import as_dict, as_text
    from portal.calibration.scores_file import ScoresFileError, read_file

    began = perf_counter()
    try:
        read = read_file(file)
    except ScoresFileError as error:
        _fail("\n".join(error.problems))
    answer = analyse(read.scores, top=top)
    criteria = criteria_report(answer, read.by_criterion)
    seconds = perf_counter() - began
    whole = with_criteria(as_dict(answer, seconds), criteria)
    click.echo(json.dumps(whole, ensure_ascii=False) if as_json else as_text(answer, seconds))


@main.command("plan-judging")
@click.option("--submissions", required=True, type=click.IntRange(2, 5000), help="Works to judge.")
@click.option("--judges", required=True, type=click.IntRange(2, 500), help="Judges on the panel.")
@click.option("--prizes", required=True, type=click.IntRange(1), help="How many may win.")
@click.option("--first", default=3, type=click.IntRange(1, 9), show_default=True, help="Judges for each work.")
@click.option("--more", default=0, type=click.IntRange(0, 9), help="Further judges for each of the finalists.")
@click.option("--finalists", default=0, type=click.IntRange(0), help="Works in the second stage.")
@click.option("--minutes", default=30.0, type=click.FloatRange(0), show_default=True, help="For one sheet.")
@click.option("--pay", default=0.0, type=click.FloatRange(0), help="For one sheet.")
@click.option(
    "--assume",
    default="moderate",
    type=click.Choice(["none", "moderate", "strong"]),
    show_default=True,
    help="How much judges differ in strictness.",
)
@click.option("--like", type=click.Path(path_type=Path), help="Learn it from SCORES.csv (docs/calibrate.md) instead.")
@click.option("--measure", default="reliability", type=click.Choice(["reliability", "winners"]), show_default=True)
@click.option("--wanted", default=0.8, type=click.FloatRange(0, 1), show_default=True, help="What is good enough.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def plan_judging(like: Path | None, as_json: bool, **inputs: Any) -> None:
    """Say what plans of judging cost and promise (docs/planner.md): how many judges for each work, one stage or two."""
    from portal.planner.command import PlanError, answer

    try:
        click.echo(answer(like, as_json=as_json, **inputs))
    except PlanError as error:
        _fail(str(error))


@main.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="Public key, 64 hexadecimal digits; without it the key of this installation.")
@click.option("--files", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with the files.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def verify_receipt(file: Path, key: str | None, files: Path | None, as_json: bool) -> None:
    """Check the receipt FILE (PDF or JSON), with --files the files it names as well; or an inclusion receipt."""
    from portal.publication.results_check import check_inclusion
    from portal.submissions.receipt_check import check_receipt

    public_key = key or _application().extensions["signer"].public_key_hex
    if (sealed := check_inclusion(file.read_bytes(), public_key)) is not None:
        click.echo(json.dumps(sealed.as_dict(), ensure_ascii=False) if as_json else "\n".join(sealed.lines()))
        sys.exit(0 if sealed.holds else 1)
    outcome = check_receipt(file.read_bytes(), public_key.lower(), files)
    click.echo(json.dumps(outcome.as_dict(), ensure_ascii=False) if as_json else "\n".join(outcome.lines()))
    sys.exit(0 if outcome.genuine else 1)


@main.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--receipt", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An inclusion receipt.")
@click.option("--key", help="Public key, 64 hexadecimal digits; without it the key of this installation.")
@click.option("--lang", default="en", type=click.Choice(["en", "vi"]), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def verify_results(file: Path, receipt: Path | None, key: str | None, lang: str, as_json: bool) -> None:
    """Check the published results in FILE: digest, signatures, seals, and every mean, rank, list and prize."""
    from portal.publication.results_check import check_results

    public_key = key or _application().extensions["signer"].public_key_hex
    mine = receipt.read_bytes() if receipt else b""
    outcome = check_results(file.read_bytes(), public_key.lower(), receipt=mine, language=lang)
    click.echo(json.dumps(outcome.as_dict(), ensure_ascii=False) if as_json else "\n".join(outcome.lines()))
    sys.exit(0 if outcome.holds else 1)


@main.command("renew-bank-keys")
@click.option("--forget", is_flag=True, help="Afterwards forget the old keys, once no process uses them any more.")
def renew_bank_keys(forget: bool) -> None:
    """Encrypt the winners' bank details with a new key."""
    from portal.honours.bank import renew_keys

    with _application().app_context():
        click.echo(f"{renew_keys(forget=forget)} bank details are encrypted with a new key.")


main.add_command(verify_results, "verify-results")  # Its name before there was more to verify.


@main.command("rebuild-public-pages")
def rebuild_public_pages() -> None:
    """Write the rows of the public pages anew from the newest release of each edition."""
    from portal.publication.works import rebuild

    with _application().app_context():
        click.echo(f"{rebuild()} editions.")


@main.command("verify-audit")
def verify_audit() -> None:
    """Check the whole audit chain."""
    from portal.audit.service import verify_chain

    with _application().app_context():
        broken = verify_chain()
    if broken is not None:
        _fail(f"The audit chain is broken at event {broken}.", 1)
    click.echo("The audit chain holds.")


main.add_command(archive)


@main.group()
def translations() -> None:
    """Work on the message catalogues."""


@translations.command("update")
def update_translations() -> None:
    """Bring the catalogues up to date with the texts."""
    from portal.operations import catalogues

    catalogues.update()
    click.echo(f"{len(catalogues.missing())} texts lack a translation.")


@translations.command("check")
def check_translations() -> None:
    """Fail when a text lacks a translation."""
    from portal.operations import catalogues

    missing = catalogues.missing()
    for line in missing:
        click.echo(line)
    if missing:
        _fail(f"{len(missing)} texts lack a translation: edit portal/translations/, then try again.", 1)
    click.echo("Every text is translated.")


if __name__ == "__main__":
    main()
