"""Agreement, ranks, ties, leaving judges out, and the gate."""

import numpy as np
import pytest

from portal.calibration.agreement import intraclass, kendall_w, krippendorff_alpha
from portal.calibration.analysis import analyse, spread_ratio
from portal.calibration.gate import Hindrance, gate
from portal.calibration.leave_out import leave_one_judge_out, winners
from portal.calibration.report import sentence
from portal.calibration.scores import scores_of
from portal.calibration.severity import fit
from portal.calibration.ties import tie_groups
from portal.calibration.uncertainty import draw_ranks, ranks, submission_errors
from tests.calibration.simulated import Contest, draw

SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""The table of Shrout and Fleiss (1979): six targets, four judges; ICC(2,1) = 0.29, ICC(2,4) = 0.62."""


def table(rows):
    return scores_of([(f"J{j}", f"S{s}", float(value)) for s, row in enumerate(rows) for j, value in enumerate(row)])


def pairwise_alpha(rows):
    """Krippendorff's alpha by all pairs, as its definition says."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum((a - b) ** 2 / (len(unit) - 1) for unit in units for a in unit for b in unit) / len(values)
    expected = sum((a - b) ** 2 for a in values for b in values) / (len(values) * (len(values) - 1))
    return 1 - observed / expected


def test_intraclass_correlations_are_those_of_the_published_table():
    found = fit(table(SHROUT))

    single, average = intraclass(found, submission_errors(found))

    assert single == pytest.approx(0.290, abs=0.002)
    assert average == pytest.approx(0.620, abs=0.002)


@pytest.mark.parametrize(
    "rows",
    [SHROUT, [[1, 2, None], [4, None, 5], [None, 3, 3], [2, None, None], [5, 5, 4]]],
)
def test_alpha_equals_its_definition(rows):
    listed = [(f"J{j}", f"S{s}", float(v)) for s, row in enumerate(rows) for j, v in enumerate(row) if v is not None]

    assert krippendorff_alpha(scores_of(listed)) == pytest.approx(pairwise_alpha(rows))


@pytest.mark.parametrize("rows", [[[5, 5]], [[1, 9]], [[5, 6], [7, None]]])
def test_alpha_says_nothing_about_one_submission_alone(rows):
    listed = [(f"J{j}", f"S{s}", float(v)) for s, row in enumerate(rows) for j, v in enumerate(row) if v is not None]

    assert krippendorff_alpha(scores_of(listed)) is None


def test_kendall_w_is_one_for_the_same_order_and_needs_whole_tables():
    same = [[1, 10, 100], [2, 20, 200], [3, 30, 300], [4, 40, 400]]

    assert kendall_w(table(same)) == pytest.approx(1)
    assert kendall_w(table([[1, 3], [2, 2], [3, 1]])) == pytest.approx(0)
    assert kendall_w(scores_of([("a", "x", 1.0), ("a", "y", 2.0), ("b", "x", 1.0)])) is None


def test_kendall_w_corrects_for_ties():
    assert kendall_w(table([[1, 1], [1, 1], [2, 2]])) == pytest.approx(1)


def test_constant_scores_tell_nothing_but_break_nothing():
    answer = analyse(table([[5, 5]] * 6), top=2)

    assert set(answer.calibrated_rank) == {1}
    assert answer.agreement.krippendorff_alpha is None
    assert not answer.gate.open


def test_ranks_share_places():
    assert list(ranks(np.array([0.1 + 0.2, 0.3, 5.0, 0.0]))) == [2, 2, 1, 4]


def test_draws_are_the_same_again_and_their_chances_add_up():
    _truth, scores = draw(Contest(40, 8, 4, 0.5), 3)
    found = fit(scores)

    one, other = (draw_ranks(found, top=7, draws=500, seed=9) for _again in range(2))

    assert (one.low == other.low).all()
    assert one.p_top.sum() == pytest.approx(7)
    assert (one.low <= one.high).all()


def test_gate_names_every_reason():
    apart = fit(scores_of([(f"J{j}", f"S{j // 2}-{s}", float(s + j)) for j in range(4) for s in range(3)]))
    single = fit(scores_of([("a", "x", 1.0), ("b", "y", 2.0)]))

    assert [(one.kind, one.value) for one in gate(apart).reasons[:2]] == [
        (Hindrance.GROUPS, 2),
        (Hindrance.FEW_SHEETS, 3),
    ]
    assert gate(single).reasons[0].kind is Hindrance.SINGLE_SHEETS
    assert all(sentence(one) for one in (*gate(apart).reasons, *gate(single).reasons))


@pytest.mark.parametrize(("severity", "opened"), [(0.0, False), (1.0, True)])
def test_gate_opens_only_where_judges_differ(severity, opened):
    _truth, scores = draw(Contest(150, 20, 5, severity), 2)

    assert gate(fit(scores)).open is opened


def test_tie_groups_part_the_ranking_where_the_first_differs():
    rows = [[90, 93, 89], [92, 88, 92], [50, 54, 49], [53, 48, 52], [11, 9, 12]]

    assert [set(group) for group in tie_groups(fit(table(rows)))] == [{0, 1}, {2, 3}]


def test_leaving_a_judge_out_equals_a_fit_with_the_same_variances():
    _truth, scores = draw(Contest(30, 6, 3, 1.0), 4)
    found = fit(scores)
    keep = [row for row in zip(scores.judge, scores.submission, scores.points, strict=True) if row[0] != 2]
    n, size, judges = len(keep), 30, 6
    x, z, y = np.zeros((n, size)), np.zeros((n, judges)), np.array([row[2] for row in keep])
    x[np.arange(n), [row[1] for row in keep]] = 1
    z[np.arange(n), [row[0] for row in keep]] = 1
    whole = np.block([[x.T @ x, x.T @ z], [z.T @ x, z.T @ z + np.eye(judges) / found.ratio]])
    theta = np.linalg.solve(whole, np.concatenate([x.T @ y, z.T @ y]))[:size]

    answer = leave_one_judge_out(found, top=8)[2]

    before, after = (set(winners(one, 8).tolist()) for one in (found.calibrated, theta))
    assert set(answer.enters) == after - before
    assert set(answer.leaves) == before - after


def test_submission_of_one_judge_alone_leaves_with_the_judge():
    rows = [("a", "best", 100.0), *((judge, one, 50.0 + n) for judge in "bc" for n, one in enumerate("xyz"))]

    answer = {one.judge: one for one in analyse(scores_of(rows), top=1).leave_one_judge_out}

    assert answer[0].leaves == (0,)
    assert len(answer[0].enters) == 1


def test_spread_ratio_shows_who_keeps_to_the_middle():
    rows = [[0, 4, 1], [10, 5, 9], [5, 6, 5]]

    ratio = spread_ratio(table(rows))

    assert ratio[1] < 0.6 < ratio[2] <= 1 < ratio[0]
