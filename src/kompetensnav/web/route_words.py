"""Routes in words: what each step is, what it takes for granted, what it costs, and how it keeps to the date.

The same words are read by a coordinator about somebody and by the one whom it is about.
"""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from kompetensnav.apps.education.enums import Finance
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.routes.shown import StoredRoute
from kompetensnav.engine.pathways.terms import Doubt, OnSite, StepKind

DOUBTS: dict[str, Text] = {
    Doubt.ANSWER_YES.name.lower(): gettext_lazy("a yes to what nobody has asked"),
    Doubt.LEGAL_AGE.name.lower(): gettext_lazy("the age that the law asks for"),
    Doubt.REACH.name.lower(): gettext_lazy("that the place of work can be reached, or moved to: nobody has asked"),
    Doubt.MOVE_FOR_COURSE.name.lower(): gettext_lazy("a move to where the course is given: nobody has asked"),
    Doubt.ON_SITE_WEEKS.name.lower(): gettext_lazy("that the weeks on site can be travelled to"),
    Doubt.ON_SITE_UNKNOWN.name.lower(): gettext_lazy("that it can be attended: how much, or where, is not stated"),
    Doubt.SEATS_UNKNOWN.name.lower(): gettext_lazy("a free seat: how many are left is not known"),
    Doubt.DEADLINE_UNKNOWN.name.lower(): gettext_lazy("that one can still apply: the last day is not known"),
    Doubt.COST_UNKNOWN.name.lower(): gettext_lazy("no cost where the cost is not known"),
    Doubt.NOT_CONFIRMED.name.lower(): gettext_lazy(
        "that the course gives what was read from its text: nobody has confirmed it"
    ),
}
KINDS: dict[str, Text] = {
    StepKind.ASK.name.lower(): gettext_lazy("Ask"),
    StepKind.TRAINING.name.lower(): gettext_lazy("Course"),
    StepKind.VALIDATION.name.lower(): gettext_lazy("Validation"),
    StepKind.LANGUAGE.name.lower(): gettext_lazy("Language course"),
    StepKind.PLACEMENT.name.lower(): gettext_lazy("Work training"),
    StepKind.MOVE.name.lower(): gettext_lazy("Move"),
}
_ANSWER_YES = Doubt.ANSWER_YES.name.lower()
_COST_UNKNOWN = Doubt.COST_UNKNOWN.name.lower()
_WEEK, _MONTH = 7, 30.4
_DAYS_SAID = 14  # so many days and more are told in weeks
_WEEKS_SAID = 13 * _WEEK  # and in months from here


def day(when: datetime.date, today: datetime.date) -> str:
    """12 January, with the year where it is another one."""
    return date_format(when, "j N" if when.year == today.year else "j N Y")


def span(days: int) -> str:
    """A length of time in words: days, weeks or months."""
    if days < _DAYS_SAID:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days < _WEEKS_SAID:
        n = round(days / _WEEK)
        return ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n}
    n = round(days / _MONTH)
    return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}


def punctuality(ready: datetime.date, need_date: datetime.date | None, today: datetime.date) -> str:
    """How a route keeps to the date of the need; how long it takes where the need has none."""
    if need_date is None:
        return from_today(ready, today)
    off = (ready - need_date).days
    if off == 0:
        return gettext("on the day")
    values = {"span": span(abs(off))}
    return gettext("%(span)s after") % values if off > 0 else gettext("%(span)s before") % values


def from_today(ready: datetime.date, today: datetime.date) -> str:
    """How long it takes from today."""
    if ready <= today:
        return gettext("today")
    return gettext("in %(span)s") % {"span": span((ready - today).days)}


def assumptions(route: StoredRoute, asked: Iterable[str] = ()) -> list[str]:
    """What a route takes for granted, each kind once; ``asked`` names what would be asked about first."""
    found = []
    for code, n in Counter[str](route["doubts"]).items():
        words = str(DOUBTS[code])
        if code == _ANSWER_YES and (named := ", ".join(asked)):
            words = gettext("a yes to what nobody has asked: %(what)s") % {"what": named}
        elif n > 1:
            words = gettext("%(what)s (%(n)d times)") % {"what": words, "n": n}
        found.append(words)
    return found


def money(amount: int) -> str:
    """SEK 12,000."""
    return gettext("SEK %(amount)s") % {"amount": number_format(amount, force_grouping=True)}


def money_or_unknown(amount: int | None) -> str:
    """What one thing costs, where that is known."""
    if amount is None:
        return gettext("cost not known")
    return money(amount) if amount else gettext("no cost")


def cost(route: StoredRoute) -> str:
    """What a route costs its organisers; what is not known is said."""
    known, open_ = route["cost"], _COST_UNKNOWN in route["doubts"]
    if open_ and known:
        return gettext("at least %(cost)s") % {"cost": money(known)}
    return money_or_unknown(None if open_ else known)


def cost_known(route: StoredRoute) -> int | None:
    """SEK; None where a part of it is not known."""
    return None if _COST_UNKNOWN in route["doubts"] else int(route["cost"])


def seats(left: int | None) -> str:
    """Seats left, or that nobody knows."""
    if left is None:
        return gettext("seats left not known")
    if left == 0:
        return gettext("full")
    return ngettext("%(n)d seat left", "%(n)d seats left", left) % {"n": left}


def place(code: str | None) -> str:
    """The municipality's name, empty where there is none."""
    return municipalities()[code].name if code else ""


def how(step: StoredRoute) -> str:
    """Where, how long, at what pace and how much on site: ``Boden, 40 weeks, on site``."""
    starts, ends = (datetime.date.fromisoformat(step[k]) for k in ("starts", "ends"))
    parts = [step["provider"], place(step["place"]), span((ends - starts).days + 1)]
    if step["pace"] and step["pace"] < 100:
        parts.append(gettext("%(pace)d%% of full time") % {"pace": step["pace"]})
    parts.append(_on_site(step))
    return ", ".join(p for p in parts if p)


def _on_site(step: StoredRoute) -> str:
    if step["on_site"] == OnSite.NONE:
        return gettext("at a distance")
    if step["on_site"] != OnSite.WEEKS:
        return ""
    n = step["on_site_weeks"]
    if not n:
        return gettext("at a distance, with weeks on site")
    return ngettext("at a distance, %(n)d week on site", "at a distance, %(n)d weeks on site", n) % {"n": n}


def finance(codes: Iterable[str]) -> str:
    """What the participant can live on meanwhile; what somebody gets is decided elsewhere."""
    return ", ".join(str(Finance(code).label) for code in codes if code in Finance.values)


def kind(step: StoredRoute) -> str:
    """What a step is."""
    return str(KINDS[step["kind"]])
