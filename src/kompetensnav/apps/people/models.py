"""A person: profile apart from identity, claims with evidence, standing permission, protected identity."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people.queries import PersonQuerySet
from kompetensnav.apps.places.models import Municipality
from kompetensnav.engine.matching import terms


class AnswerChoice(models.IntegerChoices):
    """Answer to a yes/no question; numbers are the engine's."""

    UNKNOWN = terms.Answer.UNKNOWN, _("not asked")
    NO = terms.Answer.NO, _("no")
    YES = terms.Answer.YES, _("yes")


class EvidenceGrade(models.IntegerChoices):
    """How a claim is supported; numbers are the engine's."""

    CLAIMED = terms.Evidence.CLAIMED, _("claimed")
    SHOWN = terms.Evidence.SHOWN, _("shown")
    VERIFIED = terms.Evidence.VERIFIED, _("verified")


class ProfileSection(models.IntegerChoices):
    """A part of the profile; numbers are the engine's."""

    SKILL = terms.Section.SKILL, _("Skills")
    OCCUPATION = terms.Section.OCCUPATION, _("Occupations")
    EDUCATION = terms.Section.EDUCATION, _("Education")
    LANGUAGE = terms.Section.LANGUAGE, _("Languages")
    LICENCE = terms.Section.LICENCE, _("Licences")
    MOBILITY = terms.Section.MOBILITY, _("Where you can work")
    AVAILABILITY = terms.Section.AVAILABILITY, _("When you can start")


class SectionProgress(models.IntegerChoices):
    """How far a section is answered; numbers are the engine's. *Not asked* has no row."""

    BEGUN = terms.SectionState.BEGUN, _("begun")
    COMPLETE = terms.SectionState.COMPLETE, _("complete")


class Person(models.Model):
    """A profile. ``controller`` is the municipality that answers for the data (GDPR art. 4.7)."""

    id = OpaqueIdField("p")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    commute_known = models.BooleanField(default=False)  # an empty list means "nowhere else" only where this is true
    commute = models.ManyToManyField(Municipality, related_name="+", blank=True)
    willing_to_move = models.PositiveSmallIntegerField(choices=AnswerChoice, default=AnswerChoice.UNKNOWN)
    meets_legal_age = models.PositiveSmallIntegerField(choices=AnswerChoice, default=AnswerChoice.UNKNOWN)
    available_from = models.DateField(null=True, blank=True)
    protected = models.BooleanField(default=False)  # sekretessmarkering or skyddad folkbokforing
    protected_readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    permitted_at = models.DateTimeField(null=True, blank=True)  # standing permission for anonymous proposals
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (  # of the list of people: how many, from where; the latest changed
            models.Index(fields=("controller", "protected", "municipality"), name="person_by_controller"),
            models.Index(fields=("-changed_at", "id"), name="person_by_change"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(willing_to_move__in=AnswerChoice.values), name="person_moves"),
            models.CheckConstraint(condition=Q(meets_legal_age__in=AnswerChoice.values), name="person_age"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(permitted_at__isnull=False, withdrawn_at__gte=F("permitted_at")),
                name="person_withdraws_what_was_permitted",
            ),
        )

    def __str__(self) -> str:
        return self.pk

    @property
    def permits_proposals(self) -> bool:
        """Whether the person lets us propose them without name."""
        return self.permitted_at is not None and self.withdrawn_at is None


class Identity(models.Model):
    """Who the person is. Opened to an employer only when both have said yes."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    def __str__(self) -> str:
        return self.person_id


class Claim(models.Model):
    """What a person says, has shown or has had verified of one concept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="claims")
    section = models.PositiveSmallIntegerField(choices=ProfileSection)
    concept = models.CharField(max_length=120)  # its id in the taxonomy, the same in every version that has it
    level = models.PositiveSmallIntegerField(null=True, blank=True)  # 1-5, languages 1-6 (A1-C2)
    evidence = models.PositiveSmallIntegerField(choices=EvidenceGrade, default=EvidenceGrade.CLAIMED)
    attested_by = models.CharField(
        max_length=160, blank=True
    )  # who showed or verified it: an organisation, a report
    recorded_on = models.DateField()

    class Meta:
        ordering = ("section", "id")
        indexes = (models.Index(fields=("concept", "person"), name="claim_by_concept"),)
        constraints = (
            models.UniqueConstraint(fields=("person", "concept"), name="claim_once"),
            models.CheckConstraint(condition=Q(section__in=ProfileSection.values), name="claim_section"),
            models.CheckConstraint(condition=Q(evidence__in=EvidenceGrade.values), name="claim_evidence"),
            models.CheckConstraint(
                condition=Q(level__isnull=True)
                | Q(section=ProfileSection.SKILL, level__range=(1, 5))
                | Q(section=ProfileSection.LANGUAGE, level__range=(1, 6)),
                name="claim_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.concept}"


class KeptPurpose(models.TextChoices):
    """Why a text is kept."""

    OWN_USE = "own_use", _("to go back to when you change your profile")


class KeptText(models.Model):
    """The words of a CV, kept because the person said so. They alone see it; matching never reads it."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="kept_text")
    text = models.TextField()
    purpose = models.CharField(max_length=20, choices=KeptPurpose, default=KeptPurpose.OWN_USE)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(purpose__in=KeptPurpose.values), name="kept_text_purpose"),
        )

    def __str__(self) -> str:
        return self.person_id


class SectionAnswer(models.Model):
    """How far a person has answered a section. Only in a complete one does silence mean no."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sections")
    section = models.PositiveSmallIntegerField(choices=ProfileSection)
    state = models.PositiveSmallIntegerField(choices=SectionProgress)

    class Meta:
        ordering = ("section",)
        constraints = (
            models.UniqueConstraint(fields=("person", "section"), name="section_answered_once"),
            models.CheckConstraint(condition=Q(section__in=ProfileSection.values), name="section_known"),
            models.CheckConstraint(condition=Q(state__in=SectionProgress.values), name="section_state"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.section}"


def new_mark() -> str:
    """A mark that no other has."""
    return secrets.token_hex(4)


class SupplyRevision(models.Model):
    """One row, counted up by every change of a person, so that every process sees when its supply is old.

    ``era`` tells databases apart. ``mark`` tells this revision from another of the same number, in a database that
    was restored or a transaction that was rolled back; ``follows`` is the mark of the one before.
    """

    number = models.PositiveBigIntegerField(default=0)
    era = models.CharField(max_length=16, default=new_mark, editable=False)
    mark = models.CharField(max_length=16, default=new_mark, editable=False)
    follows = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_supply_revision"),)

    def __str__(self) -> str:
        return str(self.number)


class SupplyChange(models.Model):
    """Who changed at a revision, so that an index need read only them. No row: everybody may have changed.

    ``person`` is an opaque id and no relation: the row outlives an erased person until every index has let them go.
    """

    revision = models.PositiveBigIntegerField()
    follows = models.CharField(max_length=16)  # the mark of the revision before
    person = models.CharField(max_length=40)
    left = models.BooleanField(default=False)  # withdrew, was erased, or became protected
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("revision", "person")
        constraints = (models.UniqueConstraint(fields=("revision", "person"), name="supply_change_once"),)
        indexes = (models.Index(fields=("left", "revision"), name="supply_change_left"),)

    def __str__(self) -> str:
        return f"{self.revision} {self.person}"
