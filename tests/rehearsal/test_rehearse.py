"""The dress rehearsal, as its command, on both stacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.adapters.pdf_signatures import signatures_in

ROOT = Path(__file__).parent.parent.parent
POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")


def rehearse(tmp_path, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", "rehearse", "--json", *arguments],
        env={**os.environ, "PORTAL_VAR_DIR": str(tmp_path), **environment},
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def check(done, submissions, per_submission):
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["submissions"] == submissions
    assert summary["judges_per_submission"] == {"min": per_submission, "max": per_submission}
    assert summary["scoresheets"] == summary["assignments"] == submissions * per_submission
    assert summary["conflict_violations"] == 0
    assert summary["audit_chain_ok"] is True
    assert sum(summary["winners_by_prize"].values()) == summary["winners"] <= summary["shortlisted"]
    return summary


def test_rehearsal_runs_on_the_default_stack_and_keeps_what_was_published(tmp_path):
    done = rehearse(tmp_path, "--submissions", "14", "--judges", "10", "--seed", "3", "--out", str(tmp_path / "out"))

    check(done, 14, 5)
    published = json.loads((tmp_path / "out" / "results.json").read_text())
    assert len(published["results"]["sheet_totals"]) == 14
    certificate = (tmp_path / "out" / "certificate.pdf").read_bytes()
    assert [(one.intact, one.whole) for one in signatures_in(certificate)] == [(True, True)]
    assert (tmp_path / "out" / "results.html").exists()


def test_rehearsal_runs_on_postgresql_and_s3(tmp_path):
    if not POSTGRES:
        pytest.skip("no private PostgreSQL and S3: run through `make test`")
    done = rehearse(
        tmp_path, "--submissions", "8", "--judges", "9",
        PORTAL_DATABASE_URL=POSTGRES, PORTAL_STORE="s3",
        PORTAL_S3_ENDPOINT_URL=os.environ["PORTAL_TEST_S3_ENDPOINT"],
        PORTAL_S3_ACCESS_KEY=os.environ["PORTAL_TEST_S3_ACCESS_KEY"],
        PORTAL_S3_SECRET_KEY=os.environ["PORTAL_TEST_S3_SECRET_KEY"],
    )  # fmt: skip

    check(done, 8, 5)


def test_another_award_runs_as_well(tmp_path):
    done = rehearse(tmp_path, "--submissions", "9", "--judges", "8", "--preset", "ideas")

    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["winners_by_prize"]) == {"gold", "silver"}


def test_too_few_judges_are_told_so(tmp_path):
    done = rehearse(tmp_path, "--submissions", "7", "--judges", "2")

    assert done.returncode == 1
    assert "The rehearsal stopped" in done.stderr


def test_unknown_preset_is_told_so(tmp_path):
    done = rehearse(tmp_path, "--preset", "nothing")

    assert done.returncode == 2
    assert "hcmc" in done.stderr
