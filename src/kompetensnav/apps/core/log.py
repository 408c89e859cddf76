"""Writing the two logs. Every action calls ``audit``; every view of a person calls ``looked``."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db import models

from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look


class Acts(Protocol):
    """Someone or something that acts: a person in a role, or a command."""

    @property
    def actor_id(self) -> str: ...

    @property
    def organisation_id(self) -> str: ...


def audit(actor: Acts, verb: str, row: models.Model, **details: object) -> None:
    """Write that ``actor`` did ``verb`` to ``row``. Call it inside the transaction of the change."""
    AuditEvent(
        actor_id=actor.actor_id,
        organisation_id=actor.organisation_id,
        verb=verb,
        object_type=row._meta.model_name or "",
        object_id=str(row.pk),
        details=details,
    ).save()


def audit_each(
    actor: Acts, verb: str, model: type[models.Model], details: Mapping[str, Mapping[str, object]], **all_: object
) -> None:
    """``audit`` for many rows at once: details by the row's id, with what holds for all of them."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor_id=actor.actor_id,
            organisation_id=actor.organisation_id,
            verb=verb,
            object_type=model._meta.model_name or "",
            object_id=pk,
            details={**of_one, **all_},
        )
        for pk, of_one in details.items()
    )


def blank_out(person: models.Model) -> None:
    """Take out of the logs what they tell of a person who is erased: the details of changes to the profile, and why
    it was looked at. Who did what, and when, to this opaque id stays. Nothing else ever changes a row of a log.
    """
    changes = AuditEvent.objects.filter(object_type=person._meta.model_name, object_id=person.pk)
    models.QuerySet.update(changes, details={})
    models.QuerySet.update(AccessEvent.objects.filter(person_id=person.pk), purpose="")


def looked(
    actor: Acts, people: Iterable[str], look: Look, row: models.Model | None = None, purpose: str = ""
) -> None:
    """Write that ``actor`` looked at these people, in connection with ``row``."""
    looked_each(actor, ((person, row) for person in people), look, purpose)


def looked_each(
    actor: Acts, people: Iterable[tuple[str, models.Model | None]], look: Look, purpose: str = ""
) -> None:
    """``looked`` for people each in connection with a row of their own."""
    AccessEvent.objects.bulk_create(
        AccessEvent(
            actor_id=actor.actor_id,
            organisation_id=actor.organisation_id,
            person_id=person,
            look=look,
            object_type=(row._meta.model_name or "") if row is not None else "",
            object_id=str(row.pk) if row is not None else "",
            purpose=purpose,
        )
        for person, row in people
    )
