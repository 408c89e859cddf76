"""A correction: one phrase, what it was read as, what it should be read as, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.corrections.enums import (
    APPLIED,
    WITH_REASON,
    CorrectionKind,
    CorrectionSource,
    CorrectionState,
)
from kompetensnav.apps.corrections.queries import CorrectionQuerySet
from kompetensnav.apps.organisations.models import Collaboration, Organisation
from kompetensnav.engine.extraction.mentions import Polarity

LONGEST_PHRASE = 100  # characters; more is no name of anything
LONGEST_SENTENCE = 300
LONGEST_REASON = 300
# What words mean, or that they ask for nothing: of these one at a time counts in one place.
_ONE_OF = Q(kind__in=(CorrectionKind.MEANS, CorrectionKind.NOT_ASKED), decided_with__isnull=True)


class Correction(models.Model):
    """``start``, ``end`` say where the phrase stands in ``sentence``. Of a CV there is neither sentence nor person.

    ``region`` is the organisation's when it was told: an approval for all is for all of that region.
    """

    id = OpaqueIdField("k")
    kind = models.CharField(max_length=10, choices=CorrectionKind)
    source = models.CharField(max_length=6, choices=CorrectionSource)
    phrase = models.CharField(max_length=LONGEST_PHRASE)
    phrase_key = models.CharField(max_length=LONGEST_PHRASE, db_index=True)  # engine.linking.aliases.key_of
    sentence = models.CharField(max_length=LONGEST_SENTENCE, blank=True)
    start = models.PositiveSmallIntegerField(null=True, blank=True)
    end = models.PositiveSmallIntegerField(null=True, blank=True)
    concept_before = models.CharField(max_length=120, blank=True)  # ids; empty where nothing was read
    concept_after = models.CharField(max_length=120, blank=True)
    polarity = models.CharField(max_length=10, blank=True)  # how the advert asks for it, empty for a CV
    taxonomy_version = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="corrections")
    region = models.ForeignKey(Collaboration, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    agreed = models.BooleanField(default=False)  # the person lets the phrase of their CV be kept
    state = models.CharField(max_length=12, choices=CorrectionState, default=CorrectionState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_with = models.ForeignKey(  # the one like it that it was decided together with
        "self", models.CASCADE, null=True, blank=True, related_name="decided_alike"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "id")
        indexes = (models.Index(fields=("region", "state", "made_at"), name="correction_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=CorrectionKind.MEANS) & ~Q(concept_after__in=("", F("concept_before")))
                | Q(kind=CorrectionKind.NOT_ASKED, concept_after="", source=CorrectionSource.ADVERT)
                | Q(kind=CorrectionKind.NOT_MEANT, concept_after="") & ~Q(concept_before=""),
                name="correction_says_something",
            ),
            models.CheckConstraint(
                condition=Q(source=CorrectionSource.ADVERT, start__isnull=False, end__isnull=False)
                & Q(end__gt=F("start"))
                & ~Q(sentence="")
                | Q(source=CorrectionSource.CV, sentence="", start__isnull=True, end__isnull=True),
                name="correction_sentence_of_adverts_alone",
            ),
            models.CheckConstraint(
                condition=Q(source=CorrectionSource.ADVERT) | Q(agreed=True, made_by__isnull=True),
                name="correction_of_cv_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(source=CorrectionSource.CV, polarity="")
                | Q(source=CorrectionSource.ADVERT, polarity__in=[p.value for p in Polarity]),
                name="correction_polarity",
            ),
            models.CheckConstraint(condition=~Q(phrase_key=""), name="correction_of_some_words"),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.WAITING, decided_at__isnull=True, reason="")
                | Q(state__in=APPLIED, decided_at__isnull=False)
                | Q(state__in=WITH_REASON, decided_at__isnull=False) & ~Q(reason=""),
                name="correction_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.WAITING) | Q(decided_with__isnull=True),
                name="correction_waits_alone",
            ),
            models.UniqueConstraint(
                fields=("organisation", "phrase_key"),
                condition=_ONE_OF & Q(state=CorrectionState.FOR_ORGANISATION),
                name="one_meaning_for_organisation",
            ),
            models.UniqueConstraint(
                fields=("region", "phrase_key"),
                condition=_ONE_OF & Q(state=CorrectionState.FOR_ALL),
                name="one_meaning_for_all",
            ),
            models.UniqueConstraint(
                fields=(
                    "made_by", "organisation", "source", "kind", "phrase_key", "concept_before", "concept_after",
                ),
                condition=Q(state=CorrectionState.WAITING),
                name="correction_told_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.pk

    @property
    def waits(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state == CorrectionState.WAITING

    @property
    def applied(self) -> bool:
        """Whether texts are read by it."""
        return self.state in APPLIED


class AliasRevision(models.Model):
    """One row with a mark of its own after every decision, so that every process sees when its aliases are old."""

    mark = models.CharField(max_length=40)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_alias_revision"),)

    def __str__(self) -> str:
        return self.mark
