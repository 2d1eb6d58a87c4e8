"""Why scores cannot carry more than their means, in sentences."""

from flask_babel import gettext as _

from portal.calibration.gate import LEAST_LOAD, Hindrance, Reason


def reason_words(reason: Reason) -> str:
    """One hindrance in the reader's language."""
    if reason.kind is Hindrance.SINGLE_SHEETS:
        return _("No work has sheets of two judges, so nothing can be said about judges or about chance.")
    if reason.kind is Hindrance.GROUPS:
        return _(
            "The judges fall into %(n)d groups that share no work, so nobody can say who is stricter. Let a few works"
            " be scored by judges of all groups.",
            n=int(reason.value),
        )
    if reason.kind is Hindrance.FEW_SHEETS:
        return _(
            "The judges have %(mean)s sheets each on average; fewer than %(least)s tell too little about how strict"
            " they are.",
            mean=f"{reason.value:.1f}",
            least=f"{LEAST_LOAD:g}",
        )
    return _(
        "The judges do not differ in strictness more than chance allows (p = %(p)s); the plain mean is as good.",
        p=f"{reason.value:.2f}",
    )
