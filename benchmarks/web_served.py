"""The product of ``web.py`` while it is served: started as anybody starts it, its times and its memory read.

``kompetensnav serve`` with the demo's settings, which are those of production but for the logins and TLS: two web
processes, the worker, no debugging. The server's times are those of its own access log, from the request read to
the answer given, in microseconds; the product itself measures nothing. A header of each request says which page it
asks for, so that no address needs to be understood.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psutil

from kompetensnav.cli.supervision import listen

_COMMAND = "from kompetensnav.cli.main import main; main()"
_PATIENCE = 90  # seconds until the first page
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Served:
    """A running product: its address, its log, and the processes that it is."""

    address: str
    log: Path
    process: psutil.Process

    def times(self, phase: str) -> dict[str, list[float]]:
        """Milliseconds of the server by page, of one phase."""
        found: dict[str, list[float]] = {}
        for line in self.log.read_text().splitlines():
            told = json.loads(line)
            asked_in, _, page = told["page"].partition("/")
            if asked_in == phase:
                found.setdefault(page, []).append(told["us"] / 1000)
        return found

    def memory(self) -> dict[str, list[tuple[float, float]]]:
        """As ``memory_of``, the pages and the worker apart."""
        return {"web": memory_of(self.web)[1:], "worker": memory_of(self.worker)}

    @property
    def web(self) -> int:
        """The process that has started the two that answer."""
        return self._child("gunicorn")

    @property
    def worker(self) -> int:
        return self._child("worker")

    def _child(self, word: str) -> int:
        [found] = [child.pid for child in self.process.children() if word in child.cmdline()]
        return found

    def login(self, email: str) -> dict[str, str]:
        """Log in to the demo; the headers that a browser would send from then on."""
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        form = browser.open(f"{self.address}/accounts/login/").read().decode()
        fields = {"email": email, "csrfmiddlewaretoken": _token(form)}
        desk = browser.open(f"{self.address}/accounts/demo/", urlencode(fields).encode()).read().decode()
        cookies = "; ".join(f"{c.name}={c.value}" for c in jar)
        return {"Cookie": cookies, "X-CSRFToken": _token(desk), "Accept-Encoding": "gzip"}


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    assert found is not None
    return found[1]


def memory_of(pid: int) -> list[tuple[float, float]]:
    """(resident, own share) in MB of a process and then of those it has started; what is shared is shared out."""
    process = psutil.Process(pid)
    each = [p.memory_full_info() for p in (process, *process.children(recursive=True))]
    return [(memory.rss / 2**20, memory.pss / 2**20) for memory in each]


def processor_of(pid: int) -> float:
    """Seconds of the processor that a process and all that it has started have used."""
    process = psutil.Process(pid)
    times = [p.cpu_times() for p in (process, *process.children(recursive=True))]
    ended = times[0].children_user + times[0].children_system
    return ended + sum(each.user + each.system for each in times)


@contextmanager
def served(home: Path, database: str, folder: Path) -> Iterator[Served]:
    """Serve a home for as long as it is asked for; ``database`` is empty for its SQLite."""
    listener = listen([0])
    assert listener is not None
    port = listener.getsockname()[1]
    listener.close()
    log = folder / f"access-{port}.log"
    form = '{"page": "%({x-page}i)s", "us": %(D)s, "status": %(s)s}'
    env = os.environ | {
        "KOMPETENSNAV_HOME": str(home),
        "KOMPETENSNAV_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "kompetensnav.config.settings.demo",
        "GUNICORN_CMD_ARGS": f"--access-logfile {log} --access-logformat '{form}'",
    }
    command = [sys.executable, "-c", _COMMAND, "serve", "--port", str(port)]
    with (folder / f"serve-{port}.log").open("w") as told:
        process = subprocess.Popen(command, env=env, stdout=told, stderr=told)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address, folder / f"serve-{port}.log")
        yield Served(address, log, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: subprocess.Popen, address: str, told: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The product does not answer:\n{told.read_text()}")
