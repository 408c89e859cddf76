"""``kompetensnav education`` as people run it: what is shown, what is stored, who may."""

import json
from pathlib import Path

import pytest
from django.test import override_settings

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.education.models import CatalogueImport, Intake, Programme
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.cli import main as cli
from tests.factories import IntakeFactory, ProgrammeFactory
from tests.integrations.test_education_emil import file as emil_file
from tests.integrations.test_education_myh import GRANTED, table, workbook
from tests.integrations.test_education_sundsvall import RECORD

pytestmark = pytest.mark.django_db


class Run:
    """One run of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def row(self, kind: str) -> list[int]:
        """New, changed, unchanged and rejected of the first table."""
        line = next(line for line in self.out.splitlines() if line.startswith(kind))
        return [int(n) for n in line.split()[1:]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command line in this process, in English."""

    def command(*arguments: object, language="en") -> Run:
        monkeypatch.setattr("sys.argv", ["kompetensnav", "--lang", language, "education", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return Run(int(ended.value.code or 0), captured.out, captured.err)

    return command


@pytest.fixture(autouse=True)
def in_the_demo():
    with override_settings(DEMO=True):
        yield


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """A municipal course file with a good record, a changed one and a bad one."""
    path = tmp_path / "kurser.json"
    path.write_text(json.dumps([RECORD, RECORD | {"Namn": "Okänd"}]), encoding="utf-8")
    return path


def test_without_apply_nothing_is_stored(run, region, courses) -> None:
    shown = run("import", "sundsvall", courses)
    assert (shown.code, shown.row("programmes"), shown.row("intakes")) == (0, [1, 0, 0, 0], [1, 0, 0, 0])
    assert f"kurser.json against the catalogue of {region.collaboration.name}" in shown.out
    assert "Rows that could not be read: 1." in shown.out
    assert "New providers: 1." in shown.out
    assert "kurser.json, field [1].Namn: the programme has no name" in shown.err
    assert "Nothing is stored. Run again with --apply" in shown.err
    assert (Programme.objects.count(), CatalogueImport.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_apply_stores_and_a_second_time_changes_nothing(run, region, courses) -> None:
    first, again = run("import", "sundsvall", courses, "--apply"), run("import", "sundsvall", courses, "--apply")
    assert "Stored in the catalogue." in first.out
    assert (first.row("programmes"), again.row("programmes")) == ([1, 0, 0, 0], [0, 0, 1, 0])
    assert (first.row("intakes"), again.row("intakes")) == ([1, 0, 0, 0], [0, 0, 1, 0])
    assert (Programme.objects.count(), CatalogueImport.objects.filter(state="applied").count()) == (1, 2)


def test_what_changes_is_shown_field_by_field(run, region, courses) -> None:
    run("import", "sundsvall", courses, "--apply")
    courses.write_text(json.dumps([RECORD | {"Poang": "150", "Omfattning": "100"}]), encoding="utf-8")
    shown = run("import", "sundsvall", courses)
    assert "Changes, Programmering 2: credits 100 → 150" in shown.out
    assert "Changes, Programmering 2, intake 2027-01-11: pace 50 → 100" in shown.out


def test_what_is_not_in_the_file_is_counted(run, region, courses) -> None:
    run("import", "sundsvall", courses, "--apply")
    courses.write_text(json.dumps([RECORD | {"Kurskod": "X", "Namn": "X"}]), encoding="utf-8")
    assert "Not in the file, and left as they are: 1." in run("import", "sundsvall", courses).out


def test_every_source(run, region, tmp_path: Path) -> None:
    files = {"myh": workbook(("Tabell 3", table(GRANTED))), "emil": emil_file()}
    for source, content in files.items():
        path = tmp_path / source
        path.write_bytes(content)
        assert run("import", source, path, "--apply").row("programmes") == [1, 0, 0, 0]
        assert run("import", source, path).row("programmes") == [0, 0, 1, 0]


def test_of_several_files_all_are_stored_or_none(run, region, courses, tmp_path: Path) -> None:
    broken = tmp_path / "half.json"
    broken.write_text(courses.read_text(encoding="utf-8")[:50], encoding="utf-8")
    ended = run("import", "sundsvall", courses, broken, "--apply")
    assert (ended.code, Programme.objects.count()) == (2, 0)
    assert "half.json, line 1" in ended.err
    courses.rename(tmp_path / "first.json")
    twice = run("import", "sundsvall", tmp_path / "first.json", tmp_path / "first.json", "--apply")
    assert (twice.code, Programme.objects.count(), Intake.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_and_the_catalogue_go_out_and_come_back(kind, run, region, tmp_path: Path) -> None:
    template, catalogue = tmp_path / f"mall.{kind}", tmp_path / f"katalog.{kind}"
    assert "Wrote a template" in run("template", template).out
    assert run("import", "template", template).row("programmes") == [1, 0, 0, 0]
    IntakeFactory.create_batch(2, programme=ProgrammeFactory(provider__collaboration=region.collaboration))
    assert "Wrote 2 rows" in run("export", catalogue).out
    back = run("import", "template", catalogue)
    assert (back.row("programmes"), back.row("intakes")) == ([0, 0, 1, 0], [0, 0, 2, 0])


def test_a_region_has_to_be_chosen_where_there_are_several(run, region, other_region, courses) -> None:
    assert "there are several regions" in run("import", "sundsvall", courses).err
    assert "there is no region Nowhere" in run("import", "sundsvall", courses, "--collaboration", "Nowhere").err
    assert (
        run("import", "sundsvall", courses, "--collaboration", other_region.collaboration.name, "--apply").code == 0
    )
    assert Programme.objects.get().provider.collaboration == other_region.collaboration


@override_settings(DEMO=False)
def test_outside_the_demo_an_education_planner_says_who_stores_it(run, region, courses) -> None:
    planner, employer = region.actor(Role.EDUCATION_PLANNER), region.actor(Role.EMPLOYER)
    assert run("import", "sundsvall", courses).code == 0
    assert "say who applies the file" in run("import", "sundsvall", courses, "--apply").err
    assert (
        "nobody with this address"
        in run("import", "sundsvall", courses, "--apply", "--as", employer.user.email).err
    )
    assert not Programme.objects.exists()
    assert run("import", "sundsvall", courses, "--apply", "--as", planner.user.email).code == 0
    assert AuditEvent.objects.get(verb="catalogue.imported").actor_id == planner.actor_id


@pytest.mark.parametrize("arguments", [("template", "mall.doc"), ("export", "katalog")])
def test_another_kind_of_file_is_refused(arguments, run, region, tmp_path: Path) -> None:
    command, name = arguments
    ended = run(command, tmp_path / name)
    assert (ended.code, ended.err.splitlines()[0]) == (
        2,
        f"× {name}: the name of the file must end in .csv or .xlsx.",
    )


def test_a_wrong_file_and_one_that_is_not_there(run, region, courses, tmp_path: Path) -> None:
    assert "is not an xlsx file" in run("import", "myh", courses).err
    assert "cannot be read" in run("import", "emil", tmp_path / "saknas.json").err
    assert run("import", "folkhögskola", courses).code == 2


def test_in_swedish(run, region, courses) -> None:
    shown = run("import", "sundsvall", courses, language="sv")
    assert "utbildningar    1        0            0         0" in shown.out
    assert "Ingenting är lagrat" in shown.err
