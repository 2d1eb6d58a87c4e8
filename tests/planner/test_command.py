"""`portal plan-judging`: what it prints, and what it says of odd options."""

import json

import pytest
from click.testing import CliRunner

from portal.cli import main
from tests.calibration.simulated import Contest, draw

SIZE = ("--submissions", "60", "--judges", "12", "--prizes", "6")


def run(*options):
    return CliRunner().invoke(main, ["plan-judging", *SIZE, *options])


def test_json_has_inputs_plans_and_errors():
    answer = json.loads(run("--first", "3", "--more", "4", "--finalists", "15", "--minutes", "40", "--json").stdout)

    assert set(answer) == {"contest", "judges", "contests", "plans", "wanted", "seconds"}
    own = [one for one in answer["plans"] if one["own"]]
    assert [(one["sheets"], one["hours"]) for one in own] == [(240, 160.0)]
    assert sum(one["cheapest"] for one in answer["plans"]) == 1
    assert set(own[0]["winners"]) == {"value", "error"}
    assert answer["judges"]["severity"] == 0.5


def test_text_is_for_people():
    done = run("--measure", "winners", "--wanted", "0.99")

    assert done.exit_code == 0
    for words in ("3 for all", "(yours)", "No plan is expected to reach winners of 0.99", "An expectation"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--prizes", "61"), "more prizes than works"),
        (("--first", "9", "--more", "9", "--finalists", "10"), "needs 18 judges for a work, and there are 12"),
        (("--more", "2", "--finalists", "5"), "--finalists must be"),
        (("--more", "2"), "--finalists must be"),
        (("--like", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_odd_options_get_a_sentence(options, sentence):
    done = run(*options)

    assert done.exit_code == 2
    assert sentence in done.stderr


def scores_file(tmp_path, contest):
    _truth, scores = draw(contest, 1)
    rows = zip(scores.judge, scores.submission, scores.points, strict=True)
    file = tmp_path / "scores.csv"
    file.write_text(
        "judge,submission,score\n" + "".join(f"J{judge},S{work},{points}\n" for judge, work, points in rows)
    )
    return str(file)


def test_judges_are_learned_from_scores(tmp_path):
    answer = json.loads(run("--like", scores_file(tmp_path, Contest(300, 30, 5, 0.8)), "--json").stdout)

    assert answer["judges"]["severity"] == pytest.approx(0.8, abs=0.25)


def test_scores_without_overlap_are_refused_by_the_gate(tmp_path):
    done = run("--like", scores_file(tmp_path, Contest(12, 12, 2, 0.8)))

    assert done.exit_code == 2
    assert "These scores tell nothing about judges" in done.stderr
