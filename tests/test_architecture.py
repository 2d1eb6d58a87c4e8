"""The house rules about modules: who imports whom, how long files are, what purity means."""

import ast
import re
from pathlib import Path

import pytest

from portal import registry

ROOT = Path(__file__).parent.parent
PORTAL = ROOT / "portal"

ORDER = (
    {"core"},
    {"calibration"},
    {"adapters"},
    {"audit"},
    {"jobs"},
    {"notifications"},
    {"accounts"},
    {"awards"},
    {"attachments"},
    {"submissions"},
    {"screening"},
    {"judges"},
    {"assignments"},
    {"presentations"},
    {"anchors"},
    {"scoring"},
    {"orders"},
    {"practice"},
    {"transparency"},
    {"decisions"},
    {"comments"},
    {"ballots"},
    {"deliberations"},
    {"feedback"},
    {"publication"},
    {"honours"},
    {"replications"},
    {"tracks"},
    {"planner"},
    {"paper_sheets"},
    {"exports"},
    {"archive"},
    {"home", "api", "dashboard"},
    {"rehearsal"},
    {"operations"},
)
RANK = {name: position for position, names in enumerate(ORDER) for name in names}
DATA = {"presets", "static", "translations", "__pycache__"}
PRIVATE = {"views", "manage", "forms", "jobs"}
PURE = {
    "rules",
    "ranking",
    "prizes",
    "bundle",
    "recompute",
    "verify",
    "privacy",
    "merkle",
    "heads",
    "rule_content",
    "chain",
    "receipt_number",
    "paper_rules",
    "conflict_rules",
    "organisations",
    "organisation_words",
    "import_rules",
    "register_rules",
    "digest",
    "sheet_values",
    "name_check",
    "watch_words",
    "place",
    "places",
    "pairing",
    "round_fit",
    "distribution",
    "prize_line",
    "list_steps",
    "vote_settings",
    "list_order",
    "differences",
    "ballot_rules",
    "tally_frame",
    "badge",
    "corrections",
    "statistics",
    "open_data",
    "feeds",
    "spread",
    # The statistics of portal/calibration, file by file.
    "agreement",
    "analysis",
    "criteria",
    "criteria_report",
    "drift",
    "gate",
    "habits",
    "leave_out",
    "more_sheets",
    "profiles",
    "report",
    "residuals",
    "scores",
    "scores_file",
    "severity",
    "simulation",
    "ties",
    "uncertainty",
    # The sealed file.
    "container",
    "manifest",
    # The planner's figures.
    "assumptions",
    "comparison",
    "outlook",
    "plans",
    # The solver of portal/assignments, file by file.
    "answer_file",
    "answer_text",
    "assign",
    "candidates",
    "contradictions",
    "crossing",
    "explain",
    "fairness",
    "fit",
    "filling",
    "flow",
    "ground",
    "lottery",
    "network",
    "overlap",
    "reading_order",
    "plan",
    "prices",
    "problem",
    "problem_file",
    "problem_tables",
    "problem_values",
    "relaxations",
    "repair",
    "rings",
    "run_outcome",
    "run_problem",
    "run_settings",
    "tables",
}
LONGEST_MODULE = 400
LONGER = {"portal/publication/verify.py": 560}
"""What citizens run is one file by design: it cannot be parted, and is kept as short as its checks allow."""
LONGEST_FUNCTION = 60

MODULES = sorted(path for path in PORTAL.rglob("*.py"))


def imports_of(path: Path) -> list[str]:
    """Every module named in an import of the file, also inside functions."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def package_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "portal" and parts[1] in RANK else None


def identity(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_package_has_a_place_in_the_order():
    packages = {path.name for path in PORTAL.iterdir() if path.is_dir()} - DATA

    assert packages == set(RANK)


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_module_imports_only_to_its_left(path):
    own = path.relative_to(PORTAL).parts[0]
    if own not in RANK:
        pytest.skip("the top level may import everything")  # registry, cli and create_app stand rightmost

    wrong = {name for name in imports_of(path) if (other := package_of(name)) and RANK[other] > RANK[own]}

    assert wrong == set()


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_module_leaves_the_private_rooms_of_others_alone(path):
    own = path.relative_to(PORTAL).parts[0]
    if own not in RANK:
        pytest.skip("the top level lists views and jobs by name")  # registry

    wrong = {
        name
        for name in imports_of(path)
        if package_of(name) not in (None, own, "core") and name.split(".")[2:3] and name.split(".")[2] in PRIVATE
    }

    assert wrong == set()


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem in PURE], ids=identity)
def test_pure_module_knows_no_session_and_no_request(path):
    unwanted = ("flask.", "flask_login", "sqlalchemy", "portal.core.db", "portal.core.clock")
    allowed = {"flask_babel"}

    wrong = {
        name for name in imports_of(path) if (name + ".").startswith(unwanted) and name.split(".")[0] not in allowed
    }

    assert wrong == set()


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem == "service"], ids=identity)
def test_service_never_touches_the_request(path):
    wrong = {
        name
        for name in imports_of(path)
        if name
        in {
            "flask.request",
            "flask.flash",
            "flask.render_template",
            "flask.session",
            "flask_login.current_user",
        }
    }

    assert wrong == (set() if "notifications" not in str(path) else {"flask.render_template"})


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_module_is_short_and_says_what_it_is(path):
    text = path.read_text()

    assert len(text.splitlines()) <= LONGER.get(identity(path), LONGEST_MODULE)
    assert ast.get_docstring(ast.parse(text)), "a module begins with one sentence"


@pytest.mark.parametrize("path", MODULES, ids=identity)
def test_functions_are_short(path):
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.stem in {"service", "queries", "rules", "policies"} or path.stem in PURE],
    ids=identity,
)
def test_public_functions_have_a_sentence(path):
    nameless = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert nameless == []


def test_registry_lists_every_models_module():
    in_tree = {f"portal.{path.parent.name}.models" for path in PORTAL.glob("*/models.py")}

    assert set(registry.MODELS) == in_tree


def test_registry_lists_every_module_with_routes_and_jobs():
    with_routes = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES if "Blueprint(" in path.read_text()
    }
    with_jobs = {f"portal.{path.parent.name}.jobs" for path in PORTAL.glob("*/jobs.py")}

    assert set(registry.BLUEPRINTS) == with_routes
    assert set(registry.JOBS) == with_jobs


def test_rows_are_locked_so_that_others_may_still_refer_to_them():
    """A plain FOR UPDATE waits for whoever only refers to the row: the audit log of another act, which waits for us."""
    locking = [
        (path.name, call) for path in MODULES for call in re.findall(r"with_for_update(?:\(|=)[^()]*", path.read_text())
    ]

    assert [one for one in locking if "key_share" not in one[1]] == []
    assert len(locking) > 40


def test_nothing_is_a_junk_drawer():
    names = {path.stem for path in MODULES} | {path.name for path in PORTAL.iterdir()}

    assert names & {"common", "util", "utils", "helpers", "misc"} == set()


def test_no_machine_or_registry_address_is_in_the_project():
    # Spelled in halves, so that this file does not hold what it looks for.
    unwanted = ["python" + "hosted.org", "registry." + "npmjs", "/wo" + "rk/", "/ro" + "ot/"]
    texts = [
        path
        for folder in ("portal", "templates", "tests", "migrations", "docs", "deploy", "bench")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".html", ".yaml", ".sh", ".txt", ".toml", ".js", ".css"} and path.is_file()
    ]
    found = [identity(path) for path in texts if any(word in path.read_text(errors="replace") for word in unwanted)]

    assert found == []
