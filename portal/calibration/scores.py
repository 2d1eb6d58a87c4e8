"""Scores as arrays: who gave how many points to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Scores:
    """The total of every sheet: three arrays of length n that name judges and submissions by position.

    No judge has two sheets for one submission; every judge and every submission has at least one sheet.
    """

    judges: tuple[str, ...]
    submissions: tuple[str, ...]
    judge: Numbers
    submission: Numbers
    points: Floats

    def __len__(self) -> int:
        return len(self.points)

    @cached_property
    def sheets(self) -> Floats:
        """How many sheets each submission has, shape (submissions,)."""
        return np.bincount(self.submission, minlength=len(self.submissions)).astype(float)

    @cached_property
    def loads(self) -> Floats:
        """How many sheets each judge has, shape (judges,)."""
        return np.bincount(self.judge, minlength=len(self.judges)).astype(float)

    @cached_property
    def raw(self) -> Floats:
        """The plain mean of each submission's sheets, shape (submissions,), in points."""
        return np.bincount(self.submission, self.points, len(self.submissions)) / self.sheets

    @cached_property
    def weights(self) -> Any:
        """The share of each judge in each submission's mean: sparse, (submissions, judges), rows add up to 1."""
        values = 1.0 / self.sheets[self.submission]
        shape = (len(self.submissions), len(self.judges))
        return sparse.csr_array((values, (self.submission, self.judge)), shape=shape)


def scores_of(rows: Sequence[tuple[str, str, float]]) -> Scores:
    """Scores from rows of judge, submission and points, in the order in which the names first appear."""
    judges = {name: place for place, name in enumerate(dict.fromkeys(row[0] for row in rows))}
    submissions = {name: place for place, name in enumerate(dict.fromkeys(row[1] for row in rows))}
    return Scores(
        judges=tuple(judges),
        submissions=tuple(submissions),
        judge=np.fromiter((judges[row[0]] for row in rows), np.int64, len(rows)),
        submission=np.fromiter((submissions[row[1]] for row in rows), np.int64, len(rows)),
        points=np.fromiter((row[2] for row in rows), float, len(rows)),
    )
