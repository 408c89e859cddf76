"""Processes that stay up together: one start a home, an address of their own, begun again when they die."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0  # seconds before a dead child is begun again
_SETTLED = 60.0  # seconds up after which it counts as well again
_PATIENCE = 15.0  # seconds a child has to end in, the job at hand included
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)


class RunningElsewhere(Exception):  # noqa: N818  it is an answer, not an error
    """Somebody has this home already; ``address`` is empty while they are still starting."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class OnlyOne:
    """The one start of a home. The lock is the kernel's, so it goes with whoever held it, however they ended."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._stream: IO[str] = file.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._stream.seek(0)
            address = self._stream.read().strip()
            self._stream.close()
            raise RunningElsewhere(address) from None
        self._write("")

    def tell(self, address: str) -> None:
        """Let a second start know where this one is."""
        self._write(address)

    def close(self) -> None:
        """Let another start have the home."""
        self._write("")
        self._stream.close()

    def _write(self, text: str) -> None:
        self._stream.truncate(0)
        self._stream.write(text)
        self._stream.flush()


def listen(ports: Sequence[int]) -> socket.socket | None:
    """A listening socket on this machine's own address, at the first of these ports that is free; else None."""
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
        except OSError:
            listener.close()
        else:
            return listener
    return None


class Child:
    """One process, begun again when it dies, ever less often if it keeps dying."""

    def __init__(self, name: str, command: Sequence[str], fds: Sequence[int] = ()) -> None:
        self.name = name
        self._command = command
        self._fds = fds
        self._wait = _FIRST_WAIT
        self._begin()

    def _begin(self) -> None:
        self._began, self._due = time.monotonic(), 0.0
        self._process = subprocess.Popen(  # noqa: S603  our own commands
            self._command,
            pass_fds=self._fds,
            start_new_session=True,  # Ctrl+C comes to us, and we stop them in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509  no threads here
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def look_after(self) -> bool:
        """Begin it again if it is dead and its time has come; whether it was just found dead."""
        if self._process.poll() is None:
            return False
        now = time.monotonic()
        if not self._due:
            self._wait = _FIRST_WAIT if now - self._began > _SETTLED else min(self._wait * 2, _LONGEST_WAIT)
            self._due = now + self._wait
            return True
        if now >= self._due:
            self._begin()
        return False

    def ask_to_end(self) -> None:
        """Ask it to end."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """Wait for it to have ended, and no longer than is decent."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


def end_all(children: Sequence[Child]) -> None:
    """Ask all to end, then wait for each; whoever asks once more meanwhile is not heard."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end()


def _end_with_parent() -> None:
    """A child must not outlive a parent that was killed outright: it would hold the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)
