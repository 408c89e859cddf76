"""One cluster of three workers for all tests of a run that need one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kompetensnav.runtime.cluster.settings import ClusterSettings

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="package")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSettings]:
    folder = tmp_path_factory.mktemp("cluster")
    command = [sys.executable, "-m", "tests.runtime.cluster.local_cluster", str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        address = process.stdout.readline().strip()
        certificate = str(folder / "certificate.pem")
        yield ClusterSettings(address, "", certificate, certificate, str(folder / "key.pem"), timeout=20)
        process.stdin.close()
        process.wait(30)
