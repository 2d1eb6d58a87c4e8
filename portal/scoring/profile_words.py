"""The figures of a judge's profile as pages show them: what is measured, what it came to, what is usual."""

from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from portal.calibration.habits import LEAST_SHEETS
from portal.calibration.profiles import Figure, Profile


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words; without a value, `missing` says why."""

    name: str
    title: str
    meaning: str
    value: str
    usual: str
    sheets: int
    striking: bool
    missing: str = ""


def lines_of(profile: Profile) -> list[Line]:
    """Every figure that needs no calibration, in a fixed order."""
    return [
        _line(
            "spread", profile.spread, "number", _("Spread of the totals"),
            _("1 is that of the middle judge of the panel; well below 1 keeps works close together."),
        ),
        _line(
            "middle", profile.middle, "share", _("Points in the middle third"),
            _("How often points lie between one third and two thirds of the maximum."),
        ),
        _line(
            "halo", profile.halo, "number", _("Criteria move together"),
            _("The mean correlation between criteria; near 1, one impression is written under every heading (halo)."),
        ),
        _line(
            "straight", profile.straight, "share", _("Level or repeated sheets"),
            _("Sheets whose criteria all stand at the same share of their maximum, or that repeat another sheet."),
        ),
        _line(
            "pace", profile.pace, "minutes", _("Minutes on a sheet"),
            _("The middle one of the times from the first change to the last; reading before it is not seen."),
        ),
        _line(
            "hasty", profile.hasty, "share", _("Hasty sheets"),
            _("Sheets that took less than a fifth of the panel's usual time."),
        ),
    ]  # fmt: skip


def _line(name: str, figure: Figure, kind: str, title: str, meaning: str) -> Line:
    value, usual = _shown(figure.value, kind), _shown(figure.usual, kind)
    missing = "" if value else _("too few sheets") if figure.sheets < LEAST_SHEETS else _("cannot be told")
    return Line(name, title, meaning, value, usual, figure.sheets, figure.striking, missing)


def _shown(value: float | None, kind: str) -> str:
    if value is None:
        return ""
    if kind == "share":
        return f"{100 * value:.0f} %"
    return str(format_decimal(value, format="0.0" if kind == "minutes" else "0.00"))


def tenths(value: float, *, signed: bool = False) -> str:
    """A figure with one decimal, as the reader's language writes it."""
    return str(format_decimal(value, format="+0.0;-0.0" if signed else "0.0"))


def words_of_severity(profile: Profile) -> str:
    """How strict a judge is, in one sentence."""
    error = tenths(profile.error or 0)
    if profile.severity >= 0:
        return _(
            "This judge gives %(n)s points fewer than the panel, give or take %(error)s.",
            n=tenths(profile.severity), error=error,
        )  # fmt: skip
    return _(
        "This judge gives %(n)s points more than the panel, give or take %(error)s.",
        n=tenths(-profile.severity), error=error,
    )  # fmt: skip


def words_of_agreement(alpha: float | None) -> str:
    """Krippendorff's alpha in plain words; 0.8 and 0.667 are the bounds he proposes."""
    if alpha is None:
        return _("Cannot be told: the sheets do not differ, or no work has two.")
    if alpha >= 0.8:
        return _("The judges agree well.")
    if alpha >= 0.667:
        return _("The judges agree well enough for careful conclusions.")
    if alpha >= 1 / 3:
        return _("The judges agree in part; the mean of several sheets is what counts.")
    return _("The judges hardly agree: talk about what this criterion means.")
