"""What is held of a person, for what, on which legal basis: shown to the person, and given with a copy of the data.

The municipality that answers for the data adopts this table; it is kept as data so that one place says it.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Purpose:
    """One group of fields: what, why, the legal basis (GDPR, Regulation (EU) 2016/679), who sees it, how long."""

    code: str
    fields: Text
    why: Text
    basis: Text
    seen_by: Text


_PUBLIC_TASK = _("The municipality's task in the public interest (GDPR art. 6.1 e)")

PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        "identity",
        _("Name, mail address, phone"),
        _("So that the coordinator can reach you, and an employer when you have both said yes."),
        _PUBLIC_TASK,
        _("Coordinators who give a reason. An employer only after your yes."),
    ),
    Purpose(
        "profile",
        _("Skills, occupations, education, languages, licences, and how each is shown"),
        _("To see which needs you could fill, and what is missing."),
        _PUBLIC_TASK,
        _("Coordinators in the region, without your name."),
    ),
    Purpose(
        "whereabouts",
        _("Where you live, where you can work, when you can start"),
        _("To leave out jobs that you cannot get to or begin in time."),
        _PUBLIC_TASK,
        _("Coordinators in the region, without your name."),
    ),
    Purpose(
        "kept_text",
        _("The text of your CV, if you have said that it is to be kept"),
        _("So that you can go back to your own words when you change your profile."),
        _("Your consent (GDPR art. 6.1 a). You withdraw it by removing the text."),
        _("You alone."),
    ),
    Purpose(
        "proposals",
        _("Proposals, the answers to them, and why you were proposed"),
        _("To ask you and the employer, and to be able to show afterwards how it was decided."),
        _("The municipality's task (GDPR art. 6.1 e), and only while your permission stands"),
        _("Coordinators. The employer sees what you can, without your name, until you both say yes."),
    ),
    Purpose(
        "looks",
        _("Who has looked at your profile, and when"),
        _("So that you and the municipality can see that nobody looks without reason."),
        _("A legal obligation (GDPR art. 6.1 c, with art. 5.2 and 32)"),
        _("You and the data protection officer."),
    ),
)


class ContactReason(models.TextChoices):
    """Why a coordinator opens name and contact details; stands as the purpose in the access log."""

    MEETING = "meeting", _("to agree on a meeting or a call")
    PROFILE = "profile", _("to complete the profile together")
    PROPOSAL = "proposal", _("to ask about a need or a proposal")
    RIGHTS = "rights", _("to answer a request about the person's own data")


OWN_COPY = "own-copy"  # the purpose logged when people fetch what is held of themselves


def spoken(purpose: str) -> Text:
    """A logged purpose in words; one written by a human stands as written."""
    if purpose == OWN_COPY:
        return _("a copy of your own data")
    return ContactReason(purpose).label if purpose in ContactReason.values else purpose
