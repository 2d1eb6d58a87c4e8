"""What is wrong with a preset file, said with its line, its key and what was expected there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PresetProblem:
    """One fault: where it stands, what should stand there and what was found instead."""

    path: Path
    line: int
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"{self.path.name}, line {self.line}"
        if self.key:
            place = f"{place}, {self.key}"
        return f"{place}: expected {self.expected}, found {self.found}"


class PresetError(ValueError):
    """The file is not a usable preset; the first problem is spelt out, all are in `problems`."""

    def __init__(
        self,
        path: Path,
        line: int,
        key: str,
        expected: str,
        found: str,
        others: Sequence[PresetProblem] = (),
    ) -> None:
        first = PresetProblem(path, line, key, expected, found)
        self.path, self.line, self.key = path, line, key
        self.expected, self.found = expected, found
        self.problems: tuple[PresetProblem, ...] = (first, *others)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def from_problems(cls, problems: Sequence[PresetProblem]) -> "PresetError":
        """Make one error of many problems, in the order of the file."""
        first, *others = sorted(problems, key=lambda problem: problem.line)
        return cls(first.path, first.line, first.key, first.expected, first.found, others)
