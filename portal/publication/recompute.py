"""Recomputing the official result from a published bundle, in whole numbers only and from nothing else.

This is what anybody can do with the file; it shares no code with the part of the portal that ranks.
"""

from typing import Any

HUNDREDTHS = 100


def recompute(results: dict[str, Any]) -> list[str]:
    """Every sentence about what does not follow from the sheets' totals by the published rule; none when all does."""
    return _Recomputation(results).problems()


class _Recomputation:
    def __init__(self, results: dict[str, Any]):
        self.results = results
        # Bundles of the first format knew hundredths, and neither weights nor ties.
        self.unit = results.get("unit", HUNDREDTHS)
        self.categories = {one["number"]: one for one in results["categories"]}
        self.entries = {one["number"]: one for one in results["shortlist"]}
        self.totals = results["sheet_totals"]
        self.sums = results.get("criterion_sums", {})

    def problems(self) -> list[str]:
        found = []
        for number in self.entries:
            if not self.totals.get(number):
                found.append(f"{number}: no sheet is published")
                continue
            checks = (self._mean, self._weights, self._enough, self._threshold, self._rank)
            found += [f"{number}: {sentence}" for check in checks if (sentence := check(number))]
        return found + self._left_out()

    def _mean(self, number: str) -> str:
        entry, totals = self.entries[number], self.totals[number]
        mean = entry["mean"]
        if sum(totals) * mean["denominator"] != mean["numerator"] * len(totals) * self.unit:
            return f"the mean {mean['numerator']}/{mean['denominator']} is not that of its sheets"
        return "" if entry["sheets"] == len(totals) else f"{entry['sheets']} sheets are stated, {len(totals)} published"

    def _weights(self, number: str) -> str:
        criteria = self.categories[self.entries[number]["category"]].get("criteria")
        if criteria is None:
            return ""
        sums = self.sums[number]
        weighted = sum(one["weight"] * sums.get(one["code"], 0) for one in criteria if one["counts"])
        return "" if weighted == sum(self.totals[number]) else "points × weights do not add up to the totals"

    def _is_enough(self, category: dict[str, Any], totals: list[int]) -> bool:
        limit = category.get("disagreement")
        apart = limit is not None and (max(totals) - min(totals)) * HUNDREDTHS > limit * self.unit
        minimum = self.results["rule"]["minimum_sheets"]
        return len(totals) >= (max(minimum, category["sheets_if_apart"]) if apart else minimum)

    def _enough(self, number: str) -> str:
        category = self.categories[self.entries[number]["category"]]
        return "" if self._is_enough(category, self.totals[number]) else "there are too few sheets for a result"

    def _reaches(self, category: dict[str, Any], totals: list[int]) -> bool:
        whole, _point, part = category["threshold"].partition(".")
        threshold = int(whole) * HUNDREDTHS + int((part + "00")[:2])
        return sum(totals) * HUNDREDTHS >= threshold * len(totals) * self.unit

    def _threshold(self, number: str) -> str:
        category = self.categories[self.entries[number]["category"]]
        return "" if self._reaches(category, self.totals[number]) else "the mean is below the threshold"

    def _rank(self, number: str) -> str:
        entry = self.entries[number]
        better = [
            other
            for other, one in self.entries.items()
            if one["category"] == entry["category"] and self.totals.get(other) and self._is_better(other, number)
        ]
        return "" if entry["rank"] == 1 + len(better) else f"rank {entry['rank']} is stated, {1 + len(better)} follows"

    def _is_better(self, one: str, other: str) -> bool:
        """Whether one work goes before another: by the mean, then by the criteria of the tie rule."""
        pairs = [(sum(self.totals[one]), sum(self.totals[other]))]
        codes = self.categories[self.entries[one]["category"]].get("ties", ())
        pairs += [(self.sums[one].get(code, 0), self.sums[other].get(code, 0)) for code in codes]
        ours, theirs = len(self.totals[one]), len(self.totals[other])
        for mine, yours in pairs:
            if mine * theirs != yours * ours:
                return bool(mine * theirs > yours * ours)
        return False

    def _left_out(self) -> list[str]:
        """Works that reach the threshold with enough sheets and are not on the list."""
        found = []
        for number, place in self.results.get("judged", {}).items():
            category, totals = self.categories[place], self.totals[number]
            if number not in self.entries and totals and self._is_enough(category, totals):
                found += [f"{number}: reaches the threshold and is not listed"] * self._reaches(category, totals)
        return found
