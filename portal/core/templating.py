"""Filters and values that templates may use; they format, they never query."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from flask import Flask, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.core import clock
from portal.core.i18n import LOCALES, local_time, localized
from portal.core.shared_pages import on_shared_page
from portal.core.urls import absolute_url


def filter_datetime(moment: datetime | None, time_zone: str | None = None) -> str:
    """Day and time with the zone's offset, as `17:00, 31/01/2025 (GMT+7)`."""
    if moment is None:
        return ""
    local = local_time(moment, time_zone)
    offset = local.strftime("%z")
    hours = f"GMT{offset[0]}{int(offset[1:3])}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
    return f"{local:%H:%M}, {filter_date(moment, time_zone)} ({hours})"


def filter_date(moment: datetime | None, time_zone: str | None = None) -> str:
    """The day in the reader's way of writing."""
    if moment is None:
        return ""
    local = local_time(moment, time_zone)
    return f"{local:%d/%m/%Y}" if str(get_locale()) == "vi" else f"{local.day} {local:%B %Y}"


def filter_time(moment: datetime | None, time_zone: str | None = None) -> str:
    """Hours, minutes and seconds."""
    return "" if moment is None else f"{local_time(moment, time_zone):%H:%M:%S}"


def filter_filesize(size: int | None) -> str:
    """Bytes for people: `1.4 MB`."""
    value = float(size or 0)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            digits = 0 if unit == "B" else 1
            return f"{format_decimal(round(value, digits), locale=get_locale())} {unit}"
        value /= 1000
    return ""


def filter_money(amount: int | None, currency: str = "VND") -> str:
    """An amount with its currency, grouped as the reader's language does."""
    if amount is None:
        return ""
    grouped = format_decimal(amount, locale=get_locale())
    return f"{grouped} đồng" if currency == "VND" and str(get_locale()) == "vi" else f"{grouped} {currency}"


def filter_points(points: Any, places: int = 2) -> str:
    """Points without needless zeros; a mean shows at most two places."""
    if points is None:
        return "–"
    exact = points if isinstance(points, Decimal) else Decimal(points.numerator) / Decimal(points.denominator)
    return _written_points(round(exact, places), places, str(get_locale() or "vi"))


@lru_cache(maxsize=4096)
def _written_points(points: Decimal, places: int, locale: str) -> str:
    # Long lists write the same few numbers again and again.
    return str(format_decimal(points, format="#,##0." + "#" * places, locale=locale))


def filter_hundredths(number: int) -> str:
    """A whole number of hundredths (points, percent) as people write it."""
    return filter_points(Fraction(number, 100))


def filter_day(day: str) -> str:
    """A day kept as `2026-03-02` in the reader's way of writing."""
    known = date.fromisoformat(day)
    return f"{known:%d/%m/%Y}" if str(get_locale()) == "vi" else f"{known.day} {known:%B %Y}"


def filter_mean(fraction: dict[str, int]) -> str:
    """An exact fraction of whole numbers, to two places."""
    return filter_points(Fraction(fraction["numerator"], fraction["denominator"]))


def changed_query(**changes: Any) -> str:
    """The address of this page with some of its query changed: for pagers, filters and sorting."""
    values = {**(request.view_args or {}), **request.args.to_dict(), **changes}
    return url_for(request.endpoint or "home.index", **{k: v for k, v in values.items() if v not in (None, "")})


def init_app(app: Flask) -> None:
    """Register the filters and globals."""
    app.jinja_env.filters.update(
        localized=localized,
        datetime=filter_datetime,
        moment=datetime.fromisoformat,
        date=filter_date,
        day=filter_day,
        mean=filter_mean,
        time=filter_time,
        filesize=filter_filesize,
        hundredths=filter_hundredths,
        money=filter_money,
        points=filter_points,
    )
    app.jinja_env.globals.update(
        changed_query=changed_query,
        absolute_url=absolute_url,
        LOCALES=LOCALES,
        server_time=lambda: clock.now().isoformat(),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def page_values() -> dict[str, Any]:
        shared = on_shared_page()
        return {
            "locale": str(get_locale() or "vi"),
            "shared": shared,
            "theme": request.cookies.get("theme", "") if request and not shared else "",
            "product": "Vinh Danh",
            "tagline": _("Awards anyone can check"),
        }
