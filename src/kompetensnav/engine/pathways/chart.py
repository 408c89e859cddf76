"""Requirements as bits, and offers as the bits they give and demand: what a route search moves over.

A *mark* is a distinct requirement: the same kind, alternatives and level are one mark, whoever asks for it. Credit
is the best over claims, never a sum, so several grants meet a mark exactly where one of them alone does: what has
been reached is a set of marks, and a set of marks is a whole number. Only marks of the goal, and marks demanded by
offers that give a mark already here, are of any use; other offers are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.degree import credits_of
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import PersonProfile, Supply
from kompetensnav.engine.matching.terms import Polarity
from kompetensnav.engine.pathways.kernel.arrays import ANYWHERE, Groups, Legs, Words
from kompetensnav.engine.pathways.offers import Day, Goal, Offer, RouteParameters, by_id
from kompetensnav.engine.pathways.terms import Doubt, OnSite


class Leg(NamedTuple):
    """An offer with the marks it gives and demands, and what is in doubt about it, whoever takes it.

    ``site`` is where it has to be attended, ANYWHERE where nothing has to be or where it is not known.
    """

    offer: Offer
    gives: int
    demands: int
    doubts: tuple[Doubt, ...]
    site: int

    @property
    def group(self) -> tuple[int, int, int, bool, bool]:
        """Legs alike in this differ in nothing but dates, cost and doubts."""
        return self.gives, self.demands, self.site, self.offer.on_site is OnSite.WEEKS, self.offer.starts is None

    @property
    def by_end(self) -> tuple[int, int, int, str]:
        """The order of steps in ``Route.order`` among legs of a group that are taken at the same point."""
        offer = self.offer
        ends = offer.days if offer.ends is None else offer.ends
        return ends, -(offer.starts or 0), offer.kind, offer.id


@dataclass(frozen=True)
class Chart:
    """All that can be of use on the way to a goal.

    ``marks`` by bit; ``goal`` all bits of the goal, ``asked`` the bit of each of its requirements; ``demanded`` all
    bits that some leg demands; ``sites`` the places where legs have to be attended, rising. ``groups`` and ``legs``
    are the compiled search's; ``offered`` holds the legs in their order.
    """

    to: Goal
    marks: tuple[Requirement, ...]
    goal: int
    asked: tuple[int, ...]
    demanded: int
    sites: tuple[int, ...]
    offered: tuple[Leg, ...]
    groups: Groups
    legs: Legs

    def words(self, marks: int) -> Words:
        """Marks as the compiled search has them."""
        return words_of(marks, len(self.marks))

    def positions(self, marks: int) -> tuple[int, ...]:
        """Requirements of the goal, by index, that are these marks."""
        return tuple(i for i, bit in enumerate(self.asked) if marks >> bit & 1)


def mark_of(requirement: Requirement) -> Requirement:
    """What makes two requirements one mark: neither weight nor polarity decides a route."""
    concepts = tuple(sorted(set(requirement.concepts)))
    return replace(requirement, concepts=concepts, polarity=Polarity.MUST, weight=1)


def degrees(mark: Requirement, supply: Supply, similarity: Similarity) -> NDArray[np.uint8]:
    """(n,) the degree in hundredths to which each person meets a mark."""
    found = np.zeros(len(supply), np.uint8)
    np.maximum.at(found, *credits_of(mark, supply, similarity))
    return found


def words_of(marks: int, n: int) -> Words:
    """Some of n marks as 64-bit words, the lowest first; at least one word."""
    size = 8 * max(1, -(-n // 64))
    return np.frombuffer(marks.to_bytes(size, "little"), "<u8").astype(np.uint64)


def chart_of(
    goal: Goal, offers: Sequence[Offer], similarity: Similarity, parameters: RouteParameters, today: Day
) -> Chart:
    """The chart of a goal. Raises ValueError for one offer id twice and for grants that cannot be."""
    alive = [o for o in by_id(offers) if _alive(o, today)]
    grants = sorted({o.grants for o in alive}, key=repr)
    with_grants: dict[int, list[Offer]] = {}
    row = {g: i for i, g in enumerate(grants)}
    for offer in alive:
        with_grants.setdefault(row[offer.grants], []).append(offer)
    # Whoever has been on a course and can nothing else stands for the course.
    taught = Supply.of([PersonProfile(f"{i:09}", claims=g) for i, g in enumerate(grants)], len(similarity.graph))
    bit = {mark: i for i, mark in enumerate(dict.fromkeys(mark_of(r) for r in goal.requirements))}
    asked = tuple(bit[mark_of(r)] for r in goal.requirements)
    of_goal, todo = (1 << len(bit)) - 1, list(bit)
    gives: dict[int, int] = {}
    while todo:
        mark = todo.pop(0)
        enough = degrees(mark, taught, similarity) >= similarity.parameters.outcome_met
        for i in np.flatnonzero(enough).tolist():
            if i not in gives:
                demands = (mark_of(r) for o in with_grants[i] for r in o.demands)
                new = [m for m in dict.fromkeys(demands) if m not in bit]
                bit |= {m: len(bit) + k for k, m in enumerate(new)}
                todo += new
            gives[i] = gives.get(i, 0) | 1 << bit[mark]
    legs = [_leg(o, gives[row[o.grants]], bit) for o in alive if row[o.grants] in gives]
    legs.sort(key=lambda leg: (leg.group, leg.by_end))
    demanded = 0
    for leg in legs:
        demanded |= leg.demands
    sites = tuple(sorted({leg.site for leg in legs if leg.site != ANYWHERE}))
    arrays = _groups(legs, sites, len(bit)), _legs(legs, today + parameters.ask)
    return Chart(goal, tuple(bit), of_goal, asked, demanded, sites, tuple(legs), *arrays)


def _groups(legs: Sequence[Leg], sites: tuple[int, ...], n_marks: int) -> Groups:
    first = [i for i, leg in enumerate(legs) if not i or leg.group != legs[i - 1].group]
    at = [legs[i] for i in first]
    width = len(words_of(0, n_marks))
    site = [ANYWHERE if leg.site == ANYWHERE else sites.index(leg.site) for leg in at]
    return Groups(
        gives=np.array([words_of(leg.gives, n_marks) for leg in at], np.uint64).reshape(-1, width),
        demands=np.array([words_of(leg.demands, n_marks) for leg in at], np.uint64).reshape(-1, width),
        site=np.array(site, np.int64),
        weeks=np.array([leg.offer.on_site is OnSite.WEEKS for leg in at], np.bool_),
        first=np.array([*first, len(legs)], np.int64),
    )


def _legs(legs: Sequence[Leg], answered: Day) -> Legs:
    offers = [leg.offer for leg in legs]
    rank = {o.id: i + 1 for i, o in enumerate(sorted(offers, key=lambda o: (o.kind, o.id)))}
    starts = np.array([o.starts or 0 for o in offers], np.int64)
    dated = np.array([o.starts is not None for o in offers], np.bool_)
    by_start = np.argsort(starts, kind="stable")
    new_group = [not i or leg.group != legs[i - 1].group for i, leg in enumerate(legs)]
    return Legs(
        dated=dated,
        starts=starts,
        ends=np.array([o.ends or 0 for o in offers], np.int64),
        days=np.array([o.days for o in offers], np.int64),
        late=np.array([o.apply_by is not None and o.apply_by < answered for o in offers], np.bool_),
        cost=np.array([o.cost or 0 for o in offers], np.int64),
        doubts=np.array([len(leg.doubts) for leg in legs], np.int64),
        rank=np.array([rank[o.id] for o in offers], np.int64),
        group=np.cumsum(np.array(new_group, np.int64)) - 1,
        by_start=by_start[dated[by_start]],
    )


def _alive(offer: Offer, today: Day) -> bool:
    """Whether anybody at all can still take it."""
    if offer.seats_left == 0 or (offer.apply_by is not None and offer.apply_by < today):
        return False
    return offer.starts is None or offer.starts >= today


def _leg(offer: Offer, gives: int, bit: dict[Requirement, int]) -> Leg:
    demands = 0
    for requirement in offer.demands:
        demands |= 1 << bit[mark_of(requirement)]
    attended = offer.on_site in (OnSite.ALL, OnSite.WEEKS)
    unclear = offer.on_site is OnSite.UNKNOWN or (attended and offer.place is None)
    tests = {
        Doubt.ON_SITE_UNKNOWN: unclear,
        Doubt.SEATS_UNKNOWN: offer.seats_left is None,
        Doubt.DEADLINE_UNKNOWN: offer.apply_by is None and offer.starts is not None,
        Doubt.COST_UNKNOWN: offer.cost is None,
        Doubt.NOT_CONFIRMED: not offer.confirmed,
    }
    doubts = tuple(doubt for doubt, holds in tests.items() if holds)
    site = offer.place if attended and offer.place is not None else ANYWHERE
    return Leg(offer, gives, demands, doubts, site)
