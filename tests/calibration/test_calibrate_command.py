"""`portal calibrate`: what it prints, and what it says of files it cannot use."""

import json
import statistics

import pytest
from click.testing import CliRunner

from portal.calibration.scores_file import ScoresFileError, scores_in
from portal.cli import main

GOOD = "judge,submission,score\nAn,Hồ sơ 1,7\nBình,Hồ sơ 1,8.5\nAn,Hồ sơ 2,6\nBình,Hồ sơ 2,7\n"
KEYS = {
    "gate", "top", "submissions", "judges", "agreement", "variance", "tie_groups", "leave_one_judge_out", "seconds",
}  # fmt: skip
SUBMISSION = {
    "id", "n", "raw_mean", "calibrated", "standard_error", "raw_rank", "calibrated_rank", "rank_low", "rank_high",
    "p_top_k",
}  # fmt: skip


def run(tmp_path, text, *options):
    file = tmp_path / "scores.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(main, ["calibrate", str(file), *options])


def test_json_has_every_key_in_calibrated_order(tmp_path):
    done = run(tmp_path, GOOD, "--json", "--top", "1")

    answer = json.loads(done.stdout)
    assert set(answer) == KEYS
    assert [set(one) for one in answer["submissions"]] == [SUBMISSION] * 2
    assert [one["id"] for one in answer["submissions"]] == ["Hồ sơ 1", "Hồ sơ 2"]
    assert answer["submissions"][0]["raw_mean"] == 7.75
    assert [one["id"] for one in answer["judges"]] == ["An", "Bình"]
    assert answer["judges"][0]["severity"] > 0 > answer["judges"][1]["severity"]
    assert answer["gate"]["open"] is False
    assert set(answer["agreement"]) == {"krippendorff_alpha", "icc_single", "icc_average", "kendall_w"}
    assert set(answer["variance"]) == {"judge", "residual"}


def test_works_that_all_judges_score_alike_share_their_places(tmp_path):
    rows = "".join(f"{judge},S{work},{points}\n" for judge in "AB" for work, points in enumerate((7, 7, 7, 5)))

    answer = json.loads(run(tmp_path, f"judge,submission,score\n{rows}", "--json", "--top", "1").stdout)

    told = [
        (one["calibrated_rank"], one["rank_low"], one["rank_high"], one["p_top_k"]) for one in answer["submissions"]
    ]
    assert [(*places, round(share, 3)) for *places, share in told] == [(1, 1, 3, 0.333)] * 3 + [(4, 4, 4, 0.0)]


def test_text_is_for_people(tmp_path):
    done = run(tmp_path, GOOD)

    assert done.exit_code == 0
    for words in ("2 submissions, 2 judges, 4 sheets", "should not be shown", "Hồ sơ 1", "severity", "Leaving out"):
        assert words in done.stdout


def test_criteria_are_summed_whatever_the_order_of_columns_and_rows():
    text = "criterion,score,submission,judge,note\nb,2,x,An,\na,1.5,x,An,thêm\n\na,3,y,An,\nb,4,y,An,\n"

    scores = scores_in(text)

    assert dict(zip(scores.submissions, scores.raw, strict=True)) == {"x": 3.5, "y": 7.0}


def test_criteria_add_agreement_on_each_and_habits_of_judges(tmp_path):
    rows = [f"{judge},S{n},{name},{(n * step) % 11}" for n in range(9) for judge in ("An", "Bình")
            for name, step in (("idea", 3), ("use", 5))]  # fmt: skip

    answer = json.loads(run(tmp_path, "judge,submission,criterion,score\n" + "\n".join(rows), "--json").stdout)

    assert set(answer) == KEYS | {"criteria"}
    assert [(one["id"], one["n"]) for one in answer["criteria"]] == [("idea", 18), ("use", 18)]
    assert answer["criteria"][0]["krippendorff_alpha"] == pytest.approx(1)
    judge = answer["judges"][0]
    halo = statistics.correlation([(n * 3) % 11 for n in range(9)], [(n * 5) % 11 for n in range(9)])
    assert judge["halo"] == {"value": pytest.approx(halo), "usual": pytest.approx(halo), "n": 9}
    assert (judge["straight"]["value"], judge["middle"]["n"], judge["striking"]) == (1 / 9, 9, [])
    assert {"id", "n", "severity", "standard_error", "spread_ratio"} < set(judge)


def test_file_of_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    assert run(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: no column called judge or submission or score"),
        ("judge;submission;score\na;b;1\n", "separate the columns with commas"),
        ("judge,submission\na,b\n", "line 1: no column called score"),
        ("judge,judge,submission,score\na,a,b,1\n", "line 1: two columns are called judge"),
        ("judge,submission,score\n", "no scores"),
        ("judge,submission,score\na,b\n", "line 2: 2 columns instead of 3"),
        ("judge,submission,score\na,b,1\n,b,1\n", "line 3: judge is empty"),
        ("judge,submission,score\na,b,\n", "line 2: score is empty"),
        ("judge,submission,score\na,b,bảy\n", "line 2: the score 'bảy' is not a number"),
        ("judge,submission,score\na,b,nan\n", "line 2: the score 'nan' is not a number"),
        ("judge,submission,score\na,b,-inf\n", "line 2: the score '-inf' is not a number"),
        ("judge,submission,score\na,b,1_0\n", "line 2: the score '1_0' is not a number"),
        ('judge,submission,score\na,b,"7,5"\n', "line 2: the score '7,5' is not a number such as 7 or 7.5"),
        ("judge,submission,score\na,b,1\na,c,1\na,b,2\n", "line 4: judge a has scored submission b on line 2 already"),
        (
            "judge,submission,criterion,score\na,b,x,1\na,b,y,1\na,c,x,1\n",
            "line 4: judge a has given submission c no score for criterion y",
        ),
        ('judge,submission,score\na,b,"1\n', "not CSV"),
    ],
)
def test_malformed_files_are_refused_with_the_line(tmp_path, text, words):
    done = run(tmp_path, text, "--json")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert words in done.stderr


def test_text_that_is_not_utf8_is_refused_with_the_line(tmp_path):
    done = run(tmp_path, b"judge,submission,score\na,b,1\n\xff,b,1\n")

    assert (done.exit_code, "line 3: not UTF-8" in done.stderr) == (2, True)


def test_many_wrong_lines_are_counted():
    text = "judge,submission,score\n" + "a,b,x\n" * 50

    with pytest.raises(ScoresFileError) as caught:
        scores_in(text)

    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == "and 30 more lines like these"


def test_missing_file_is_refused(tmp_path):
    done = CliRunner().invoke(main, ["calibrate", str(tmp_path / "nothing.csv")])

    assert (done.exit_code, "cannot be read" in done.stderr) == (2, True)
