"""The actor: who acts, for whom, in which role. First argument of every action."""

from dataclasses import dataclass

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.memberships.enums import ROLE_MAY, May, Role
from kompetensnav.apps.memberships.models import Membership


@dataclass(frozen=True, slots=True)
class Actor:
    """A user in the membership they have chosen; None for a resident, who acts for nobody else."""

    user: User
    membership: Membership | None

    @property
    def actor_id(self) -> str:
        """For the logs."""
        return self.user.pk

    @property
    def organisation_id(self) -> str:
        """For the logs; empty for a resident."""
        return self.membership.organisation_id if self.membership else ""

    @property
    def role(self) -> Role | None:
        """The role acted in."""
        return Role(self.membership.role) if self.membership else None

    @property
    def collaboration_id(self) -> str:
        """The region acted in; empty for a resident."""
        return self.membership.organisation.collaboration_id if self.membership else ""

    def may(self, what: May) -> bool:
        """Whether the role permits it at all; whether it does for one row is that row's question."""
        return self.role is not None and what in ROLE_MAY[self.role]


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody at the machine's own keyboard, or a job: no user, no role."""

    actor_id: str = "command-line"
    organisation_id: str = ""


SYSTEM = Command("system")


def actor_named(email: str, collaboration_id: str, what: May) -> Actor | None:
    """The user of this address in the membership that lets them do this in a region; None where there is none."""
    memberships = Membership.objects.filter(
        user__email=email.lower(),
        user__is_active=True,
        ended_at__isnull=True,
        organisation__collaboration_id=collaboration_id,
    ).select_related("user", "organisation")
    actors = (Actor(membership.user, membership) for membership in memberships)
    return next((actor for actor in actors if actor.may(what)), None)
