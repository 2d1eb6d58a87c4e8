"""What a run says, in the reader's language: what came out, what stands in its way, what would help, and why a pair."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.assignments.run_settings import RunMode

if TYPE_CHECKING:
    from portal.assignments.explain import Reason

NAMED = 5
MODE_LABELS = {
    RunMode.COMPLETE: _l("Fill the gaps; what stands is kept"),
    RunMode.ADJUST: _l("Repair with the fewest changes; started sheets are never touched"),
    RunMode.FRESH: _l("Begin anew; only started sheets stay"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How judges and works are called, by id."""

    judges: dict[int, str]
    works: dict[int, str]

    def of_judges(self, some: Iterable[int]) -> str:
        """The first few judges by name."""
        return _few([self.judges.get(one, "?") for one in some])

    def of_works(self, some: Iterable[int]) -> str:
        """The first few works by number."""
        return _few([self.works.get(one, "?") for one in some])

    def of_pairs(self, pairs: Iterable[list[int]]) -> str:
        """The first few pairs."""
        return _few([f"{self.judges.get(judge, '?')} – {self.works.get(one, '?')}" for judge, one in pairs])


def _few(names: list[str]) -> str:
    first = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return first
    return _("%(names)s and %(n)d more", names=first, n=len(names) - NAMED)


def percent(thousandths: int | float | None) -> str:
    """A fit as people read it."""
    return "–" if thousandths is None else f"{round(thousandths / 10)} %"


def why_impossible(outcome: dict[str, Any], names: Names, whole: int, category: str) -> list[str]:
    """The smallest sets of limits that clash; `whole` is how many works the category has."""
    lines = [_contradiction(one, names) for one in outcome["contradictions"]]
    lines += [_clash(one, names, whole, category) for one in outcome["clashes"]]
    return lines or [_("With this cap on every pair, some dossiers cannot be given all their judges.")]


def _contradiction(found: dict[str, Any], names: Names) -> str:
    pairs, number, allowed = found["pairs"], len(found["pairs"]), found["allowed"]
    who, work, listed = names.judges.get(pairs[0][0], "?"), names.works.get(pairs[0][1], "?"), names.of_pairs(pairs)
    texts: dict[str, Callable[[], str]] = {
        "conflict": lambda: _("A pair is settled although there is a conflict of interest: %(pairs)s.", pairs=listed),
        "forbidden": lambda: _("A pair is both fixed and forbidden: %(pairs)s.", pairs=listed),
        "judges_needed": lambda: _(
            "Dossier %(work)s needs %(k)d judges, but %(n)d are fixed.", work=work, k=allowed, n=number
        ),
        "max_load": lambda: _(
            "%(judge)s may take %(k)d dossiers, but %(n)d are fixed.", judge=who, k=allowed, n=number
        ),
        "minimum_experts": lambda: _(
            "%(n)d judges who are no experts are fixed for dossier %(work)s; there is room for %(k)d.",
            n=number, work=work, k=allowed,
        ),
        "distinct_organisations": lambda: _(
            "%(n)d judges of one organisation are fixed for dossier %(work)s.", n=number, work=work
        ),
    }  # fmt: skip
    return texts[found["reason"]]()


def _clash(clash: dict[str, Any], names: Names, whole: int, category: str) -> str:
    works, judges = clash["submissions"], clash["judges"]
    if len(works) == 1:
        first = _("Dossier %(work)s needs %(n)d judges", work=names.of_works(works), n=clash["needed"])
    elif len(works) == whole:
        first = _("Category “%(category)s” needs %(n)d sheets", category=category, n=clash["needed"])
    else:
        first = _(
            "%(count)d dossiers (%(works)s) need %(n)d sheets", count=len(works), works=names.of_works(works),
            n=clash["needed"],
        )  # fmt: skip
    parts = []
    if judges and clash["limit"] is not None and clash["room"] == len(judges) * clash["limit"]:
        parts.append(
            _("%(j)d judges × %(most)d allow %(room)d (%(who)s)", j=len(judges), most=clash["limit"],
              room=clash["room"], who=names.of_judges(judges))
        )  # fmt: skip
    elif judges:
        parts.append(
            _("%(j)d judges have room for %(room)d more (%(who)s)", j=len(judges), room=clash["room"],
              who=names.of_judges(judges))
        )  # fmt: skip
    if clash["elsewhere"] or not judges:
        others = _("all others") if judges else _("the judges")
        parts.append(
            _("%(others)s, by conflicts, organisations and one sheet each, allow %(n)d", others=others,
              n=clash["elsewhere"])
        )  # fmt: skip
    return _("%(need)s; %(have)s: %(n)d short.", need=first, have="; ".join(parts), n=clash["missing"])


def way_text(way: dict[str, Any], names: Names) -> str:
    """One way out, each of which was tried and is enough alone."""
    details, some = way["details"], len(way["judges"]) or len(way["submissions"])
    numbers = {"before": _span(way["before"]), "after": _span(way["after"])}
    texts: dict[str, Callable[[], str]] = {
        "max_load": lambda: _(
            "Raise the limit of %(n)d judges from %(before)s to %(after)s (%(who)s)", n=some,
            who=names.of_judges(way["judges"]), **numbers,
        ),
        "judges_needed": lambda: _(
            "Lower the judges of %(n)d dossiers from %(before)s to %(after)s (%(works)s)", n=some,
            works=names.of_works(way["submissions"]), **numbers,
        ),
        "add_judges": lambda: _(
            "Seat %(n)d more judges without conflicts, for up to %(most)d dossiers each", n=details["count"],
            most=details["max_load"],
        ),
        "fixed": lambda: _("Take out of the fixed pairs: %(pairs)s", pairs=names.of_pairs(details["remove"])),
        "forbidden": lambda: _("Leave the forbidden pairs out of account"),
        "pair_probability_cap": lambda: _("Raise the cap on a pair's probability to %(n)d percent", n=details["to"]),
        "distinct_organisations": lambda: _("Let several judges of one organisation judge a dossier"),
        "minimum_experts": lambda: _("Do without experts among the judges of each dossier"),
    }  # fmt: skip
    return texts[way["kind"]]()


def _span(numbers: list[int]) -> str:
    low, high = min(numbers, default=0), max(numbers, default=0)
    return f"{low}" if low == high else f"{low}–{high}"


def facts(outcome: dict[str, Any], settings: Any, names: Names) -> list[str]:
    """What came out of a proposal, sentence by sentence."""
    lines = []
    if outcome["expected"] is not None:
        lines.append(_("Drawn by lot with seed %(n)d, under the cap on every pair.", n=settings.seed))
    elif outcome["fewest"] is not None:
        proof = _("no answer has fewer changes") if outcome["fewest"] else _("fewer changes may be possible")
        lines.append(
            _("%(kept)d pairs stay, %(gone)d go, %(new)d are new; %(proof)s.", kept=outcome["kept"],
              gone=outcome["gone"], new=outcome["new"], proof=proof)
        )  # fmt: skip
    elif outcome["status"] == "optimal":
        lines.append(_("No assignment within the limits fits better in all; that is proven."))
    if outcome.get("even"):
        lines.append(
            _("Nothing tells the judges apart yet, neither expertise nor texts nor wishes: so the loads are even.")
        )
    if outcome["bound"] is not None:
        lines.append(
            _("The worst-served dossier has a mean fit of %(worst)s; none can lift every dossier above %(bound)s.",
              worst=percent(outcome["worst"]), bound=percent(outcome["bound"]))
        )  # fmt: skip
    if outcome["groups"] > 1:
        lines.append(
            _("The judges fall into %(n)d groups that share no dossier: their scores cannot be compared.",
              n=outcome["groups"])
        )  # fmt: skip
    lines += [
        _("%(judge)s has %(n)d dossiers; the least asked for was %(least)d.", judge=names.of_judges([judge]), n=has,
          least=least)
        for judge, has, least in outcome["below"]
    ]  # fmt: skip
    if outcome["barred"]:
        count = len(outcome["barred"])
        lines.append(
            ngettext("%(num)d pair stands in spite of a conflict of interest: take it back.",
                     "%(num)d pairs stand in spite of a conflict of interest: take them back.", count)
        )  # fmt: skip
    return lines


def reason_text(reason: "Reason", judges: list[str]) -> str:
    """Why a judge has a work, or why not; `judges` are the names by position."""
    other = judges[reason.other_judge] if reason.other_judge is not None else ""
    texts: dict[str, Callable[[], str]] = {
        "started": lambda: _("A sheet has been started; nobody takes it away."),
        "fixed": lambda: _("It stands already, or is fixed by an organizer."),
        "chosen": lambda: _(
            "Chosen: fit number %(rank)d among all who may judge it; %(load)d dossiers in all.", rank=reason.rank,
            load=reason.load,
        ),
        "conflict": lambda: _("Conflict of interest."),
        "forbidden": lambda: _("Forbidden by an organizer."),
        "colleague": lambda: _("Of the same organisation as %(judge)s, who has it.", judge=other),
        "lower_fit": lambda: _(
            "Fits less well than %(judge)s, the one who fits least of those who have it: %(n)s less.", judge=other,
            n=percent(1000 * (reason.behind or 0)),
        ),
        "full": lambda: _("Has %(load)d dossiers already, as many as is fair.", load=reason.load),
        "balance": lambda: _("Would fit, but the whole is better so: others need this judge more, or loads are even."),
    }  # fmt: skip
    return texts[reason.kind]()
