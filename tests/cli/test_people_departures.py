"""``kompetensnav people protect`` and ``people erase`` as people run them: what is said, done and refused."""

import io

import pytest

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import Person
from kompetensnav.cli import main as cli
from tests.factories import ProposalFactory

pytestmark = pytest.mark.django_db


class Run:
    """One run of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command line in this process, in Swedish unless asked otherwise; ``typed`` is standard input."""

    def command(*arguments: object, typed: str = "") -> Run:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return Run(int(ended.value.code or 0), captured.out, captured.err)

    return command


def verbs(person_id: str) -> list[str]:
    return list(AuditEvent.objects.filter(object_id=person_id).order_by("id").values_list("verb", flat=True))


def test_a_person_is_protected_once_and_the_protection_lifted_once(run, individual, need) -> None:
    ProposalFactory(need=need, person=individual)
    pk = individual.pk
    done = run("people", "protect", pk)
    assert (done.code, done.err) == (0, "")
    assert f"{pk} är skyddad" in done.out and "Återtagna förslag: 1." in done.out
    assert "redan skyddad" in run("people", "protect", pk).out
    assert Person.objects.get().protected
    lifted = run("--lang", "en", "people", "protect", pk, "--lift")
    assert lifted.code == 0 and f"{pk} is no longer protected" in lifted.out
    assert "is not protected" in run("--lang", "en", "people", "protect", pk, "--lift").out
    assert verbs(pk) == ["person.protected", "person.protection-lifted"]


@pytest.mark.parametrize("sure", ["asked", "--yes"])
def test_a_person_is_erased_when_the_id_is_typed_again_or_nobody_is_to_be_asked(
    run, individual, need, sure: str
) -> None:
    ProposalFactory(need=need, person=individual)
    pk = individual.pk
    done = run("people", "erase", pk, "--yes") if sure == "--yes" else run("people", "erase", pk, typed=f" {pk}\n")
    assert done.code == 0, done.err
    assert f"{pk} är raderad. Återtagna förslag: 1." in done.out
    assert "säkerhetskopior" in done.out
    assert ("Skriv id:t igen" in done.err) == (sure == "asked")
    assert not Person.objects.exists()
    assert run("people", "erase", pk, "--yes").code == 2


@pytest.mark.parametrize("typed", ["", "\n", "ja\n", "p-00000000\n"])
@pytest.mark.parametrize(("language", "said"), [("sv", "inget raderades"), ("en", "nothing was erased")])
def test_without_the_id_again_nothing_is_erased(run, individual, typed: str, language: str, said: str) -> None:
    done = run("--lang", language, "people", "erase", individual.pk, typed=typed)
    assert done.code == 2
    assert said in done.err
    assert Person.objects.filter(pk=individual.pk).exists()
    assert verbs(individual.pk) == []


@pytest.mark.parametrize("command", ["protect", "erase"])
@pytest.mark.parametrize(("language", "said"), [("sv", "ingen person med id"), ("en", "no person with the id")])
@pytest.mark.parametrize("odd", ["p-nobody", "[red]x", "p-1' OR 1=1"])
def test_an_id_of_nobody_is_told(run, individual, command: str, language: str, said: str, odd: str) -> None:
    done = run("--lang", language, "people", command, odd)
    assert done.code == 2
    assert f"{said} {odd}" in done.err
    assert Person.objects.filter(pk=individual.pk, protected=False).exists()


@pytest.mark.parametrize("command", [("protect",), ("protect", "--lift"), ("erase", "--yes")], ids=" ".join)
def test_outside_the_demo_an_administrator_of_the_region_answers_for_it(
    run, region, other_region, individual, settings, command: tuple[str, ...]
) -> None:
    settings.DEMO = False
    Person.objects.update(protected="--lift" in command)
    pk, name = individual.pk, command[0]
    unnamed = run("people", name, pk, *command[1:])
    assert unnamed.code == 2 and "--as" in unnamed.err
    for refused in (
        region.user(Role.COORDINATOR).email,
        region.user(Role.DATA_PROTECTION).email,
        other_region.user(Role.ADMINISTRATOR).email,
        "nobody@example.test",
    ):
        done = run("--lang", "en", "people", name, pk, *command[1:], "--as", refused)
        assert done.code == 2
        assert "nobody with this address may protect or erase" in done.err
    assert verbs(pk) == []
    administrator = region.user(Role.ADMINISTRATOR)
    done = run("people", name, pk, *command[1:], "--as", administrator.email.upper())
    assert done.code == 0, done.err
    event = AuditEvent.objects.filter(object_id=pk).latest("id")
    assert (event.actor_id, event.organisation_id) == (administrator.pk, region.municipality.pk)
