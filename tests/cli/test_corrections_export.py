"""``kompetensnav corrections export`` as people run it: approved ones unless all are asked for, and a trace in the log."""

import json
from pathlib import Path

import pytest

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.corrections.actions import approve, decline, withdraw
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.cli import main as cli
from tests.correction_case import NOT_ASKED, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command line in this process, in English: exit code, what it says, what it complains of."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kompetensnav", "--lang", "en", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "corrections.jsonl"


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_approved_ones_are_written_and_all_where_they_are_asked_for(run, out, region) -> None:
    administrator = region.actor(Role.ADMINISTRATOR)
    approved, declined, withdrawn, _ = (told(region, w) for w in ("kylkrets", "PLC", "gäng", "erfarenhet"))
    approve(administrator, correction=approved, for_all=False)
    decline(administrator, correction=declined, reason="för smalt")
    approve(administrator, correction=withdrawn, for_all=True)
    withdraw(administrator, correction=withdrawn, reason="fel")
    code, said, _ = run("corrections", "export", "--out", out)
    assert code == 0 and "Wrote 1 corrections" in " ".join(said.split())
    assert [(row["phrase"], row["state"]) for row in lines(out)] == [("kylkrets", "organisation")]
    assert run("corrections", "export", "--out", out, "--all")[0] == 0
    assert {(row["phrase"], row["state"]) for row in lines(out)} == {
        ("kylkrets", "organisation"),
        ("PLC", "declined"),
        ("gäng", "withdrawn"),
        ("erfarenhet", "waiting"),
    }
    events = AuditEvent.objects.filter(verb="correction.exported", object_id=region.collaboration.pk).order_by("id")
    assert [(e.actor_id, e.details) for e in events] == [("command-line", {"rows": n}) for n in (1, 4)]


def test_each_line_says_where_its_words_stand_and_what_it_is_for(run, out, region) -> None:
    told(region, "PLC", before="PLC-programmering", kind=NOT_ASKED)
    run("corrections", "export", "--out", out, "--all")
    [line] = lines(out)
    assert line["sentence"][line["start"] : line["end"]] == "PLC"
    assert (line["kind"], line["polarity"], line["concept"]) == ("not_asked", "mentioned", None)
    assert line["split"] in ("train", "test")


def test_nothing_to_write_is_told_and_no_file_is_made(run, out, region) -> None:
    told(region)
    code, _, complaint = run("corrections", "export", "--out", out)
    assert code == 2 and "no corrections" in complaint
    assert not out.exists() and not AuditEvent.objects.filter(verb="correction.exported").exists()


def test_a_place_that_cannot_be_written_leaves_no_trace_in_the_log(run, tmp_path, region) -> None:
    told(region)
    code, _, complaint = run("corrections", "export", "--all", "--out", tmp_path)
    assert code == 2 and complaint
    assert not AuditEvent.objects.filter(verb="correction.exported").exists()
