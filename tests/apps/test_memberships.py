"""What each role may do, and who acts."""

import pytest

from kompetensnav.apps.memberships.actor import SYSTEM, Actor, Command
from kompetensnav.apps.memberships.enums import ROLE_MAY, May, Role
from tests.factories import Region, UserFactory

WHO_MAY = {
    May.SEE_REGIONS_NEEDS: "coordinator education_planner project_owner selector analyst",
    May.SEE_OWN_NEEDS: "employer unit_manager",
    May.WRITE_REGIONS_NEEDS: "coordinator",
    May.WRITE_OWN_NEEDS: "employer unit_manager",
    May.SEE_CANDIDATES: "coordinator",
    May.SEE_PEOPLE: "coordinator",
    May.PROPOSE: "coordinator",
    May.ANSWER_FOR_EMPLOYER: "employer unit_manager",
    May.MATCH_ALL_NEEDS: "analyst administrator",
    May.EXPORT_PEOPLE: "administrator",
    May.PROTECT_AND_ERASE: "administrator",
    May.SEE_JOBS: "administrator data_protection",
    May.SEE_LOGS: "data_protection",
    May.REVIEW_CORRECTIONS: "administrator",
    May.SEE_CATALOGUE: "coordinator employer education_planner project_owner unit_manager selector analyst",
    May.WRITE_CATALOGUE: "education_planner",
    May.SEE_ROUTES: "coordinator",
    May.SEE_SUPPLY: "coordinator education_planner analyst",
    May.WRITE_COURSES: "coordinator education_planner",
    May.ANSWER_LETTERS: "employer unit_manager",
}


@pytest.mark.parametrize("what", May, ids=lambda w: w.name)
def test_who_may(what: May, region: Region) -> None:
    assert {role.value for role in Role if region.actor(role).may(what)} == set(WHO_MAY[what].split())


def test_every_role_is_decided_on() -> None:
    assert set(ROLE_MAY) == set(Role)
    assert set(WHO_MAY) == set(May)


def test_a_resident_acts_for_nobody_and_has_no_role_s_permissions(taxonomy) -> None:
    alone = Actor(UserFactory(), None)
    assert (alone.role, alone.organisation_id, alone.collaboration_id) == (None, "", "")
    assert not any(alone.may(what) for what in May)


def test_an_actor_is_logged_by_user_and_organisation(region: Region) -> None:
    employer = region.actor(Role.EMPLOYER)
    assert employer.actor_id == region.user(Role.EMPLOYER).pk
    assert employer.organisation_id == region.employer.pk
    assert employer.collaboration_id == region.collaboration.pk
    assert employer.role is Role.EMPLOYER


def test_machines_act_under_names_no_user_has() -> None:
    assert (SYSTEM.actor_id, Command().actor_id) == ("system", "command-line")
    assert not SYSTEM.organisation_id
