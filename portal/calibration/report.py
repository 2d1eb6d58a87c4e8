"""The analysis as JSON and as text for people."""

import math
from typing import Any

import numpy as np

from portal.calibration.analysis import Analysis
from portal.calibration.gate import LEAST_LOAD, SIGNIFICANT, Hindrance, Reason

SHOWN = 40


SENTENCES = {
    Hindrance.SINGLE_SHEETS: (
        "No submission has sheets of two judges, so nothing can be said about judges or about chance."
    ),
    Hindrance.GROUPS: (
        "The judges fall into {value:.0f} groups that share no submission, so their severities cannot be compared; "
        "let a few submissions be scored by judges of all groups."
    ),
    Hindrance.FEW_SHEETS: (
        f"Judges have {{value:.1f}} sheets on average; fewer than {LEAST_LOAD:g} tell too little about their severity."
    ),
    Hindrance.ALIKE: (
        "The judges do not differ in severity more than chance allows (p = {value:.2f}, "
        f"needed below {SIGNIFICANT:g}); the plain mean is as good."
    ),
}


def sentence(reason: Reason) -> str:
    """Why calibrated scores should not be shown."""
    return SENTENCES[reason.kind].format(value=reason.value)


def as_dict(analysis: Analysis, seconds: float) -> dict[str, Any]:
    """The answer of `portal calibrate --json`; what cannot be known is null. Submissions come in calibrated order."""
    fit, scores = analysis.fit, analysis.fit.scores
    return {
        "gate": {"open": analysis.gate.open, "reasons": [sentence(one) for one in analysis.gate.reasons]},
        "top": analysis.top,
        "submissions": [_submission(analysis, one) for one in _order(analysis)],
        "judges": [_judge(analysis, one) for one in range(len(scores.judges))],
        "agreement": {
            "krippendorff_alpha": analysis.agreement.krippendorff_alpha,
            "icc_single": analysis.agreement.icc_single,
            "icc_average": analysis.agreement.icc_average,
            "kendall_w": analysis.agreement.kendall_w,
        },
        "variance": {"judge": _known(fit.judge_variance), "residual": _known(fit.residual)},
        "tie_groups": [[scores.submissions[one] for one in group] for group in analysis.tie_groups],
        "leave_one_judge_out": [
            {
                "judge": scores.judges[one.judge],
                "enters": [scores.submissions[place] for place in one.enters],
                "leaves": [scores.submissions[place] for place in one.leaves],
            }
            for one in analysis.leave_one_judge_out
        ],
        "seconds": round(seconds, 3),
    }


def _order(analysis: Analysis) -> list[int]:
    return [int(one) for one in np.argsort(analysis.calibrated_rank, kind="stable")]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _place(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def _submission(analysis: Analysis, one: int) -> dict[str, Any]:
    scores = analysis.fit.scores
    return {
        "id": scores.submissions[one],
        "n": int(scores.sheets[one]),
        "raw_mean": float(scores.raw[one]),
        "calibrated": float(analysis.fit.calibrated[one]),
        "standard_error": _known(analysis.submission_errors[one]),
        "raw_rank": int(analysis.raw_rank[one]),
        "calibrated_rank": int(analysis.calibrated_rank[one]),
        "rank_low": _place(analysis.ranks.low[one]),
        "rank_high": _place(analysis.ranks.high[one]),
        "p_top_k": _known(analysis.ranks.p_top[one]),
    }


def _judge(analysis: Analysis, one: int) -> dict[str, Any]:
    return {
        "id": analysis.fit.scores.judges[one],
        "n": int(analysis.fit.scores.loads[one]),
        "severity": float(-analysis.fit.generosity[one]) + 0.0,
        "standard_error": _known(analysis.judge_errors[one]),
        "spread_ratio": _known(analysis.spread_ratio[one]),
    }


def as_text(analysis: Analysis, seconds: float) -> str:
    """The answer for people: whether calibrated scores may be shown, the ranking, the judges, the agreement."""
    scores = analysis.fit.scores
    lines = [
        f"{len(scores.submissions):,} submissions, {len(scores.judges):,} judges, {len(scores):,} sheets",
        "Calibrated scores may be shown."
        if analysis.gate.open
        else "Calibrated scores should not be shown: " + " ".join(sentence(one) for one in analysis.gate.reasons),
        "",
        *_ranking(analysis),
        "",
        *_judges(analysis),
        "",
        *_agreement(analysis),
        *_changes(analysis),
        f"{seconds:.2f} s",
    ]
    return "\n".join(lines)


def _number(value: float | None, form: str = ".2f") -> str:
    return "–" if value is None or math.isnan(value) else format(value, form)


def _ranking(analysis: Analysis) -> list[str]:
    first = f"p(top {analysis.top})"
    lines = [
        f"{'rank':>5} {'90 % of ranks':>14} {first:>10} {'calibrated':>11} {'error':>7} {'raw':>9} {'raw rank':>9}"
        "  submission"
    ]
    order = _order(analysis)
    for one in order[:SHOWN]:
        row = _submission(analysis, one)
        between = f"{_number(analysis.ranks.low[one], '.0f')}–{_number(analysis.ranks.high[one], '.0f')}"
        lines.append(
            f"{row['calibrated_rank']:>5} {between:>14} {_number(row['p_top_k']):>10} {row['calibrated']:>11.2f} "
            f"{_number(row['standard_error']):>7} {row['raw_mean']:>9.2f} {row['raw_rank']:>9}  {row['id']}"
        )
    return lines + ([f"… and {len(order) - SHOWN:,} more"] if len(order) > SHOWN else [])


def _judges(analysis: Analysis) -> list[str]:
    lines = [f"{'severity':>9} {'error':>7} {'spread':>7} {'sheets':>7}  judge (severity above 0: gives fewer points)"]
    order = np.argsort(analysis.fit.generosity, kind="stable")
    for one in order[:SHOWN]:
        row = _judge(analysis, int(one))
        lines.append(
            f"{row['severity']:>9.2f} {_number(row['standard_error']):>7} {_number(row['spread_ratio']):>7} "
            f"{row['n']:>7}  {row['id']}"
        )
    return lines + ([f"… and {len(order) - SHOWN:,} more"] if len(order) > SHOWN else [])


def _agreement(analysis: Analysis) -> list[str]:
    found = analysis.agreement
    return [
        f"Krippendorff's alpha {_number(found.krippendorff_alpha)}, one sheet's reliability (ICC) "
        f"{_number(found.icc_single)}, that of a mean {_number(found.icc_average)}, "
        f"Kendall's W {_number(found.kendall_w)}",
        f"Variance of judges {_number(analysis.fit.judge_variance, '.4g')}, "
        f"of what is left {_number(analysis.fit.residual, '.4g')}",
    ]


def _changes(analysis: Analysis) -> list[str]:
    scores = analysis.fit.scores
    changed = [one for one in analysis.leave_one_judge_out if one.enters or one.leaves]
    lines = [f"Leaving out one judge changes the first {analysis.top} in {len(changed)} of {len(scores.judges)} cases"]
    for one in changed[:SHOWN]:
        enters = ", ".join(scores.submissions[place] for place in one.enters) or "nobody"
        leaves = ", ".join(scores.submissions[place] for place in one.leaves) or "nobody"
        lines.append(f"  without {scores.judges[one.judge]}: {enters} for {leaves}")
    return lines
