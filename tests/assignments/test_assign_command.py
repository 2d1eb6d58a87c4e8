"""`portal assign`: what it reads, what it prints, and one clear line for everything that is wrong."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from portal.cli import main

GOOD = {
    "judges": [
        {"id": "An", "organisation": "Đại học A", "max_load": 2},
        {"id": 2, "organisation": "Viện B", "max_load": 2},
        {"id": "Chi", "max_load": 2},
    ],
    "submissions": [
        {"id": "s1", "organisation": "DAI HOC  A", "judges_needed": 1},
        {"id": "s2", "judges_needed": 2},
    ],
    "fit": [["An", "s2", 0.5], [2, "s1", 0.75], ["Chi", "s2", 1]],
}


@pytest.fixture
def portal(tmp_path):
    """Writes the problem to a file and solves it."""

    def run(problem, *options):
        path = tmp_path / "problem.json"
        path.write_bytes(problem if isinstance(problem, bytes) else json.dumps(problem).encode())
        return CliRunner().invoke(main, ["assign", str(path), *options])

    return run


def answer_of(done):
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_answer_has_every_part(portal):
    answer = answer_of(portal(GOOD, "--json"))

    assert answer.pop("seconds") >= 0
    assert answer.pop("explanation")
    assert answer == {
        "status": "optimal",
        "assignments": [[2, "s1", 0.75], ["An", "s2", 0.5], ["Chi", "s2", 1.0]],
        "total_fit": 2.25,
        "mean_fit": 0.75,
        "worst_submission_fit": 0.75,
        "load": {"min": 1, "max": 1},
        "connected": False,
        "relaxations": [],
    }


def test_pairs_of_an_earlier_answer_may_stand_with_their_fit_and_null_is_nothing(portal):
    earlier = answer_of(portal(GOOD, "--json"))["assignments"]
    nothing = dict.fromkeys(("forbidden", "started", "keep", "experts", "conflicts"))

    again = answer_of(portal(GOOD | {"fixed": earlier} | nothing, "--json"))

    assert again["assignments"] == earlier


def test_csv_may_have_spaces_around_its_cells(portal, tmp_path):
    (tmp_path / "fit.csv").write_text("judge, submission , fit\nAn , s2, 0.5\n 2, s1 ,0.75\nChi,s2, 1\n")
    plain = {key: value for key, value in GOOD.items() if key != "fit"}

    read = answer_of(portal(plain | {"fit_csv": "fit.csv"}, "--json"))

    assert read["assignments"] == answer_of(portal(GOOD, "--json"))["assignments"]


@pytest.mark.parametrize("problem", [{"judges": [], "submissions": []}, GOOD | {"submissions": [], "fit": []}])
def test_nothing_to_assign_is_said_plainly(portal, problem):
    answer = answer_of(portal(problem, "--json"))

    assert (answer["status"], answer["explanation"]) == ("optimal", ["There is nothing to assign."])


def test_report_names_everybody(portal):
    done = portal(GOOD)

    assert done.exit_code == 0
    assert "s2: An (0.500), Chi (1.000)" in done.stdout


def test_same_file_gives_the_same_answer(portal):
    first, again = (answer_of(portal(GOOD | {"seed": 9, "fairness": "worst_first"}, "--json")) for _time in range(2))

    assert first | {"seconds": 0} == again | {"seconds": 0}


def test_organisations_are_compared_without_case_and_marks(portal):
    assert answer_of(portal(GOOD, "--json"))["assignments"][0][0] == 2
    lenient = GOOD | {"forbid_same_organisation": False, "fit": [["An", "s1", 1]]}
    assert ["An", "s1", 1.0] in answer_of(portal(lenient, "--json"))["assignments"]


def test_infeasible_ends_with_one_and_offers_ways_out(portal):
    done = portal(GOOD | {"conflicts": [["Chi", "s2"], [2, "s2"]]}, "--json")

    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["status"], answer["assignments"]) == (1, "infeasible", [])
    assert "Submission s2 needs 2 sheets" in answer["explanation"][0]
    assert {"kind": "judges_needed", "submission": "s2", "from": 2, "to": 1}.items() <= answer["relaxations"][0].items()


def test_adjusting_tells_what_changed(portal):
    keep = {"keep": [["An", "s2"], ["Chi", "s2"], [2, "s1"]], "conflicts": [["Chi", "s2"]]}

    answer = answer_of(portal(GOOD | keep, "--json"))

    assert answer["changes"] == {"kept": 2, "removed": [["Chi", "s2"]], "added": [[2, "s2"]]}


def test_draw_tells_probabilities(portal):
    problem = {
        "judges": [{"id": n} for n in range(6)],
        "submissions": [{"id": n} for n in range(4)],
        "judges_needed": 2,
        "pair_probability_cap": 0.5,
        "fixed": [[0, 0]],
    }

    answer = answer_of(portal(problem, "--json"))

    assert len(answer["probabilities"]) == len(answer["assignments"]) == 8
    assert sorted(answer["probabilities"])[-2] <= 0.5
    assert answer["probabilities"][answer["assignments"].index([0, 0, 0.0])] == 1


def test_fits_and_conflicts_may_stand_in_files(portal, tmp_path):
    fit, conflicts = np.array([[0, 0.5], [0.75, 0], [0, 1]]), np.zeros((3, 2), bool)
    np.save(tmp_path / "fit.npy", fit.astype(np.float32))
    conflicts[0, 1] = True
    np.save(tmp_path / "conflicts.npy", conflicts)
    (tmp_path / "fit.csv").write_text("judge,submission,fit\nAn,s2,0.5\n2,s1,0.75\nChi,s2,1\n")
    bare = {key: value for key, value in GOOD.items() if key != "fit"}

    by_list = answer_of(portal(GOOD, "--json"))
    assert answer_of(portal(bare | {"fit_csv": "fit.csv"}, "--json"))["assignments"] == by_list["assignments"]
    assert answer_of(portal(bare | {"fit_npy": "fit.npy"}, "--json"))["assignments"] == by_list["assignments"]
    barred = answer_of(portal(bare | {"fit_npy": "fit.npy", "conflicts_npy": "conflicts.npy"}, "--json"))
    assert ["An", "s2", 0.5] not in barred["assignments"]


def judge(**changes):
    return {"judges": [{"id": "An"} | changes]}


def submission(**changes):
    return {"submissions": [{"id": "s1", "judges_needed": 1} | changes]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"judges": None}, "judges: null is not a list"),
        ({"judges": [5]}, "judges[0]: 5 is not an object"),
        ({"judges": [{}]}, 'judges[0]: "id" is missing'),
        (judge(id=True), "judges[0].id: true is no id"),
        (judge(id=1.5), "judges[0].id: 1.5 is no id"),
        (judge(id=""), 'judges[0].id: "" is no id'),
        (judge(id="\ud800"), "judges[0].id"),
        ({"judges": [{"id": 1}, {"id": 1}]}, "judges[1].id: 1 is the id of judges[0] already"),
        (judge(min_load=-1), "judges[0].min_load: -1 is not from 0"),
        (judge(max_load=1.5), "judges[0].max_load: 1.5 is not a whole number"),
        (judge(max_load=10**40), "judges[0].max_load"),
        (judge(max_load=10**400), "judges[0].max_load: a number of very many digits"),
        (judge(min_load=3, max_load=2), "judges[0]: min_load 3 is more than max_load 2"),
        (judge(organisation=7), 'organisation of "An": 7 is not a text'),
        (judge(expertise="ai"), 'judges[0].expertise: "ai" is not a list'),
        ({"submissions": {}}, "submissions: {} is not a list"),
        ({"submissions": [{"id": "s1"}]}, 'submissions[0]: "judges_needed" is missing'),
        (submission(judges_needed="2"), 'submissions[0].judges_needed: "2" is not a whole number'),
        (submission(judges_needed=-2), "submissions[0].judges_needed: -2 is not from 0"),
        (submission(category=[]) | {"fit": []}, "submissions[0].category: [] is no id"),
        (submission() | {"minimum_experts": 2}, "submissions[0].judges_needed: 1 is less than minimum_experts 2"),
        ({"fit": "x"}, 'fit: "x" is not a list'),
        ({"fit": [["An", "s2"]]}, 'fit[0]: ["An", "s2"] is not [judge, submission, fit]'),
        ({"fit": [["Nobody", "s2", 1]]}, 'fit[0][0]: there is no judge with the id "Nobody"'),
        ({"fit": [["An", "s9", 1]]}, 'fit[0][1]: there is no submission with the id "s9"'),
        ({"fit": [["An", "s2", 1.5]]}, "fit[0][2]: 1.5 is not a number from 0 to 1"),
        ({"fit": [["An", "s2", -0.1]]}, "fit[0][2]: -0.1 is not a number from 0 to 1"),
        ({"fit": [["An", "s2", "x"]]}, 'fit[0][2]: "x" is not a number'),
        ({"fit": [["An", "s2", True]]}, "fit[0][2]: true is not a number"),
        ({"fit": [["An", "s2", 10**400]]}, "fit[0][2]: a huge number is not a number from 0 to 1"),
        ({"fit": [["An", "s2", 1], ["An", "s2", 0]]}, "fit[1]: this pair has its fit in fit[0] already"),
        ({"fit_csv": "x.csv"}, 'fit_csv: "fit" is given too'),
        ({"default_fit": 2}, "default_fit: 2 is not a number from 0 to 1"),
        ({"conflicts": [["An"]]}, 'conflicts[0]: ["An"] is not a pair'),
        ({"fixed": [["An", "s2", 7]]}, "fixed[0][2]: 7 is not a number from 0 to 1"),
        ({"conflicts": [["An", "s2", 1]]}, 'conflicts[0]: ["An", "s2", 1] is not a pair'),
        ({"conflicts": [["An", 5]]}, "conflicts[0][1]: there is no submission with the id 5"),
        ({"fixed": [[None, "s2"]]}, "fixed[0][0]: null is no id"),
        ({"forbidden": 3}, "forbidden: 3 is not a list"),
        ({"fairness": "all"}, 'fairness: "all" is neither'),
        ({"fairness": []}, "fairness: [] is neither"),
        ({"seed": -1}, "seed: -1 is not from 0"),
        ({"seed": "1"}, 'seed: "1" is not a whole number'),
        ({"require_connected": 1}, "require_connected: 1 is neither true nor false"),
        ({"pair_probability_cap": 0}, "pair_probability_cap: 0 is less than 1/64"),
        ({"pair_probability_cap": 0.5, "keep": [["An", "s2"]]}, "pair_probability_cap: a draw cannot keep pairs"),
        ({"fairnes": "total"}, '"fairnes": no such key'),
    ],
)
def test_wrong_value_is_one_line_that_says_where(portal, changes, expected):
    assert_one_line(portal(GOOD | changes, "--json"), expected)


def assert_one_line(done, expected):
    assert done.exit_code == 2
    assert done.stdout == ""
    assert expected in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1, column 1: not JSON"),
        (b'{"judges": [}', "line 1, column 13: not JSON"),
        (b'{"judges": "\xff"}', "byte 13 is not UTF-8 text"),
        (b"[]", "the whole: [] is not an object"),
        (b"{}", '"judges" is missing'),
        (b'{"judges": [], "judges": []}', 'the key "judges" is given twice'),
        (b'{"default_fit": NaN}', "NaN is not a number that JSON knows"),
        (b'{"default_fit": -Infinity}', "-Infinity is not a number that JSON knows"),
        (b'{"default_fit": 1e999, "judges": [], "submissions": []}', "default_fit: inf is not"),
        (b'{"seed": ' + b"9" * 5000 + b"}", "too many digits"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_file_that_is_no_problem_is_one_line(portal, content, expected):
    assert_one_line(portal(content), expected)


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_path_that_cannot_be_read_is_one_line(tmp_path, name):
    assert_one_line(CliRunner().invoke(main, ["assign", str(tmp_path / name)]), "cannot be read")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("fit.csv", b"An,s2\n", "row 1: 2 cells instead of judge, submission, fit"),
        ("fit.csv", b"judge,submission,fit\nAn,s2,x\n", 'row 2: "x" is not a number'),
        ("fit.csv", b"An,s2,nan\n", "row 1: nan is not a number from 0 to 1"),
        ("fit.csv", b"An,s2,1\n\nAn,s2,1\n", "row 3: this pair has its fit in fit_csv: fit.csv, row 1 already"),
        ("fit.csv", b"Bo,s2,1\n", 'row 1: there is no judge with the id "Bo"'),
        ("fit.csv", b"An,s\xe9,1\n", "byte 5 is not UTF-8 text"),
        ("fit.csv", b'"An,s2,1\n', "fit.csv is not CSV"),
        ("fit.csv", None, "fit.csv cannot be read"),
        ("fit.npy", None, "fit.npy cannot be read"),
        ("fit.npy", b"", "fit.npy"),
        ("fit.npy", b"not an array", "fit.npy is not a whole .npy file"),
        ("fit.npy", np.zeros((2, 3)), "has the shape 2 × 3 instead of 3 × 2 (judges × submissions)"),
        ("fit.npy", np.array([[0, 0], [0, np.nan], [0, 0]]), "fit.npy: [1, 1] is nan"),
        ("fit.npy", np.array([[0, 0], [0, 0], [2.5, 0]]), "fit.npy: [2, 0] is 2.5"),
        ("fit.npy", np.array([["a", "b"]] * 3), "holds <U1 instead of numbers"),
        ("fit.npy", np.array([[None, {}]] * 3), "is not a whole .npy file of numbers"),
        ("conflicts.npy", np.zeros((3, 2)), "conflicts_npy: holds float64 instead of true and false"),
        ("conflicts.npy", np.zeros(6, bool), "has the shape 6 instead of 3 × 2"),
    ],
)
def test_wrong_file_beside_the_problem_is_one_line(portal, tmp_path, name, content, expected):
    if isinstance(content, np.ndarray):
        np.save(tmp_path / name, content, allow_pickle=True)
    elif content is not None:
        (tmp_path / name).write_bytes(content)
    bare = {key: value for key, value in GOOD.items() if key != "fit"}

    assert_one_line(portal(bare | {name.replace(".", "_"): name}), expected)


@pytest.mark.parametrize("path", ["", "a\0b", 5, "."])
def test_path_that_is_none_is_one_line(portal, path):
    bare = {key: value for key, value in GOOD.items() if key != "fit"}

    assert_one_line(portal(bare | {"fit_npy": path}), "fit_npy: ")


def test_shared_words_make_experts(portal):
    problem = {
        "judges": [{"id": "a", "expertise": ["Điện tử"]}, {"id": "b"}, {"id": "c"}],
        "submissions": [{"id": 1, "judges_needed": 2, "expertise": ["dien tu"]}],
        "fit": [["b", 1, 1], ["c", 1, 1]],
        "minimum_experts": 1,
    }

    assert answer_of(portal(problem, "--json"))["assignments"][0] == ["a", 1, 0.0]
