"""Needs with somebody new in their lists since yesterday, for the coordinator's desk."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from kompetensnav.apps.matches.models import CandidateList, Change
from kompetensnav.apps.matches.queries import news_since
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import Need

SHOWN = 8  # rows; the need itself has who they are


@dataclass(frozen=True, slots=True)
class NewPeople:
    """One need and how many are new in each of its lists."""

    need: Need
    ranked: int
    ask_first: int


@dataclass(frozen=True, slots=True)
class News:
    """Those needs with most new people who could fill them, and how many needs there are in all."""

    over_weekend: bool
    rows: Sequence[NewPeople]
    needs: int


def news_of(actor: Actor, now: datetime.datetime) -> News:
    """Two or three queries, however many needs."""
    since = news_since(now)
    needs = Need.objects.visible_to(actor).open().order_by()
    new = Change.objects.since(since).new().filter(need__in=needs.values("pk")).order_by()
    counted = new.values("need").annotate(
        ranked=Count("person", filter=Q(list=CandidateList.RANKED), distinct=True),
        ask_first=Count("person", filter=Q(list=CandidateList.ASK_FIRST), distinct=True),
    )
    first = list(counted.order_by("-ranked", "-ask_first", "need")[:SHOWN])
    known = Need.objects.select_related("organisation").in_bulk([row["need"] for row in first])
    rows = [NewPeople(known[r["need"]], r["ranked"], r["ask_first"]) for r in first if r["need"] in known]
    total = new.values("need").distinct().count() if len(first) == SHOWN else len(first)
    return News((now - since).days > 1, rows, total)
