"""The columns of our format and the words of its coded columns, as in ``docs/reference/education-file.md``."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from django.utils import translation

from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.engine.text.normalise import fold
from kompetensnav.wording import LANGUAGES

_Choice = TypeVar("_Choice", ProgrammeKind, IntakeStatus, Finance, OnSiteShare)

PROGRAMME_COLUMNS = (
    "provider",
    "programme",
    "programme_id",
    "kind",
    "text",
    "code",
    "url",
    "sun",
    "seqf",
    "credits",
    "weeks",
    "language",
    "cost",
    "finance",
    "grants",
    "demands",
)
INTAKE_COLUMNS = (
    "intake_id",
    "rolling",
    "starts_on",
    "ends_on",
    "apply_from",
    "apply_by",
    "municipality",
    "site",
    "pace",
    "on_site",
    "on_site_weeks",
    "seats",
    "taken",
    "workplaces",
    "status",
)
COLUMNS = (*PROGRAMME_COLUMNS, *INTAKE_COLUMNS)
REQUIRED = ("provider", "programme", "kind")
PROGRAMME_NUMBERS = ("seqf", "credits", "weeks", "cost")
INTAKE_NUMBERS = ("pace", "on_site_weeks", "seats", "taken", "workplaces")
DATES = ("starts_on", "ends_on", "apply_from", "apply_by")
YES = ("yes", "ja")
NO = ("no", "nej")
ON_SITE_CODES = {
    OnSiteShare.UNKNOWN: "",
    OnSiteShare.ALL: "on_site",
    OnSiteShare.WEEKS: "weeks",
    OnSiteShare.NONE: "distance",
}
# Our fields of a row, by the name the file has for them.
COLUMN_OF = {"name": "programme", "key": "programme_id", "municipality_code": "municipality"}


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, ProgrammeKind]:
    """Kinds by their codes and by their words in every language, folded."""
    return _by_words(ProgrammeKind)


@lru_cache(maxsize=1)
def statuses() -> Mapping[str, IntakeStatus]:
    """Statuses by code and words."""
    return _by_words(IntakeStatus)


@lru_cache(maxsize=1)
def finances() -> Mapping[str, Finance]:
    """Ways to live on meanwhile by code and words."""
    return _by_words(Finance)


@lru_cache(maxsize=1)
def on_site_shares() -> Mapping[str, OnSiteShare]:
    """How much is attended, by our code for files and by words."""
    return {**_by_words(OnSiteShare), **{code: share for share, code in ON_SITE_CODES.items() if code}}


def _by_words(choices: type[_Choice]) -> dict[str, _Choice]:
    found: dict[str, _Choice] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(str(choice.label)): choice for choice in choices}
    return found | {str(choice.value): choice for choice in choices}
