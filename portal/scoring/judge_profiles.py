"""Profiles of the judges of a category: what their finished sheets tell of each; to look at, never to accuse."""

from dataclasses import dataclass

from portal.awards.models import Category
from portal.calibration.profiles import Profile, profiles
from portal.calibration.residuals import Leaning, leanings
from portal.judges.organisations import key_of
from portal.scoring import sheet_points
from portal.scoring.advice import Advice, advice_on


@dataclass(frozen=True, slots=True)
class JudgeProfiles:
    """The profiles in the order of the analysis, and pairs of judge and organisation to look at.

    What rests on calibration stays shut with the gate: then nobody's severity and no pair is told.
    """

    advice: Advice
    listed: list[Profile]
    leanings: list[Leaning]

    @property
    def calibrated(self) -> bool:
        """Whether severities may be shown."""
        return self.advice.analysis.gate.open

    def name(self, profile: Profile) -> str:
        """What a judge is called."""
        return self.advice.judges[self.advice.judge(profile.judge)]

    def leanings_of(self, profile: Profile) -> list[Leaning]:
        """The organisations to look at for one judge."""
        return [one for one in self.leanings if one.judge == profile.judge]

    def is_striking(self, profile: Profile) -> bool:
        """Whether there is anything to look at."""
        return bool(profile.striking or self.leanings_of(profile))

    def of(self, judge_id: int) -> Profile | None:
        """The profile of one judge; None without a finished sheet in sight."""
        return next((one for one in self.listed if self.advice.judge(one.judge) == judge_id), None)

    def in_order(self) -> list[Profile]:
        """Those to look at first, then by name."""
        return sorted(self.listed, key=lambda one: (not self.is_striking(one), self.name(one), one.judge))


def profiles_on(category: Category, hidden: frozenset[int]) -> JudgeProfiles | None:
    """The profiles of all who have finished sheets that may be seen; None where there is no advice either."""
    advice = advice_on(category, hidden)
    if advice is None:
        return None
    scores = advice.analysis.fit.scores
    table, minutes = sheet_points.table_of(category, scores), sheet_points.minutes_of(category, scores)
    return JudgeProfiles(advice, profiles(advice.analysis, table, minutes), _leanings(advice))


def _leanings(advice: Advice) -> list[Leaning]:
    """Pairs beyond chance, with the organisation named as its first work writes it."""
    if not advice.analysis.gate.open:
        return []
    written = sheet_points.organisations_of(advice.analysis.fit.scores)
    keys = [key_of(one) for one in written]
    names = {key: name for key, name in zip(reversed(keys), reversed(written), strict=True) if key}
    found = leanings(advice.analysis.fit, keys)
    return [Leaning(one.judge, names[one.organisation], one.sheets, one.points, one.z) for one in found]
