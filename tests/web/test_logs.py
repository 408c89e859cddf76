"""The logs as the data-protection officer reads them: one's own region, filtered, paged, taken out with a trace."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kompetensnav.apps.core.log import audit, looked
from kompetensnav.apps.core.models import AuditEvent, Look
from kompetensnav.apps.memberships.actor import Command
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.web.oversight.logs import STEP

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(region):
    client = Client()
    client.force_login(region.user(Role.DATA_PROTECTION))
    return client


def test_looks_at_the_region_s_people_are_shown_with_who_looked(officer, region, individual, other_region):
    looked(region.actor(Role.COORDINATOR), [individual.pk], Look.PROFILE, individual)
    stranger = other_region.person()
    looked(other_region.actor(Role.COORDINATOR), [stranger.pk], Look.PROFILE, stranger)
    lines = officer.get("/oversight/logs/").context["lines"]
    assert [(line.about, line.actor) for line in lines] == [(individual.pk, region.user(Role.COORDINATOR).name)]


def test_changes_are_filtered_by_verb_and_by_row(officer, region, need):
    other = region.need(title="Another")
    actor = region.actor(Role.COORDINATOR)
    audit(actor, "need.facts-changed", need, positions=2)
    audit(actor, "need.facts-changed", other, positions=3)
    audit(actor, "match.asked-for", need)
    lines = officer.get(f"/oversight/logs/?kind=audit&what=need.facts&about={need.pk}").context["lines"]
    assert [(line.code, line.about, line.details) for line in lines] == [
        ("need.facts-changed", need.pk, "positions: 2")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "since=1899-13-45",
        "before=99999999999999999999",
        "kind=nothing&what=x",
        "since=0001-01-01&until=9999-12-31",
        "until=x",
    ],
)
def test_what_cannot_be_read_in_the_address_is_passed_over(officer, query):
    assert officer.get(f"/oversight/logs/?{query}").status_code == 200


def test_pages_follow_one_another_without_gap_or_overlap(officer, region, need):
    actor = region.actor(Role.COORDINATOR)
    for i in range(STEP + 5):
        audit(actor, "need.facts-changed", need, positions=i)
    first = officer.get("/oversight/logs/?kind=audit&what=need.facts").context
    second = officer.get("/oversight/logs/" + first["older_url"]).context
    ids = [line.id for line in (*first["lines"], *second["lines"])]
    assert len(ids) == len(set(ids)) == STEP + 5 and ids == sorted(ids, reverse=True)
    assert second["older_url"] == ""


def test_taking_a_log_out_is_written_in_the_log(officer, region, individual):
    looked(region.actor(Role.COORDINATOR), [individual.pk], Look.PROFILE, individual)
    answer = officer.post("/oversight/logs/export.csv?kind=access")
    assert individual.pk in answer.content.decode("utf-8-sig")
    event = AuditEvent.objects.get(verb="log.exported")
    assert event.details == {"log": "access", "rows": 1}


def test_the_number_of_queries_does_not_grow(officer, region, need):
    def count():
        with CaptureQueriesContext(connection) as queries:
            officer.get("/oversight/logs/?kind=audit")
        return len(queries)

    audit(region.actor(Role.COORDINATOR), "need.facts-changed", need)
    few = count()
    for role in Role:
        audit(region.actor(role), "need.facts-changed", need)
    assert count() == few <= 8


def test_what_is_done_at_the_machine_itself_is_seen(officer, region, need):
    audit(Command(), "person.exported", need, people=3, purpose="A plan for 2027")
    lines = officer.get("/oversight/logs/?kind=audit&what=person.exported").context["lines"]
    assert [(line.actor_id, line.details) for line in lines] == [
        ("command-line", "people: 3, purpose: A plan for 2027")
    ]


def test_every_verb_in_the_log_has_words(officer, region, need):
    audit(region.actor(Role.COORDINATOR), "need.facts-changed", need, positions=2)
    [line] = officer.get("/oversight/logs/?kind=audit&what=need.facts").context["lines"]
    assert line.what and line.what != line.code
