"""``kompetensnav people export`` and ``kompetensnav demo load`` as people run them: what leaves, what is logged."""

import csv
import os
import stat
from pathlib import Path

import pytest
from django.db import connection

from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people import exports
from kompetensnav.apps.people.models import (
    AnswerChoice,
    EvidenceGrade,
    Person,
    ProfileSection,
    SectionAnswer,
)
from kompetensnav.apps.people.snapshot import profiles
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.cli import main as cli
from kompetensnav.cli.taxonomies import store
from kompetensnav.demo import load as loading
from kompetensnav.engine.matching.supply import PersonProfile
from kompetensnav.integrations import people_file
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.people_file.parse import COLUMNS, OPTIONAL
from tests.factories import IdentityFactory, PersonFactory, Region, Says

pytestmark = pytest.mark.django_db
PURPOSE = "Underlag till kompetensrådet i mars"
NAME = "Norrstranden"


class Run:
    """One run of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command line in this process, in Swedish."""

    def command(*arguments: object) -> Run:
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return Run(int(ended.value.code or 0), captured.out, captured.err)

    return command


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


@pytest.fixture
def people(region: Region) -> list[Person]:
    """Three who can be matched, with all that a profile can hold and be silent about."""
    rich = region.person(
        claims=(
            Says("Industrielektriker", evidence=EvidenceGrade.VERIFIED),
            Says("PLC-programmering", 4),
            Says("Svenska", 3, EvidenceGrade.CLAIMED),
            Says("drive:B"),
        ),
        commutes=("2580", "2581"),
        willing_to_move=AnswerChoice.NO,
        meets_legal_age=AnswerChoice.YES,
    )
    silent = region.person(municipality_id=None)
    begun = region.person()
    SectionAnswer.objects.filter(person__in=(silent, begun)).delete()
    SectionAnswer.objects.create(person=begun, section=ProfileSection.LICENCE, state=1)
    SectionAnswer.objects.create(person=begun, section=ProfileSection.MOBILITY, state=1)
    Person.objects.filter(pk=begun.pk).update(commute_known=True)
    return [rich, silent, begun]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain(profile: PersonProfile) -> PersonProfile:
    """A profile whose lists have no order."""
    commute = None if profile.commute is None else tuple(sorted(profile.commute))
    claims = tuple(sorted(profile.claims, key=lambda c: (c.concept, c.level or 0)))
    return PersonProfile(
        id=profile.id,
        municipality=profile.municipality,
        commute=commute,
        willing_to_move=profile.willing_to_move,
        claims=claims,
        sections=dict(sorted(profile.sections.items())),
        meets_legal_age=profile.meets_legal_age,
    )


def read_back(path: Path, taxonomy) -> list[PersonProfile]:
    parsed = people_file.parse(path.read_text(encoding="utf-8"), path.name, municipality_problem)
    places = {code: i for i, code in enumerate(municipalities())}
    found = people_file.resolve(parsed, taxonomy.linker, places)
    assert not found.unknown
    return [plain(p) for p in found.profiles]


def assert_nothing_happened(out: Path) -> None:
    assert not out.exists()
    assert not list(out.parent.glob(".writing-*"))
    assert not AuditEvent.objects.filter(verb="person.exported").exists()
    assert not AccessEvent.objects.filter(look=Look.EXPORT).exists()


def test_the_file_says_what_the_engine_reads(run, out: Path, people: list[Person], taxonomy) -> None:
    done = run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert done.code == 0, done.err
    assert "Skrev 3 personer" in done.out
    expected = [plain(p) for p in profiles(Person.objects.matchable(), taxonomy.graph)]
    assert read_back(out, taxonomy) == sorted(expected, key=lambda p: p.id)
    [begun] = [p for p in expected if p.id == people[2].pk]
    assert begun.commute == ()
    assert tuple(rows(out)[0]) == (*COLUMNS, *OPTIONAL)


def test_a_whole_demo_region_comes_back_as_it_was(run, out: Path, starter) -> None:
    [version] = [v for v in store().versions() if v.name == starter.name]
    loaded = loading.load(people=60, seed=1, taxonomy=version, needs=1)
    region = "Luleå–Boden (demo)"
    assert run("people", "export", "--out", out, "--purpose", PURPOSE, "--region", region).code == 0
    matchable = Person.objects.matchable().filter(controller__collaboration__name=region)
    back = read_back(out, starter)
    assert len(back) == loaded.matchable
    assert back == sorted((plain(p) for p in profiles(matchable, starter.graph)), key=lambda p: p.id)


def test_start_dates_go_along(run, out: Path, region: Region) -> None:
    person = region.person(available_from="2027-03-01")
    run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert [(r["id"], r["available_from"]) for r in rows(out)] == [(person.pk, "2027-03-01")]


def test_protected_withdrawn_and_silent_people_and_names_stay(run, out: Path, region: Region, other_region) -> None:
    seen = region.person()
    name = IdentityFactory(person=seen).name if not hasattr(seen, "identity") else seen.identity.name
    region.person(protected=True)
    withdrawn = region.person()
    Person.objects.filter(pk=withdrawn.pk).update(withdrawn_at=withdrawn.permitted_at)
    region.person(permitted_at=None)
    PersonFactory(controller=other_region.municipality)
    assert run("people", "export", "--out", out, "--purpose", PURPOSE, "--region", NAME).code == 0
    assert [r["id"] for r in rows(out)] == [seen.pk]
    assert name not in out.read_text(encoding="utf-8")


def test_every_look_and_the_export_are_logged(run, out: Path, people: list[Person], region: Region) -> None:
    run("people", "export", "--out", out, "--purpose", f"  {PURPOSE}\n")
    looks = AccessEvent.objects.filter(look=Look.EXPORT)
    assert sorted(looks.values_list("person_id", flat=True)) == sorted(p.pk for p in people)
    assert set(looks.values_list("purpose", "object_id")) == {(PURPOSE, region.collaboration.pk)}
    event = AuditEvent.objects.get(verb="person.exported")
    assert (event.object_id, event.details) == (region.collaboration.pk, {"people": 3, "purpose": PURPOSE})
    assert event.actor_id == "command-line"


def test_only_the_owner_may_read_the_file(run, out: Path, people: list[Person]) -> None:
    out.write_text("older")
    out.chmod(0o644)
    before = os.umask(0)
    os.umask(before)
    run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    after = os.umask(before)
    assert after == before


@pytest.mark.parametrize("purpose", ["", "kort", " " * 40, "x" * 201])
def test_without_a_purpose_nothing_leaves(run, out: Path, people: list[Person], purpose: str) -> None:
    done = run("people", "export", "--out", out, "--purpose", purpose)
    assert done.code == 2
    assert "10 till 200 tecken" in done.err
    assert_nothing_happened(out)


def test_outside_the_demo_somebody_must_stand_for_it(run, out: Path, people: list[Person], settings) -> None:
    settings.DEMO = False
    done = run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert done.code == 2
    assert "--as" in done.err
    assert_nothing_happened(out)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_other_roles_export_nobody(
    run, out: Path, people: list[Person], region: Region, settings, role: Role
) -> None:
    settings.DEMO = False
    done = run("people", "export", "--out", out, "--purpose", PURPOSE, "--as", region.user(role).email)
    assert done.code == 2
    assert "ingen med den adressen" in done.err
    assert_nothing_happened(out)


def test_an_administrator_of_the_region_exports(
    run, out: Path, people: list[Person], region: Region, settings
) -> None:
    settings.DEMO = False
    user = region.user(Role.ADMINISTRATOR)
    done = run("people", "export", "--out", out, "--purpose", PURPOSE, "--as", user.email.upper())
    assert done.code == 0, done.err
    assert set(AccessEvent.objects.values_list("actor_id", flat=True)) == {user.pk}


@pytest.mark.parametrize("which", ["unknown", "other region", "inactive", "ended"])
def test_who_is_not_an_administrator_here_now_is_told_the_same(
    run, out: Path, people: list[Person], region: Region, other_region: Region, settings, which: str
) -> None:
    settings.DEMO = False
    user = (other_region if which == "other region" else region).user(Role.ADMINISTRATOR)
    if which == "inactive":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    if which == "ended":
        user.memberships.update(ended_at=user.date_joined)
    email = "nobody@example.org" if which == "unknown" else user.email
    done = run("people", "export", "--out", out, "--purpose", PURPOSE, "--region", NAME, "--as", email)
    assert done.code == 2
    assert "ingen med den adressen" in done.err
    assert_nothing_happened(out)


def test_of_several_regions_one_is_chosen(run, out: Path, people: list[Person], other_region: Region) -> None:
    for arguments in ((), ("--region", "Ingenstans")):
        done = run("people", "export", "--out", out, "--purpose", PURPOSE, *arguments)
        assert done.code == 2
        assert NAME in done.err
        assert other_region.collaboration.name in done.err
    assert_nothing_happened(out)


def test_what_cannot_be_written_is_in_no_log(run, tmp_path: Path, people: list[Person]) -> None:
    (tmp_path / "people.csv").mkdir()
    assert run("people", "export", "--out", tmp_path / "people.csv", "--purpose", PURPOSE).code == 2
    assert_nothing_happened(tmp_path / "absent.csv")


def test_a_full_disk_is_in_no_log(run, out: Path, people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kompetensnav.integrations.people_file.write.os.fsync", full)
    done = run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert done.code == 2
    assert "No space left" in done.err
    assert_nothing_happened(out)


@pytest.mark.parametrize("log", ["audit", "looked"])
def test_what_cannot_be_logged_is_not_written(
    run, out: Path, people: list[Person], monkeypatch: pytest.MonkeyPatch, log: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the log is broken")

    out.write_text("older")
    monkeypatch.setattr(exports, log, broken)
    monkeypatch.setattr("sys.argv", ["kompetensnav", "people", "export", "--out", str(out), "--purpose", PURPOSE])
    with pytest.raises(RuntimeError, match="the log is broken"):
        cli.main()
    assert out.read_text() == "older"
    out.unlink()
    assert_nothing_happened(out)


def test_profiles_that_change_while_they_are_read_are_not_half_written(
    run, out: Path, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports._Along, "ended", False)
    done = run("people", "export", "--out", out, "--purpose", PURPOSE)
    assert done.code == 2
    assert "Exportera igen" in done.err
    assert_nothing_happened(out)


def test_the_number_of_reads_does_not_grow_with_people(region: Region) -> None:
    def reads() -> int:
        seen: list[str] = []

        def note(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        actor = region.actor(Role.ADMINISTRATOR)
        with connection.execute_wrapper(note):
            found = list(exports.exported(actor, region=region.collaboration, purpose=PURPOSE))
        assert len(found) == Person.objects.count()
        return sum(sql.startswith("SELECT") for sql in seen)

    for _ in range(60):
        region.person(claims=(Says("Industrielektriker"), Says("drive:B")), commutes=("2580",))
    few = reads()
    for _ in range(60):
        region.person(claims=(Says("Industrielektriker"),))
    assert reads() == few == 4


def test_demo_load_tells_what_it_did_and_how_to_log_in(run, starter) -> None:
    done = run("demo", "load", "--people", 60)
    assert done.code == 0, done.err
    assert "Läste in 62 personer" in done.out
    for login in loading.logins():
        assert login.email in done.out
        assert login.role_text in done.out
    assert loading.logins()[0].password in done.out
    assert "Matchade" in done.out
    again = run("--lang", "en", "demo", "load", "--people", 60)
    assert again.code == 0
    assert "already" in again.out
    other = run("demo", "load", "--people", 61)
    assert other.code == 2
    assert "60 personer, frö 1" in other.err


def test_demo_load_is_refused_outside_the_demo(run, settings) -> None:
    settings.DEMO = False
    done = run("demo", "load", "--people", 60)
    assert done.code == 2
    assert not Person.objects.exists()
