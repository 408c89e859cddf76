"""Who is written, and whose explanation is made anew, when lists are compared: nobody too few."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kompetensnav.apps.matches.changes import Basis, StandingPerson, difference, reason
from kompetensnav.apps.matches.enums import GoneReason
from kompetensnav.apps.matches.finding import ListedPerson, Standing
from kompetensnav.apps.matches.models import CandidateList
from kompetensnav.engine.matching.terms import Condition

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
LONG_AGO, SINCE = NOON - datetime.timedelta(days=3), NOON + datetime.timedelta(hours=3)
BASIS = Basis(NOON, 1, ("engine", "parameters", "taxonomy"))
PEOPLE = [f"p-{i}" for i in range(7)]
Lists = dict[CandidateList, list[str]]


@st.composite
def lists(draw) -> Lists:
    some = draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    cut = draw(st.integers(0, len(some)))
    return {CandidateList.RANKED: some[:cut], CandidateList.ASK_FIRST: some[cut:]}


def listed(people: Lists, changed: frozenset[str] = frozenset()) -> list[ListedPerson]:
    """The interval is the person's own: another once they have changed."""
    return [
        ListedPerson(person, which, rank, 10 + 10 * (person in changed), 60)
        for which, some in people.items()
        for rank, person in enumerate(some, 1)
    ]


def standing(people: Lists, changed: frozenset[str], erased: frozenset[str]) -> list[StandingPerson]:
    rows = enumerate(listed(people))
    return [
        StandingPerson(*one, SINCE if one.person in changed else LONG_AGO, row)
        for row, one in rows
        if one.person not in erased
    ]


def explanations(people: Lists, changed: frozenset[str]) -> dict[str, object]:
    """What an explanation rests on: the person as they are, and in a ranking the one above as they are."""
    found: dict[str, object] = {p: (p in changed) for p in people[CandidateList.ASK_FIRST]}
    above: list[str | None] = [None, *people[CandidateList.RANKED]]
    for person, one in zip(people[CandidateList.RANKED], above, strict=False):
        found[person] = (person in changed, one, one in changed)
    return found


some_people = st.frozensets(st.sampled_from(PEOPLE))


TWO: Lists = {CandidateList.RANKED: PEOPLE[:2], CandidateList.ASK_FIRST: []}


@example(TWO, None, frozenset(PEOPLE[:1]), frozenset())  # the one above is another than they were
@example(TWO, None, frozenset(), frozenset(PEOPLE[:1]))  # the one above has been erased
@given(lists(), st.none() | lists(), some_people, some_people)
def test_no_explanation_that_is_another_is_left_as_it_was(
    before: Lists, other: Lists | None, changed: frozenset[str], erased: frozenset[str]
) -> None:
    after = {which: [p for p in some if p not in erased] for which, some in (other or before).items()}
    found = difference(standing(before, changed, erased), BASIS, listed(after, changed), BASIS)
    was, is_ = explanations(before, frozenset()), explanations(after, changed)
    assert {p for p, rests_on in is_.items() if was.get(p) != rests_on} <= found.explain <= set(is_)


@given(lists(), lists(), some_people, some_people)
def test_what_is_written_and_taken_away_makes_the_old_lists_the_new_ones(
    before: Lists, after: Lists, changed: frozenset[str], erased: frozenset[str]
) -> None:
    after = {which: [p for p in some if p not in erased] for which, some in after.items()}
    stands = standing(before, changed, erased)
    found = difference(stands, BASIS, listed(after, changed), BASIS)
    rows = {s.person: s[:5] for s in stands}
    for gone in found.gone:
        del rows[gone.person]
    rows |= {one.person: tuple(one) for one in found.write}
    assert rows == {one.person: tuple(one) for one in listed(after, changed)}
    assert set(found.aside) == {s.row for s in stands if s.person in {one.person for one in found.write}}
    assert {c.person for c in found.came} == {
        p for which, some in after.items() for p in some if p in erased or p not in before[which]
    }


@given(lists())
def test_nothing_is_written_where_nothing_has_changed(same: Lists) -> None:
    found = difference(standing(same, frozenset(), frozenset()), BASIS, listed(same), BASIS)
    assert not (found.came or found.gone or found.write or found.explain or found.aside)


@pytest.mark.parametrize(
    "now",
    [Basis(NOON, 2, BASIS.rules), Basis(NOON, 1, ("engine", "parameters", "another"))],
    ids=["need", "taxonomy"],
)
def test_another_need_or_other_rules_explain_everybody_anew(now: Basis) -> None:
    same: Lists = {CandidateList.RANKED: PEOPLE[:3], CandidateList.ASK_FIRST: PEOPLE[3:]}
    found = difference(standing(same, frozenset(), frozenset()), BASIS, listed(same), now)
    assert found.explain == set(PEOPLE)
    assert not (found.came or found.gone)


def test_a_profile_written_by_a_slow_transaction_is_not_missed() -> None:
    same: Lists = {CandidateList.RANKED: ["p-1"], CandidateList.ASK_FIRST: []}
    [one] = standing(same, frozenset(), frozenset())
    late = one._replace(changed_at=NOON - datetime.timedelta(minutes=1))  # stamped before, seen after
    assert difference([late], BASIS, listed(same), BASIS).explain == {"p-1"}


OTHER_NEED, OTHER_RULES = Basis(NOON, 2, BASIS.rules), Basis(NOON, 1, ("engine", "parameters", "another"))


@pytest.mark.parametrize(
    ("standing", "now", "why"),
    [
        (None, BASIS, (GoneReason.UNAVAILABLE, "")),
        (None, OTHER_NEED, (GoneReason.UNAVAILABLE, "")),
        (Standing(Condition.REACH, fit=True), BASIS, (GoneReason.CONDITION, "reach")),
        (Standing(Condition.LANGUAGE, fit=False), OTHER_NEED, (GoneReason.CONDITION, "language")),
        (Standing(None, fit=True), OTHER_NEED, (GoneReason.NEED, "")),
        (Standing(None, fit=True), OTHER_RULES, (GoneReason.RULES, "")),
        (Standing(None, fit=True), BASIS, (GoneReason.PASSED, "")),
        (Standing(None, fit=False), BASIS, (GoneReason.PROFILE, "")),
    ],
)
def test_the_reason_told_is_the_nearest_that_is_sure(
    standing: Standing | None, now: Basis, why: tuple[GoneReason, str]
) -> None:
    assert reason(standing, BASIS, now) == why
