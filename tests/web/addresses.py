"""Every address: who is let in, and what everybody else is answered. An address that is missing here fails a test."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.memberships.enums import Role
from tests.factories import concept
from tests.web.world import EVERYBODY, World

ANYBODY = " ".join(EVERYBODY)
READERS = "coordinator education_planner project_owner selector analyst"  # of the region's needs
OWNERS = "employer unit_manager"  # a unit manager of another organisation than the need's sees the list alone
WRITERS = f"coordinator far_coordinator other_employer {OWNERS}"
RESIDENTS = "person neighbour"

NIGHT_OWLS = "analyst administrator"

NO_JOB = "00000000-0000-4000-8000-000000000000"

Rows = Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Address:
    """``allowed`` are answered ``ok``; the anonymous are sent to log in (302), others told nothing is there (404).

    ``but`` are those who are answered something else. ``query`` is part of the address.
    """

    allowed: str
    ok: int = 200
    method: str = "get"
    at: Rows = lambda w: {}
    data: Rows = lambda w: {}
    but: Mapping[str, int] = field(default_factory=dict)
    query: str = ""
    anonymous: int = 302
    others: int = 404

    def expected(self, who: str) -> int:
        """The status that ``who`` is answered."""
        if who in self.but:
            return self.but[who]
        if who == "anonymous":
            return self.anonymous
        return self.ok if who in self.allowed.split() else self.others

    def someone(self) -> str:
        """One of those who are let in; where nobody is, one of all."""
        return next((w for w in EVERYBODY if w in self.allowed.split()), EVERYBODY[0])

    def url(self, name: str, world: World) -> str:
        """Where it is."""
        return reverse(name, kwargs=dict(self.at(world))) + self.query


def _post(allowed: str, ok: int = 303, **more: Any) -> Address:
    return Address(allowed, ok, "post", **more)


def _need(world: World) -> dict[str, str]:
    return {"need_id": world.need.pk}


def _draft(world: World) -> dict[str, str]:
    return {"need_id": world.draft.pk}


def _row(world: World) -> dict[str, Any]:
    return _draft(world) | {"number": 1}


def _nightly(world: World) -> str:
    return NightlyRun.objects.get_or_create(collaboration=world.region.collaboration)[0].pk


def _claim(world: World) -> dict[str, int]:
    return {"number": world.person.claims.first().pk}  # type: ignore[union-attr]


def _version(_: World) -> dict[str, int]:
    return {"version": 1}


ADDRESSES: dict[str, list[Address]] = {
    # what the login package answers is held by rules in the test beside this
    "account_login": [Address("", anonymous=200, others=302)],
    "demo_login": [_post("", 404, anonymous=404, data=lambda w: {"email": w.users["coordinator"].email})],
    "set_language": [_post(ANYBODY, anonymous=303, data=lambda w: {"language": "en"})],
    "complete": [
        _post(ANYBODY, 200, at=lambda w: {"kinds": "occupation+skill"}, data=lambda w: {"typed": "svets"}),
        _post("", 404, at=lambda w: {"kinds": "person"}, data=lambda w: {"typed": "svets"}),
    ],
    "front:start": [Address(ANYBODY, anonymous=200)],
    "front:home": [Address(ANYBODY, 302, but={"nobody": 200})],
    "front:about": [Address(ANYBODY, anonymous=200)],
    "front:accessibility": [
        Address(ANYBODY, anonymous=200),
        _post(ANYBODY, 422, anonymous=422, data=lambda w: {"text": ""}),
    ],
    "front:act_as": [
        _post("coordinator", data=lambda w: {"membership": w.region.members[Role.COORDINATOR].pk}),
        _post("", 404),
    ],
    "desk:desk": [Address("coordinator far_coordinator")],
    "corrections:list": [Address("administrator")],
    "corrections:export": [
        _post("administrator", 200, at=lambda w: {"kind": "csv"}),
        _post("administrator", 200, at=lambda w: {"kind": "jsonl"}),
    ],
    "corrections:correction": [Address("administrator", at=lambda w: {"correction_id": w.correction.pk})],
    "corrections:decide": [
        _post(
            "administrator",
            at=lambda w: {"correction_id": w.correction.pk},
            data=lambda w: {"decision": "organisation"},
        ),
        _post(
            "administrator",
            422,
            at=lambda w: {"correction_id": w.correction.pk},
            data=lambda w: {"decision": "decline"},
        ),
        _post(
            "administrator",
            409,
            at=lambda w: {"correction_id": w.correction.pk},
            data=lambda w: {"decision": "withdraw", "reason": "x"},
        ),
    ],
    "oversight:jobs": [Address("administrator data_protection")],
    "oversight:retry": [_post("administrator data_protection", 404, at=lambda w: {"job_id": NO_JOB})],
    "oversight:logs": [Address("data_protection")],
    "oversight:logs_export": [_post("data_protection", 200, at=lambda w: {"kind": "csv"})],
    "oversight:faults": [Address("data_protection administrator")],
    "assignment:region": [Address(f"{READERS} far_coordinator")],
    "assignment:export": [
        Address(f"{READERS} far_coordinator", at=lambda w: {"form": "csv"}, but={"far_coordinator": 404}),
        Address(f"{READERS} far_coordinator", at=lambda w: {"form": "xlsx"}, but={"far_coordinator": 404}),
    ],
    "assignment:start": [_post("coordinator far_coordinator analyst")],
    "assignment:status": [Address(f"{READERS} far_coordinator", 303)],
    "assignment:need": [Address("coordinator", at=_need)],
    "assignment:need_export": [
        Address("coordinator", at=lambda w: _need(w) | {"form": "csv"}),
        Address("coordinator", at=lambda w: _need(w) | {"form": "xlsx"}),
    ],
    "nightly:nightly": [Address(NIGHT_OWLS)],
    "nightly:start": [_post(NIGHT_OWLS)],
    "nightly:state": [Address(NIGHT_OWLS, 303)],
    "nightly:cancel": [_post(NIGHT_OWLS, at=lambda w: {"run_id": _nightly(w)})],
    "nightly:export": [Address(NIGHT_OWLS, at=lambda w: {"form": "csv"})],
    "needs:list": [Address(f"{READERS} {OWNERS} far_coordinator other_employer")],
    "needs:export": [
        Address(f"{READERS} {OWNERS} far_coordinator other_employer", at=lambda w: {"form": "csv"}),
        Address(f"{READERS} {OWNERS} far_coordinator other_employer", at=lambda w: {"form": "xlsx"}),
    ],
    "needs:new": [Address(WRITERS), _post(WRITERS, 422)],
    "needs:reading": [Address("employer", at=_draft)],
    "needs:facts": [_post("employer", 422, at=_draft)],
    "needs:add_requirement": [_post("employer", 422, at=_draft)],
    "needs:requirement": [
        _post("employer", at=lambda w: _draft(w) | {"number": 1}, data=lambda w: {"version": 1, "asked": 1}),
        _post("employer", 409, at=lambda w: _draft(w) | {"number": 1}, data=lambda w: {"version": 7}),
    ],
    "needs:wrong": [
        _post("employer", at=_row, data=lambda w: {"version": 1, "do": "not_asked", "tell": "1"}),
        _post("employer", 422, at=_row, data=lambda w: {"version": 1, "do": "means"}),
    ],
    "needs:tell": [_post("employer", at=_row, data=lambda w: {"was": concept("Svetsare")})],
    "needs:register": [
        _post("employer", at=_draft, data=_version),
        _post("employer", 409, at=_draft, data=lambda w: {"version": 7}),
    ],
    "needs:need": [
        Address(f"{READERS} employer", at=_need),
        Address("far_coordinator", at=lambda w: {"need_id": w.others_need.pk}),
    ],
    "needs:candidates": [Address("coordinator", 303, at=_need)],
    "needs:why": [Address("coordinator", at=lambda w: _need(w) | {"person_id": w.person.pk})],
    "needs:match": [_post("coordinator", at=_need)],
    "needs:propose": [_post("coordinator", 422, at=_need)],
    "needs:end": [_post("coordinator employer", 422, at=_need)],
    "needs:log": [Address(f"{READERS} employer", at=_need)],
    "people:list": [Address("coordinator far_coordinator")],
    "people:export": [
        Address("coordinator far_coordinator"),
        _post("coordinator far_coordinator", 422),
    ],
    "people:person": [Address("coordinator", at=lambda w: {"pk": w.person.pk})],
    "people:needs": [
        Address("coordinator", at=lambda w: {"pk": w.person.pk}),
        Address("coordinator", at=lambda w: {"pk": w.person.pk}, query="?order=start&format=csv"),
    ],
    "people:contact": [_post("coordinator", 422, at=lambda w: {"pk": w.person.pk})],
    "proposals:list": [Address(WRITERS)],
    "proposals:proposal": [Address("coordinator employer", at=lambda w: {"proposal_id": w.asked.pk})],
    "proposals:answer": [
        _post("employer", at=lambda w: {"proposal_id": w.waiting.pk}, data=lambda w: {"answer": "yes"}),
        _post("employer", 409, at=lambda w: {"proposal_id": w.asked.pk}, data=lambda w: {"answer": "yes"}),
        _post("employer", 422, at=lambda w: {"proposal_id": w.waiting.pk}, data=lambda w: {"answer": "no"}),
    ],
    "proposals:withdraw": [
        _post("coordinator", at=lambda w: {"proposal_id": w.waiting.pk}),
        _post("coordinator", 409, at=lambda w: {"proposal_id": w.agreed.pk}),
    ],
    "employer:home": [Address(f"other_employer {OWNERS}")],
    "me:home": [Address(RESIDENTS)],
    "me:proposal": [Address("person", at=lambda w: {"pk": w.asked.pk})],
    "me:answer": [
        _post("person", at=lambda w: {"pk": w.asked.pk}, data=lambda w: {"answer": "yes"}),
        _post("person", 422, at=lambda w: {"pk": w.asked.pk}),
    ],
    "me:permission": [Address(RESIDENTS), _post(RESIDENTS, 422)],
    "me:needs": [
        Address(RESIDENTS),
        Address(RESIDENTS, query="?order=distance&format=csv"),
    ],
    "me:looks": [Address(RESIDENTS)],
    "me:export": [Address(RESIDENTS)],
    "me:profile": [Address(RESIDENTS)],
    "me:section": [_post(RESIDENTS, 422)],
    "me:whereabouts": [Address(RESIDENTS), _post(RESIDENTS, 422)],
    "me:contact": [Address(RESIDENTS), _post(RESIDENTS, 422)],
    "me:cv": [
        Address(RESIDENTS),
        _post(RESIDENTS, 422),
        _post(RESIDENTS, 200, data=lambda w: {"text": "Jag är svetsare och har B-körkort."}),
    ],
    "me:cv_add": [_post(RESIDENTS)],
    "me:kept_text": [Address(RESIDENTS), _post(RESIDENTS)],
    "me:search": [
        Address(RESIDENTS, at=lambda w: {"section": "skill"}),
        _post(RESIDENTS, 200, at=lambda w: {"section": "skill"}, data=lambda w: {"q": "svetsning"}),
    ],
    "me:claim_add": [_post(RESIDENTS, 422, at=lambda w: {"section": "skill"})],
    "me:claim_undo": [_post(RESIDENTS)],
    "me:claim": [Address("person", at=_claim), _post("person", 422, at=_claim)],
    "me:claim_remove": [Address("person", at=_claim), _post("person", 303, at=_claim)],
}


def patterns(resolver: URLResolver | None = None, spaces: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespaces, pattern) of every address there is."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            inner = spaces + (f"{found.namespace}:" if found.namespace else "")
            yield from patterns(found, inner)
        else:
            yield f"{spaces}{found.name}", found


def of_login_package(name: str, pattern: URLPattern) -> bool:
    """Whether an address is the login package's own and not one that stands in its place."""
    return pattern.callback.__module__.startswith("allauth.") and name not in ADDRESSES


def cases() -> list[Any]:
    """(name, address) for every row of the table."""
    return [(name, address) for name, rows in ADDRESSES.items() for address in rows]


def case_ids() -> list[str]:
    """Names of the cases."""
    return [f"{a.method}-{name}-{a.ok}" for name, a in cases()]
