"""Roles, and what each may do."""

from enum import Enum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What someone does in an organisation."""

    COORDINATOR = "coordinator", _("Coordinator")
    EMPLOYER = "employer", _("Employer")
    EDUCATION_PLANNER = "education_planner", _("Education planner")
    PROJECT_OWNER = "project_owner", _("Project owner")
    UNIT_MANAGER = "unit_manager", _("Unit manager")
    SELECTOR = "selector", _("Selector")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", _("Administrator")
    DATA_PROTECTION = "data_protection", _("Data protection officer")


class May(Enum):
    """What can be permitted. The region is the collaboration that the organisation belongs to."""

    SEE_REGIONS_NEEDS = auto()
    SEE_OWN_NEEDS = auto()
    WRITE_REGIONS_NEEDS = auto()
    WRITE_OWN_NEEDS = auto()
    SEE_CANDIDATES = auto()
    SEE_PEOPLE = auto()
    PROPOSE = auto()
    ANSWER_FOR_EMPLOYER = auto()
    EXPORT_PEOPLE = auto()
    PROTECT_AND_ERASE = auto()
    SEE_JOBS = auto()
    SEE_LOGS = auto()
    REVIEW_CORRECTIONS = auto()
    MATCH_ALL_NEEDS = auto()
    SEE_CATALOGUE = auto()
    WRITE_CATALOGUE = auto()
    SEE_ROUTES = auto()  # people's routes to a need, without names
    SEE_SUPPLY = auto()  # needs against seats, and how many people stand behind: numbers, nobody
    WRITE_COURSES = auto()
    ANSWER_LETTERS = auto()


ROLE_MAY: dict[Role, frozenset[May]] = {
    Role.COORDINATOR: frozenset(
        {
            May.SEE_REGIONS_NEEDS,
            May.WRITE_REGIONS_NEEDS,
            May.SEE_CANDIDATES,
            May.SEE_PEOPLE,
            May.PROPOSE,
            May.SEE_CATALOGUE,
            May.SEE_ROUTES,
            May.SEE_SUPPLY,
            May.WRITE_COURSES,
        }
    ),
    Role.EMPLOYER: frozenset(
        {May.SEE_OWN_NEEDS, May.WRITE_OWN_NEEDS, May.ANSWER_FOR_EMPLOYER, May.ANSWER_LETTERS, May.SEE_CATALOGUE}
    ),
    Role.EDUCATION_PLANNER: frozenset(
        {
            May.SEE_REGIONS_NEEDS,
            May.SEE_CATALOGUE,
            May.WRITE_CATALOGUE,
            May.SEE_SUPPLY,
            May.WRITE_COURSES,
        }
    ),
    Role.PROJECT_OWNER: frozenset({May.SEE_REGIONS_NEEDS, May.SEE_CATALOGUE}),
    Role.UNIT_MANAGER: frozenset(
        {May.SEE_OWN_NEEDS, May.WRITE_OWN_NEEDS, May.ANSWER_FOR_EMPLOYER, May.ANSWER_LETTERS, May.SEE_CATALOGUE}
    ),
    Role.SELECTOR: frozenset({May.SEE_REGIONS_NEEDS, May.SEE_CATALOGUE}),
    Role.ANALYST: frozenset({May.SEE_REGIONS_NEEDS, May.MATCH_ALL_NEEDS, May.SEE_CATALOGUE, May.SEE_SUPPLY}),
    Role.ADMINISTRATOR: frozenset(
        {
            May.SEE_JOBS,
            May.EXPORT_PEOPLE,
            May.PROTECT_AND_ERASE,
            May.REVIEW_CORRECTIONS,
            May.MATCH_ALL_NEEDS,
        }
    ),
    Role.DATA_PROTECTION: frozenset({May.SEE_LOGS, May.SEE_JOBS}),
}
