"""The decision as an official document: words of the preset, a table of winners, set by typst."""

from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from portal.adapters.pdf_writer import render_pdf
from portal.awards.models import Edition
from portal.awards.queries import categories_of, prizes_of
from portal.core.i18n import force_locale, localized
from portal.core.templating import filter_money
from portal.decisions.models import Decision, ListEntry
from portal.decisions.queries import prize_entries
from portal.decisions.settings import settings_of

STANDARDS = ("a-2a", "ua-1")


def decision_pdf(edition: Edition, decision: Decision) -> bytes:
    """The unsigned PDF of a decision, in the first language of its edition."""
    with force_locale(first_locale(edition)):
        return render_pdf("decision", _content(edition, decision), STANDARDS)


def first_locale(edition: Edition) -> str:
    """The language of the edition's official papers."""
    return next(iter(edition.rules.get("edition", {}).get("locales") or ["vi"]))


def _content(edition: Edition, decision: Decision) -> dict[str, Any]:
    words = settings_of(edition)
    given = prize_entries(decision.list_version)
    total = sum(entry.prize.amount for entry in given if entry.prize)
    day = decision.decided_on
    return {
        "lang": first_locale(edition),
        "title": _("Decision %(reference)s", reference=decision.reference),
        "authority": localized(words.authority) or localized(edition.award.name),
        "motto": [localized(line) for line in words.motto],
        "number": _("No. %(reference)s", reference=decision.reference),
        "date": ", ".join(filter(None, [localized(words.place), _long_date(day.day, day.month, day.year)])),
        "heading": _("DECISION"),
        "subject": localized(words.subject)
        or _("On giving the prizes of %(edition)s", edition=localized(edition.name)),
        "basis": [localized(line) for line in words.basis],
        "decides": _("DECIDES:"),
        "articles": [
            {"name": _("Article %(n)d.", n=number), "text": text}
            for number, text in enumerate([_first_article(edition, len(given), total), *_others(edition)], start=1)
        ],
        "recipients": {"heading": _("Sent to:"), "lines": [f"- {localized(line)}" for line in words.recipients]},
        "signatory": decision.signatory,
        "list": _list(edition, given),
        "reasons": _reasons(edition, decision),
    }


def _long_date(day: int, month: int, year: int) -> str:
    return _("%(day)02d/%(month)02d/%(year)d", day=day, month=month, year=year)


def _first_article(edition: Edition, works: int, total: int) -> str:
    return _(
        "The prizes of %(edition)s are given to %(n)d works, %(money)s in all, as in the list attached.",
        edition=localized(edition.name),
        n=works,
        money=filter_money(total, edition.currency),
    )


def _others(edition: Edition) -> list[str]:
    articles = [localized(line) for line in settings_of(edition).articles]
    return articles or [_("This Decision takes effect from the day on which it is signed.")]


def _list(edition: Edition, given: list[ListEntry]) -> dict[str, Any]:
    """The winners by category, the higher prizes first."""
    names = {one.id: f"{one.number}. {localized(one.name)}" for one in categories_of(edition)}
    ordered = sorted(given, key=lambda one: (one.category_id, one.prize.rank if one.prize else 0, one.position))
    groups = groupby(ordered, key=lambda one: one.category_id)
    return {
        "heading": _("LIST"),
        "subject": _("of works honoured (attached to the Decision)"),
        "columns": [_("No."), _("Work"), _("Authors"), _("Prize"), _("Prize money")],
        "groups": [
            {"name": names[category], "rows": [_row(edition, one) for one in entries]} for category, entries in groups
        ],
        "totals": [
            _total(localized(prize.name), [one for one in given if one.prize_id == prize.id], edition)
            for prize in prizes_of(edition)
        ]
        + [_total(_("All"), given, edition)],
    }


def _row(edition: Edition, entry: ListEntry) -> list[str]:
    content = entry.submission.versions[-1].content
    prize = entry.prize
    return [
        content["title"],
        "; ".join(filter(None, [", ".join(one["full_name"] for one in content["authors"]), content["organisation"]])),
        localized(prize.name) if prize else "",
        filter_money(prize.amount if prize else 0, edition.currency),
    ]


def _total(name: str, entries: list[ListEntry], edition: Edition) -> str:
    money = sum(entry.prize.amount for entry in entries if entry.prize)
    return _("%(name)s: %(n)d works, %(money)s", name=name, n=len(entries), money=filter_money(money, edition.currency))


def _reasons(edition: Edition, decision: Decision) -> list[str]:
    """Why a category was given more prizes than planned."""
    names = {str(one.id): localized(one.name) for one in categories_of(edition)}
    return [
        _("%(category)s, more prizes than planned: %(reason)s", category=names.get(category, ""), reason=reason)
        for category, reason in decision.cap_reasons.items()
    ]
