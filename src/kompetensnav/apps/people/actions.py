"""What is done to a profile. Every change counts the supply's revision up, in the same transaction."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kompetensnav.apps.accounts.actions import remove_account
from kompetensnav.apps.core.log import Acts, audit, blank_out
from kompetensnav.apps.people.index import clear_departed
from kompetensnav.apps.people.models import (
    Claim,
    EvidenceGrade,
    Identity,
    KeptPurpose,
    KeptText,
    Person,
    ProfileSection,
    SectionAnswer,
    SectionProgress,
    SupplyChange,
    SupplyRevision,
    new_mark,
)
from kompetensnav.apps.places.models import Municipality


def supply_changed(people: Collection[str] = (), *, left: bool = False) -> None:
    """Tell every process that its index is old; of whom, unless everybody may have changed. In a transaction.

    Those who have ``left`` are taken out of the stored indexes too, as soon as the transaction holds.
    """
    step = {"number": F("number") + 1, "mark": new_mark(), "follows": F("mark")}
    if not SupplyRevision.objects.filter(pk=1).update(**step):
        SupplyRevision.objects.get_or_create(pk=1)
        SupplyRevision.objects.filter(pk=1).update(**step)
    number, follows = SupplyRevision.objects.values_list("number", "follows").get(pk=1)
    SupplyChange.objects.bulk_create(
        SupplyChange(revision=number, follows=follows, person=pk, left=left) for pk in sorted(set(people))
    )
    if left:
        transaction.on_commit(clear_departed, robust=True)


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
        supply_changed([person.pk])
        person.refresh_from_db()


@transaction.atomic
def record_withdrawal(actor: Acts, *, person: Person) -> bool:
    """The permission ends now. False where there was none. Open proposals are another app's: ``proposals``."""
    now = timezone.now()
    open_permission = Person.objects.filter(pk=person.pk, permitted_at__isnull=False, withdrawn_at__isnull=True)
    changed = open_permission.update(withdrawn_at=now, changed_at=now)
    if changed:
        audit(actor, "person.permission-withdrawn", person)
        supply_changed([person.pk], left=True)
        person.refresh_from_db()
    return bool(changed)


@transaction.atomic
def record_protection(actor: Acts, *, person: Person, protected: bool) -> bool:
    """The identity is protected from now on, or no longer; False where it stood so. As for a withdrawal, open
    proposals are another app's. Who was named to read the profile is so no longer when the protection ends.
    """
    stands_otherwise = Person.objects.filter(pk=person.pk).exclude(protected=protected)
    changed = stands_otherwise.update(protected=protected, changed_at=timezone.now())
    if changed:
        audit(actor, "person.protected" if protected else "person.protection-lifted", person)
        supply_changed([person.pk], left=protected)
        if not protected:
            person.protected_readers.clear()
        person.refresh_from_db()
    return bool(changed)


@transaction.atomic
def record_erasure(actor: Acts, *, person: Person) -> None:
    """Everything of the person goes: identity, profile, kept text, lists and proposals they stand in, and the
    account, unless it is a colleague's too. The logs keep what was done, when and by whom to an opaque id, and
    no more: neither the details of changes nor the words of purposes.
    """
    erased = Person.objects.select_for_update().get(pk=person.pk)
    supply_changed([erased.pk], left=True)
    blank_out(erased)
    audit(actor, "person.erased", erased)
    account = erased.user
    erased.delete()
    if account is not None and not account.memberships.exists():
        remove_account(actor, user=account)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a person says of themselves."""

    section: ProfileSection
    concept: str
    level: int | None = None


@transaction.atomic
def add_claim(actor: Acts, *, person: Person, said: Said, today: datetime.date) -> Claim:
    """Add a claim, or change the level of one that stands; another level has to be shown anew."""
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
def add_claims(actor: Acts, *, person: Person, said: Sequence[Said], today: datetime.date) -> int:
    """Add what a person has confirmed of a draft, in one go; how many claims are new or have another level.

    A claim that has been shown or verified stays as it is: a draft knows nothing of evidence.
    """
    # two forms at once that name the same in another order wait for one another here, not among the claims
    Person.objects.select_for_update().get(pk=person.pk)
    added: list[str] = []
    changed: list[str] = []
    for one in said:
        new = {"section": one.section, "level": one.level, "recorded_on": today}
        claim, made = Claim.objects.get_or_create(person=person, concept=one.concept, defaults=new)
        if made:
            added.append(one.concept)
        elif claim.evidence == EvidenceGrade.CLAIMED and one.level not in (None, claim.level):
            claim.level, claim.recorded_on = one.level, today
            claim.save()
            changed.append(one.concept)
    for section in {one.section for one in said if one.concept in added}:
        begun = {"state": SectionProgress.BEGUN}
        SectionAnswer.objects.get_or_create(person=person, section=section, defaults=begun)
    if added or changed:
        audit(actor, "person.claims-added", person, added=added, changed=changed)
        _touched(person)
    return len(added) + len(changed)


@transaction.atomic
def keep_text(actor: Acts, *, person: Person, text: str) -> None:
    """Keep the words of a CV for the person's own use, instead of those kept before. The log holds none of them."""
    kept = {"text": text, "purpose": KeptPurpose.OWN_USE, "kept_at": timezone.now()}
    KeptText.objects.update_or_create(person=person, defaults=kept)
    audit(actor, "person.text-kept", person)


@transaction.atomic
def remove_text(actor: Acts, *, person: Person) -> None:
    """Remove the words that were kept; removing them twice is done once."""
    removed, _rows = KeptText.objects.filter(person=person).delete()
    if removed:
        audit(actor, "person.text-removed", person)


@transaction.atomic
def remove_claim(actor: Acts, *, person: Person, claim_id: int) -> None:
    """Remove a claim of this person; removing it twice is done once."""
    claim = Claim.objects.filter(person=person, pk=claim_id).first()
    if claim is not None:
        claim.delete()
        audit(actor, "person.claim-removed", person, concept=claim.concept)
        _touched(person)


@dataclass(frozen=True, slots=True)
class Removed:
    """A claim as it stood when it was removed, with its evidence."""

    section: int
    concept: str
    level: int | None
    evidence: int
    attested_by: str
    recorded_on: datetime.date


@transaction.atomic
def restore_claim(actor: Acts, *, person: Person, removed: Removed) -> None:
    """Put a removed claim back as it was. One said anew in the meantime stands instead."""
    claim, made = Claim.objects.get_or_create(person=person, concept=removed.concept, defaults=asdict(removed))
    if made:
        audit(actor, "person.claim-restored", person, concept=claim.concept)
        _touched(person)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where and when someone can work. No town in ``commute`` means nowhere else only where ``commute_known``."""

    municipality_code: str | None
    commute_codes: Sequence[str]
    commute_known: bool
    willing_to_move: int
    available_from: datetime.date | None


@transaction.atomic
def set_whereabouts(actor: Acts, *, person: Person, said: Whereabouts) -> None:
    """Change where and when a person can work; what is said begins its section."""
    Person.objects.filter(pk=person.pk).update(
        municipality_id=said.municipality_code,
        commute_known=said.commute_known or bool(said.commute_codes),
        willing_to_move=said.willing_to_move,
        available_from=said.available_from,
    )
    person.commute.set(Municipality.objects.filter(pk__in=said.commute_codes))
    begun = {
        ProfileSection.MOBILITY: said.municipality_code or said.commute_codes or said.willing_to_move,
        ProfileSection.AVAILABILITY: said.available_from,
    }
    for section in (s for s, told in begun.items() if told):
        SectionAnswer.objects.get_or_create(
            person=person, section=section, defaults={"state": SectionProgress.BEGUN}
        )
    audit(actor, "person.whereabouts-changed", person)
    _touched(person)
    person.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Contact:
    """Who someone is and how they are reached."""

    name: str
    email: str
    phone: str


@transaction.atomic
def change_contact(actor: Acts, *, person: Person, contact: Contact) -> None:
    """Correct name and contact details; the log names the person, never what they are called."""
    Identity.objects.update_or_create(person=person, defaults=asdict(contact))
    audit(actor, "person.contact-changed", person)


@transaction.atomic
def set_section(actor: Acts, *, person: Person, section: ProfileSection, state: int) -> None:
    """How far a section is answered."""
    SectionAnswer.objects.update_or_create(person=person, section=section, defaults={"state": state})
    audit(actor, "person.section-answered", person, section=int(section), state=state)
    _touched(person)


def _touched(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(changed_at=timezone.now())
    supply_changed([person.pk])
