"""``match files --scheduler`` writes the very lines that one machine writes."""

import json
import socket
from pathlib import Path

import pytest

from kompetensnav.cli import main as cli
from kompetensnav.demo import make, write
from kompetensnav.runtime.cluster.settings import ClusterSettings


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region")
    write(make(people=150, seed=2, needs=12), folder)
    return folder


@pytest.fixture
def run(starter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], region: Path, tmp_path: Path):
    """Match the region: exit code, lines, what was told."""

    def command(*options: str) -> tuple[int, list[dict], str]:
        out = tmp_path / "out.jsonl"
        out.unlink(missing_ok=True)
        files = ["--needs", region / "needs.json", "--people", region / "people.csv", "--out", out]
        words = ["kompetensnav", "--lang", "en", "match", "files", *files, "--near-misses", "3", *options]
        monkeypatch.setattr("sys.argv", list(map(str, words)))
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        written = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
        return code, [json.loads(line) for line in written], capsys.readouterr().err

    return command


def name_the_certificates(monkeypatch: pytest.MonkeyPatch, workers: ClusterSettings, folder: Path) -> None:
    said = {"CA": workers.ca, "CERT": workers.certificate, "KEY": workers.key, "FOLDER": folder, "TIMEOUT": 20}
    for name, value in said.items():
        monkeypatch.setenv(f"KOMPETENSNAV_CLUSTER_{name}", str(value))


def test_a_cluster_writes_the_lines_of_one_machine_and_leaves_no_file(run, workers, monkeypatch, tmp_path) -> None:
    _, here, _ = run()
    name_the_certificates(monkeypatch, workers, tmp_path / "people")
    code, there, told = run("--scheduler", workers.scheduler)
    assert code == 0, told
    assert len(there) == len(here) == 12
    assert there == here
    assert any(line["near_misses"].get("reach") for line in there)
    assert [p for p in (tmp_path / "people").rglob("*") if p.is_file()] == []


def test_without_a_scheduler_there_is_an_error_and_no_file_unless_this_machine_may_do_it(run, monkeypatch) -> None:
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_TIMEOUT", "0.3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        code, lines, told = run("--scheduler", address)
        assert (code, lines) == (2, [])
        assert f"no scheduler answered at {address} within 0.3 seconds" in told
        code, lines, told = run("--scheduler", address, "--or-local")
    assert (code, len(lines)) == (0, 12)
    assert "Matching on this machine instead." in told


def test_an_address_that_is_not_safe_is_refused_even_if_this_machine_may_do_it(run, monkeypatch) -> None:
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_SCHEDULER", "tcp://192.0.2.1:8786")
    code, lines, told = run("--or-local")
    assert (code, lines) == (2, [])
    assert "tcp://192.0.2.1:8786 is another machine and not encrypted" in told
