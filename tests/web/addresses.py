"""Every address: who is let in, and what everybody else is answered. An address that is missing here fails a test."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.proposals.enums import RouteEvent
from kompetensnav.apps.proposals.models import RouteNotice
from kompetensnav.apps.routes.quarters import Quarter
from tests.factories import IntakeFactory, concept
from tests.web.world import EVERYBODY, World

ANYBODY = " ".join(EVERYBODY)
READERS = "coordinator education_planner project_owner selector analyst"  # of the region's needs
OWNERS = "employer unit_manager"  # a unit manager of another organisation than the need's sees the list alone
WRITERS = f"coordinator far_coordinator other_employer {OWNERS}"
RESIDENTS = "person neighbour"

SUPPLY = "coordinator far_coordinator education_planner analyst"
IN_REGION = f"{READERS} {OWNERS} other_employer"  # who may read the catalogue of their own region
CATALOGUE = f"{IN_REGION} far_coordinator"
PLANNER = "education_planner"
PLANNERS = "coordinator far_coordinator education_planner"  # of courses
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


def _case(world: World) -> dict[str, str]:
    return {"case_id": world.case.pk}


def _letter(world: World) -> dict[str, str]:
    return {"letter_id": world.letter.pk}


def _nightly(world: World) -> str:
    return NightlyRun.objects.get_or_create(collaboration=world.region.collaboration)[0].pk


def _claim(world: World) -> dict[str, int]:
    return {"number": world.person.claims.first().pk}  # type: ignore[union-attr]


def _notice(world: World) -> int:
    """An intake on the way of the proposal that waits was cancelled."""
    intake = IntakeFactory(programme__provider__collaboration=world.region.collaboration)
    return RouteNotice.objects.create(proposal=world.waiting, intake=intake, event=RouteEvent.CANCELLED).pk


def _programme(world: World) -> dict[str, str]:
    return {"programme_id": world.intake.programme_id}


def _intake(world: World) -> dict[str, str]:
    return {"intake_id": world.intake.pk}


def _file(world: World) -> dict[str, str]:
    return {"import_id": world.file.pk}


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
    "planner:matrix": [
        Address(SUPPLY),
        Address(SUPPLY, query=f"?group=7412&quarter={Quarter.of(timezone.localdate()).code}&all=1"),
        Address(SUPPLY, query="?view=table&sort=name&area=Luleå&kind=package&starts=decided&text=el"),
    ],
    "planner:export": [
        Address(SUPPLY, at=lambda w: {"form": "csv"}),
        Address(
            SUPPLY,
            at=lambda w: {"form": "xlsx"},
            query=f"?group=7412&quarter={Quarter.of(timezone.localdate()).code}",
        ),
    ],
    "planner:closing": [
        Address(SUPPLY, query="?within=all"),
    ],
    "planner:closing_export": [Address(SUPPLY, at=lambda w: {"form": "csv"})],
    "catalogue:list": [
        Address(CATALOGUE),
        Address(CATALOGUE, query="?municipality=2582&seats=left&on_site=1&since=2020-01-01&sort=start"),
    ],
    "catalogue:export": [
        Address(CATALOGUE, at=lambda w: {"form": "csv"}),
        Address(CATALOGUE, at=lambda w: {"form": "xlsx"}, query="?status=open&sort=seats"),
    ],
    "catalogue:programme": [Address(IN_REGION, at=_programme)],
    "catalogue:new": [Address(PLANNER), _post(PLANNER, 422)],
    "catalogue:change": [Address(PLANNER, at=_programme), _post(PLANNER, 422, at=_programme)],
    "catalogue:end": [_post(PLANNER, 409, at=_programme, data=_version)],
    "catalogue:grants": [
        Address(PLANNER, at=_programme),
        _post(PLANNER, 200, at=_programme, data=lambda w: {"do": "search", "search": "svets"}),
        _post(PLANNER, 409, at=_programme, data=lambda w: {"do": "confirm", "version": 7}),
    ],
    "catalogue:demands": [
        Address(PLANNER, at=_programme),
        _post(PLANNER, at=_programme, data=lambda w: {"do": "confirm", "version": 1}),
    ],
    "catalogue:intake_new": [
        Address(PLANNER, at=_programme),
        _post(PLANNER, 422, at=_programme),
    ],
    "catalogue:intake": [Address(PLANNER, at=_intake), _post(PLANNER, 422, at=_intake)],
    "catalogue:intake_cancel": [
        Address(PLANNER, at=_intake),
        _post(PLANNER, at=_intake, data=_version),
        _post(PLANNER, 409, at=_intake, data=lambda w: {"version": 7}),
    ],
    "catalogue:imports": [Address(PLANNER)],
    "catalogue:import_new": [_post(PLANNER, 422)],
    "catalogue:template": [
        Address(PLANNER, at=lambda w: {"form": "csv"}),
        Address(PLANNER, at=lambda w: {"form": "xlsx"}),
    ],
    "catalogue:import": [
        Address(PLANNER, at=_file),
        Address(PLANNER, at=_file, query="?show=rejected"),
    ],
    "catalogue:import_fix": [
        Address(PLANNER, at=lambda w: _file(w) | {"line": 3}),
        _post(PLANNER, at=lambda w: _file(w) | {"line": 3}),
    ],
    "catalogue:import_apply": [_post(PLANNER, at=_file)],
    "catalogue:import_discard": [_post(PLANNER, at=_file)],
    "courses:list": [Address(SUPPLY), Address(SUPPLY, query="?text=kurs&status=open&mine=1&sort=start")],
    "courses:export": [
        Address(SUPPLY, at=lambda w: {"form": "csv"}),
        Address(SUPPLY, at=lambda w: {"form": "xlsx"}),
    ],
    "courses:new": [
        Address(PLANNERS),
        Address(PLANNERS, query="?need=n-nothing"),
        _post(PLANNERS, 422),
    ],
    "courses:effect": [_post(PLANNERS, 200, data=lambda w: {"need": w.need.pk, "grant": concept("Svetsare")})],
    "courses:pools": [
        Address(SUPPLY, query="?text=el&sort=start"),
        Address(SUPPLY, query="?format=csv"),
        _post(PLANNERS, 409, data=lambda w: {"pool": "none"}),
    ],
    "courses:letters": [
        Address(f"{SUPPLY} {OWNERS} other_employer", query="?answer=open&sort=newest"),
        Address(f"{SUPPLY} {OWNERS} other_employer", query="?format=csv"),
    ],
    "courses:letter": [
        Address("coordinator education_planner analyst employer", at=_letter),
        _post("employer", at=_letter, data=lambda w: {"answer": "yes", "positions": 2}),
        _post("employer", 422, at=_letter, data=lambda w: {"answer": "no"}),
    ],
    "courses:case": [Address("coordinator education_planner analyst", at=_case)],
    "courses:change": [
        Address("coordinator education_planner", at=_case),
        _post("coordinator education_planner", 422, at=_case),
    ],
    "courses:ask": [_post("coordinator education_planner", 422, at=_case)],
    "courses:send": [_post("coordinator education_planner", 409, at=_case)],
    "courses:answer": [_post("coordinator education_planner", 422, at=_case)],
    "courses:start": [_post("coordinator education_planner", 422, at=_case)],
    "courses:close": [_post("coordinator education_planner", at=_case, data=_version)],
    "courses:evidence": [
        Address("coordinator education_planner analyst", at=lambda w: _case(w) | {"form": "pdf"}),
        Address("coordinator education_planner analyst", at=lambda w: _case(w) | {"form": "xlsx"}),
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
    "needs:routes": [
        Address("coordinator education_planner analyst", at=lambda w: _need(w) | {"form": "csv"}),
        Address("coordinator education_planner analyst", at=lambda w: _need(w) | {"form": "xlsx"}),
    ],
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
    "people:path": [
        Address("coordinator", at=lambda w: {"pk": w.person.pk}),
        Address("coordinator", at=lambda w: {"pk": w.person.pk}, query="?order=ready&format=csv"),
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
    "proposals:notice_done": [
        _post("coordinator", data=lambda w: {"notice": _notice(w)}),
        _post("coordinator", data=lambda w: {"notice": _notice(w), "back": "desk"}),
        _post("", 404, data=lambda w: {"notice": "1a"}),
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
    "me:path": [
        Address(RESIDENTS),
        Address(RESIDENTS, query="?order=assumed&format=csv"),
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
