"""The demo's catalogue: everything in it means something, and its dates are right on any day it is loaded."""

import datetime

import pytest
from django.utils import timezone

from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme
from kompetensnav.apps.education.snapshot import offers
from kompetensnav.demo.load_education import education_settings, load_education

DAYS = [
    datetime.date(2026, 11, 22),
    datetime.date(2027, 1, 1),
    datetime.date(2028, 2, 29),
    datetime.date(2027, 8, 17),
]


@pytest.fixture
def graph(taxonomy):
    from kompetensnav.apps.concepts.queries import taxonomy_in_use

    return taxonomy_in_use().graph


def test_every_programme_is_of_a_provider_and_grants_what_the_taxonomy_has(graph, region) -> None:
    settings = education_settings()
    keys = [p["key"] for p in settings["programme"]]
    assert len(keys) == len(set(keys)) >= 40
    assert {p["provider"] for p in settings["programme"]} == set(settings["providers"])
    load_education(region.collaboration, graph, timezone.localdate())
    concepts = {*Grant.objects.values_list("concept", flat=True)}
    concepts |= {c for row in EntryRequirement.objects.all() for c in row.concepts}
    assert [c for c in sorted(concepts) if graph.find(c) is None] == []
    assert not Programme.objects.filter(grants=None).exists()


@pytest.mark.parametrize("today", DAYS)
def test_on_any_day_there_are_intakes_behind_now_and_for_two_years(graph, region, today) -> None:
    loaded = load_education(region.collaboration, graph, today)
    assert loaded.intakes == Intake.objects.count() >= 120
    dated = Intake.objects.filter(rolling=False)
    assert dated.filter(starts_on__lt=today).exists()
    last = dated.order_by("-starts_on").values_list("starts_on", flat=True)[0]
    assert datetime.timedelta(days=500) < last - today <= datetime.timedelta(days=730)
    assert {d.weekday() for d in dated.values_list("starts_on", flat=True)} == {0}
    assert len(offers(Intake.objects.takeable(today), graph)) >= 90
    assert dated.filter(seats__isnull=False, taken=None).exists()  # not known is a value
