"""Needs for a person and needs like a need, from rows: what is kept is never older than what stands."""

import pytest

from kompetensnav.apps.matches.directions import needs_like, needs_of, region_demand
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.actions import change_requirement
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.people.models import ProfileSection
from tests.factories import Asks, Says

pytestmark = pytest.mark.django_db
ELECTRICIAN, COOK = Asks("Industrielektriker"), Asks("Kock, à la carte")
SKILLED = (Says("Industrielektriker"), Says("Svenska", 5))


def ids(found):
    return [one.need.pk for one in found]


def test_open_needs_of_the_own_region_alone(region, other_region):
    person = region.person(claims=SKILLED)
    fits = region.need()
    region.need(draft=True)
    region.need(closed=True)
    other_region.need()
    found = needs_of(person)
    assert ids(found.ranked) == [fits.pk]
    assert found.counts.total == 1


def test_the_explanation_is_that_of_the_needs_own_list(region):
    from kompetensnav.apps.matches.actions import explain_now

    person, need = region.person(claims=SKILLED), region.need(requirements=(ELECTRICIAN, Asks("Svenska", level=3)))
    stored, _ = explain_now(person, need)
    stored.pop("removed_by")
    assert [one.stored for one in needs_of(person).ranked] == [stored]


def test_nothing_known_gives_the_question_that_most_needs_share(region):
    person = region.person(claims=(), sections=())
    for _ in range(2):
        region.need(requirements=(COOK, Asks("drive:B")))
    region.need(requirements=(ELECTRICIAN, Asks("drive:B")))
    found = needs_of(person)
    assert found.abstains and not found.ranked and not found.ask_first
    assert found.question["concepts"][0]["id"] == "drive:B"
    assert found.question["needs"] == 3


def test_what_a_condition_removes_is_counted(region):
    person = region.person(claims=SKILLED, municipality_id="2580")
    region.need(municipality_id="0180")
    found = needs_of(person)
    assert (found.ranked, sum(found.counts.removed)) == ([], 1)


def test_a_changed_need_is_prepared_anew(region, actor):
    from kompetensnav.apps.memberships.enums import Role
    from kompetensnav.apps.needs.actions import Change

    need = region.need(requirements=(ELECTRICIAN, COOK))
    person = region.person(claims=SKILLED)
    before = needs_of(person).ranked[0].stored["score"]
    change_requirement(
        actor(Role.COORDINATOR), need=Need.objects.get(pk=need.pk), version=1, number=2, change=Change(removed=True)
    )
    after = needs_of(person).ranked[0].stored["score"]
    assert after["lo"] * before["scale"] > before["lo"] * after["scale"]


def test_what_has_ended_is_found_no_more(region):
    need, person = region.need(), region.person(claims=SKILLED)
    assert ids(needs_of(person).ranked) == [need.pk]
    Need.objects.filter(pk=need.pk).update(status=NeedStatus.FILLED)
    assert needs_of(person).counts.total == 0


def test_what_is_kept_is_read_once(region, django_assert_num_queries):
    for _ in range(3):
        region.need()
    similarity, collaboration = similarity_in_use(), region.collaboration.pk
    region_demand(collaboration, similarity)
    with django_assert_num_queries(1):
        region_demand(collaboration, similarity)
    one = region.need()
    with django_assert_num_queries(3):
        assert one.pk in region_demand(collaboration, similarity).ids


def test_needs_alike_name_what_is_shared(region):
    here = region.need(requirements=(ELECTRICIAN, Asks("drive:B"), Asks("Svenska", level=3)))
    alike = region.need(requirements=(ELECTRICIAN, Asks("drive:B")), municipality_id="2580")
    region.need(requirements=(COOK,))
    [found] = needs_like(here)
    assert found.need == alike
    assert [r["number"] for r in found.shared] == [1, 2]
    assert [r["number"] for r in found.only_here] == [3]
    assert found.only_there == [] and found.distance_km


def test_a_requirement_that_the_taxonomy_lacks_confuses_no_numbers(region):
    here = region.need(requirements=(COOK, ELECTRICIAN))
    Requirement.objects.filter(need=here, number=1).update(concepts=["gone:1"])
    region.need()
    [found] = needs_like(here)
    assert [r["number"] for r in found.shared] == [2]


def test_a_section_that_was_never_asked_is_asked_about(region):
    person = region.person(claims=SKILLED, sections=(ProfileSection.OCCUPATION,))
    region.need(requirements=(ELECTRICIAN, Asks("drive:B")))
    [found] = needs_of(person).ranked
    assert found.stored["question"]["number"] == 2
