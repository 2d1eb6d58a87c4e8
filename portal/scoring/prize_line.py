"""Where the prizes of a category end on the scale of official means."""

from decimal import Decimal

from portal.scoring.ranking import Standing


def prize_line(standings: list[Standing], cap: int) -> Decimal | None:
    """Halfway between the last mean within the cap and the next, best first; None without a next one."""
    means = [one.mean for one in standings if one.mean is not None]
    if not 0 < cap < len(means):
        return None
    middle = (means[cap - 1] + means[cap]) / 2
    return Decimal(middle.numerator) / Decimal(middle.denominator)
