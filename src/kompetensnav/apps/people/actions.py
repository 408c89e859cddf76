"""What is done to a profile. Every change counts the supply's revision up, in the same transaction."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.people.models import (
    Claim,
    EvidenceGrade,
    Person,
    ProfileSection,
    SectionAnswer,
    SupplyRevision,
)


def supply_changed() -> None:
    """Tell every process that its supply is old."""
    if not SupplyRevision.objects.filter(pk=1).update(number=F("number") + 1):
        SupplyRevision.objects.get_or_create(pk=1, defaults={"number": 1})


@transaction.atomic
def give_permission(actor: Acts, *, person: Person) -> None:
    """The person lets us propose them without name, until further notice."""
    now = timezone.now()
    changed = (
        Person.objects.filter(pk=person.pk)
        .exclude(permitted_at__isnull=False, withdrawn_at__isnull=True)
        .update(permitted_at=now, withdrawn_at=None, changed_at=now)
    )
    if changed:
        audit(actor, "person.permission-given", person)
        supply_changed()
        person.refresh_from_db()


@transaction.atomic
def record_withdrawal(actor: Acts, *, person: Person) -> bool:
    """The permission ends now. False where there was none. Open proposals are another app's: ``proposals``."""
    now = timezone.now()
    open_permission = Person.objects.filter(pk=person.pk, permitted_at__isnull=False, withdrawn_at__isnull=True)
    changed = open_permission.update(withdrawn_at=now, changed_at=now)
    if changed:
        audit(actor, "person.permission-withdrawn", person)
        supply_changed()
        person.refresh_from_db()
    return bool(changed)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a person says of themselves."""

    section: ProfileSection
    concept: str
    level: int | None = None


@transaction.atomic
def add_claim(actor: Acts, *, person: Person, said: Said, today: datetime.date) -> Claim:
    """Add a claim, or change the level of one that stands. Evidence already given to it stays."""
    claim, made = Claim.objects.get_or_create(
        person=person,
        concept=said.concept,
        defaults={
            "section": said.section,
            "level": said.level,
            "evidence": EvidenceGrade.CLAIMED,
            "recorded_on": today,
        },
    )
    if not made and claim.level != said.level:
        # a certificate for A2 is none for C1: what was shown holds for the level it was shown at
        claim.level, claim.evidence, claim.attested_by = said.level, EvidenceGrade.CLAIMED, ""
        claim.recorded_on = today
        claim.save()
    SectionAnswer.objects.get_or_create(person=person, section=said.section, defaults={"state": 1})
    audit(actor, "person.claim-added" if made else "person.claim-changed", person, concept=said.concept)
    _touched(person)
    return claim


@transaction.atomic
def remove_claim(actor: Acts, *, person: Person, claim_id: int) -> None:
    """Remove a claim of this person; removing it twice is done once."""
    claim = Claim.objects.filter(person=person, pk=claim_id).first()
    if claim is not None:
        claim.delete()
        audit(actor, "person.claim-removed", person, concept=claim.concept)
        _touched(person)


@transaction.atomic
def set_section(actor: Acts, *, person: Person, section: ProfileSection, state: int) -> None:
    """How far a section is answered."""
    SectionAnswer.objects.update_or_create(person=person, section=section, defaults={"state": state})
    audit(actor, "person.section-answered", person, section=int(section), state=state)
    _touched(person)


def _touched(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(changed_at=timezone.now())
    supply_changed()
