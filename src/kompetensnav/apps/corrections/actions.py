"""Telling a correction, and deciding about it. A decision stands; only an approval can be taken back.

Corrections that say the same of the same words are decided together.
"""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.corrections.enums import CorrectionKind, CorrectionSource, CorrectionState
from kompetensnav.apps.corrections.models import LONGEST_PHRASE, LONGEST_REASON, AliasRevision, Correction
from kompetensnav.apps.corrections.queries import CorrectionQuerySet
from kompetensnav.apps.corrections.sentence import sentence_around
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.engine.extraction.contacts import BLOCK, mask_contacts
from kompetensnav.engine.extraction.cv_contacts import holds_personal_data
from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.linking.aliases import key_of
from kompetensnav.engine.text.language import detect_language
from kompetensnav.engine.text.unseen import without_unseen
from kompetensnav.runtime.problems import InputError, Problem


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is said of the words. ``before`` and ``after`` are ids of concepts, empty where there is none."""

    kind: CorrectionKind
    before: str = ""
    after: str = ""

    @property
    def whole(self) -> bool:
        """Whether it says something: another meaning, none, or that one is wrong."""
        if self.kind == CorrectionKind.MEANS:
            return self.after not in ("", self.before)
        return not self.after and (self.kind == CorrectionKind.NOT_ASKED or bool(self.before))


@dataclass(frozen=True, slots=True)
class AdvertWords:
    """Words of an advert, ``start <= i < end`` in its text, and how they ask."""

    text: str
    start: int
    end: int
    polarity: Polarity
    language: str


def record(actor: Actor, *, organisation: Organisation, words: AdvertWords, meaning: Meaning) -> Correction:
    """Keep what somebody says of words in an advert, with their sentence. Told twice it is kept once.

    Raises InputError ``correction.no-words``, ``correction.too-long``, ``correction.contact-details`` or
    ``correction.says-nothing``.
    """
    sentence, start, end = sentence_around(words.text, words.start, words.end)
    asked = Polarity.MENTIONED if meaning.kind == CorrectionKind.NOT_ASKED else words.polarity
    row = _row(organisation, sentence[start:end], meaning, words.language)
    row.source, row.polarity, row.made_by = CorrectionSource.ADVERT, asked.value, actor.user
    row.sentence, row.start, row.end = sentence, start, end
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit(actor, "correction.recorded", row, kind=row.kind, source=row.source)
    except IntegrityError:  # told before, and waiting still
        same = ("made_by", "organisation", "source", "kind", "phrase_key", "concept_before", "concept_after")
        return Correction.objects.waiting().get(**{f: getattr(row, f) for f in same})
    return row


@transaction.atomic
def record_from_cv(
    actor: Actor, *, organisation: Organisation, phrase: str, meaning: Meaning, agreed: bool
) -> Correction:
    """Keep the words alone, if the person agrees to that. ``organisation`` answers for the person's data.

    Neither the row nor its line in the log says whose words they are: the log has that somebody told, not what.
    """
    if not agreed:
        raise InputError(Problem("correction.not-agreed"))
    if meaning.kind == CorrectionKind.NOT_ASKED:
        raise InputError(Problem("correction.says-nothing"))  # a CV asks for nothing
    plain = without_unseen(phrase[: 2 * LONGEST_PHRASE])
    if holds_personal_data(plain):
        raise InputError(Problem("correction.contact-details"))
    row = _row(organisation, mask_contacts(plain)[0], meaning, detect_language(plain))
    row.source, row.agreed = CorrectionSource.CV, True
    row.save(force_insert=True)
    # the log has the second in which somebody told something: the row has the day alone
    row.made_at = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    row.save(update_fields=["made_at"])
    audit(actor, "correction.recorded", organisation, source=row.source)
    return row


def _row(organisation: Organisation, phrase: str, meaning: Meaning, language: str) -> Correction:
    """The parts that words of adverts and CVs share."""
    plain = " ".join(phrase.split())
    key = key_of(plain)
    if BLOCK in plain:
        raise InputError(Problem("correction.contact-details"))
    if max(len(plain), len(key)) > LONGEST_PHRASE:
        raise InputError(Problem("correction.too-long", values={"longest": LONGEST_PHRASE}))
    if not key:
        raise InputError(Problem("correction.no-words"))
    taxonomy = taxonomy_in_use()
    unknown = [c for c in (meaning.before, meaning.after) if c and taxonomy.graph.find(c) is None]
    if unknown or not meaning.whole:
        raise InputError(Problem("correction.says-nothing"))
    return Correction(
        kind=meaning.kind,
        phrase=plain,
        phrase_key=key,
        concept_before=meaning.before,
        concept_after=meaning.after,
        taxonomy_version=taxonomy.name,
        language=language,
        organisation=organisation,
        region_id=organisation.collaboration_id,
    )


def approve(actor: Actor, *, correction: Correction, for_all: bool) -> None:
    """Apply a correction from now on, to the organisation's texts or to all of the region's.

    Raises InputError ``correction.decided-already`` or ``correction.phrase-taken``.
    """
    alike = Correction.objects.waiting().alike(correction)
    state = CorrectionState.FOR_ALL if for_all else CorrectionState.FOR_ORGANISATION
    if not for_all:
        alike = alike.filter(organisation_id=correction.organisation_id)
    _decide(actor, correction, alike, state, "")


def decline(actor: Actor, *, correction: Correction, reason: str) -> None:
    """Do not apply a correction, nor those of the region that say the same.

    Raises InputError ``correction.reason-needed`` or ``correction.decided-already``.
    """
    alike = Correction.objects.waiting().alike(correction)
    _decide(actor, correction, alike, CorrectionState.DECLINED, _reason(reason))


@transaction.atomic
def _decide(
    actor: Acts, correction: Correction, alike: CorrectionQuerySet, state: CorrectionState, reason: str
) -> None:
    """Decide about one that waits and those like it.

    All are locked at once and in one order: two decisions about one another's rows wait instead of standing still.
    """
    both = Correction.objects.filter(Q(pk=correction.pk) | Q(pk__in=alike.order_by().values("pk")))
    rows = [r for r in both.order_by("pk").select_for_update() if r.waits]
    if correction.pk not in {r.pk for r in rows}:
        raise InputError(Problem("correction.decided-already"))
    first = Correction.objects.filter(pk=correction.pk)
    others = Correction.objects.filter(pk__in=[r.pk for r in rows if r.pk != correction.pk])
    decided = {"state": state, "reason": reason, "decided_by": _user(actor), "decided_at": timezone.now()}
    try:
        with transaction.atomic():
            first.update(**decided)
            others.update(**decided, decided_with=correction.pk)
    except IntegrityError as error:
        raise InputError(Problem("correction.phrase-taken")) from error
    _finish(actor, rows, "correction.declined" if reason else "correction.approved", state)
    correction.refresh_from_db()


@transaction.atomic
def withdraw(actor: Actor, *, correction: Correction, reason: str) -> None:
    """Apply an approved correction no longer, with those decided together with it.

    Raises InputError ``correction.reason-needed`` or ``correction.not-applied``.
    """
    told = _reason(reason)
    first = correction.decided_with_id or correction.pk
    both = Correction.objects.filter(Q(pk=first) | Q(decided_with=first))
    rows = [r for r in both.order_by("pk").select_for_update() if r.applied]
    if not rows:
        raise InputError(Problem("correction.not-applied"))
    Correction.objects.filter(pk__in=[r.pk for r in rows]).update(
        state=CorrectionState.WITHDRAWN, reason=told, decided_by=_user(actor), decided_at=timezone.now()
    )
    _finish(actor, rows, "correction.withdrawn", CorrectionState.WITHDRAWN)
    correction.refresh_from_db()


def _reason(reason: str) -> str:
    told = mask_contacts(" ".join(reason.split()))[0][:LONGEST_REASON]
    if not told:
        raise InputError(Problem("correction.reason-needed", field="reason"))
    return told


def _user(actor: Acts) -> str | None:
    """For the relation to who decided."""
    return actor.actor_id if isinstance(actor, Actor) else None


def _finish(actor: Acts, rows: list[Correction], verb: str, state: CorrectionState) -> None:
    """Log every row, and tell every process that its aliases are old."""
    for row in rows:
        audit(actor, verb, row, kind=row.kind, scope=state.value)
    AliasRevision.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4().hex})
