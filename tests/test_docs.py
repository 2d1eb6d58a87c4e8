"""The documents are true: every package, setting, command and picture they should name is named and exists."""

import re
from pathlib import Path

from portal.cli import main

ROOT = Path(__file__).parent.parent
HOUSE = (ROOT / "portal" / "README.md").read_text()
README = (ROOT / "README.md").read_text()


def test_map_of_the_house_names_every_package():
    packages = {path.name for path in (ROOT / "portal").iterdir() if path.is_dir()} - {"__pycache__"}

    assert {name for name in packages if f"`{name}`" not in HOUSE} == set()


def test_operators_page_names_every_setting():
    settings = set(re.findall(r'_setting\(\s*"([A-Z0-9_]+)"', (ROOT / "config.py").read_text()))
    page = (ROOT / "docs" / "operators.md").read_text()

    assert {name for name in settings if f"PORTAL_{name}" not in page} == set()


def test_readme_shows_both_commands_and_only_commands_that_exist():
    shown = set(re.findall(r"`portal ([a-z-]+)", README))

    assert "make run" in README
    assert "make test" in README
    assert shown <= set(main.commands)


def test_every_picture_and_page_linked_exists():
    linked = re.findall(r"\]\(([^)#:]+)\)", README)

    assert [path for path in linked if not (ROOT / path).exists()] == []
