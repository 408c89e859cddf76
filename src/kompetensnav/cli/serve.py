"""``kompetensnav serve``: the pages and the worker on this machine, as one command."""

import http.client
import signal
import sys
import time
from typing import Annotated

import typer

from kompetensnav.cli.screen import Screen
from kompetensnav.cli.setup import open_with_settings, set_up
from kompetensnav.cli.supervision import Child, OnlyOne, RunningElsewhere, end_all, listen
from kompetensnav.demo.logins import logins
from kompetensnav.runtime.home import home

PORT = 8000
_TRIED = 100  # ports after the usual one
_GLANCE = 0.2  # seconds between looks at the children
_ANSWER = 10.0  # seconds to wait for one answer
_FIRST_PAGE = 60.0  # seconds until the first page must have come, on a slow machine


def serve(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(help=f"The port. Otherwise {PORT}, or the next that is free.", min=1, max=65535)
    ] = None,
) -> None:
    """Set up what is missing, then show the pages on this machine and do their jobs, until Ctrl+C.

    Only this machine can reach it. For others to, see docs/how-to/run-for-real.md.
    """
    screen: Screen = context.obj
    try:
        only = OnlyOne(home() / "serving")
    except RunningElsewhere as running:
        screen.say("serve.already" if running.address else "serve.already-starting", address=running.address)
        return
    try:
        _serve(screen, port, only)
    finally:
        only.close()


def _serve(screen: Screen, port: int | None, only: OnlyOne) -> None:
    listener = listen([port] if port else range(PORT, PORT + _TRIED))
    if listener is None:
        screen.tell("serve.port-busy" if port else "serve.ports-busy", port=port or PORT)
        raise typer.Exit(2)
    open_with_settings()
    set_up(screen)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script in the background has it ignored
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    children: list[Child] = []
    try:
        children.append(Child("web", _web(listener.fileno()), (listener.fileno(),)))
        children.append(Child("worker", _worker(screen.language)))
        _up(screen, listener.getsockname()[1], port, only, children)
        _look_after(screen, children)
    except KeyboardInterrupt:
        screen.tell("serve.stopping")
    finally:
        end_all(children)
        listener.close()
    screen.tell("serve.stopped")


def _up(screen: Screen, found: int, wished: int | None, only: OnlyOne, children: list[Child]) -> None:
    """Wait for the first page, then say where it all is."""
    address = f"http://localhost:{found}/"
    if not _page_comes(screen, found, children):
        screen.tell("serve.no-page")
        raise typer.Exit(1)
    only.tell(address)
    if found != (wished or PORT):
        screen.say("serve.another-port", busy=PORT, port=found)
    screen.say("serve.up", address=address)
    _show_logins(screen)


def _look_after(screen: Screen, children: list[Child]) -> None:
    while True:
        _glance(screen, children)
        time.sleep(_GLANCE)


def _glance(screen: Screen, children: list[Child]) -> None:
    for child in children:
        if child.look_after():
            screen.tell(f"serve.{child.name}-died")


def _page_comes(screen: Screen, port: int, children: list[Child]) -> bool:
    """The socket takes calls from the start; only an answer, whichever, shows that somebody is there."""
    until = time.monotonic() + _FIRST_PAGE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            _glance(screen, children)
            time.sleep(_GLANCE)
        else:
            return True
        finally:
            connection.close()
    return False


def _show_logins(screen: Screen) -> None:
    """The demo's logins, those of them that have been loaded."""
    from django.conf import settings

    from kompetensnav.apps.accounts.models import User

    if not settings.DEMO:
        return
    known = logins(screen.language)
    loaded = set(User.objects.filter(email__in=[login.email for login in known]).values_list("email", flat=True))
    shown = [login for login in known if login.email in loaded]
    if not shown:
        screen.say("serve.no-demo")
        return
    roles, emails = (max(len(getattr(login, part)) for login in shown) for part in ("role_text", "email"))
    screen.say("serve.logins", password=shown[0].password)
    for login in shown:
        screen.say(
            "serve.login", role=login.role_text.ljust(roles), email=login.email.ljust(emails), name=login.name
        )


def _worker(language: str) -> list[str]:
    start = "from kompetensnav.cli.main import main; main()"  # the script's own place is not ours to know
    return [sys.executable, "-c", start, "--lang", language, "worker"]


def _web(listener: int) -> list[str]:
    """Threads, since browsers open connections before they need them: without, each would hold a process."""
    options = ("--bind", f"fd://{listener}", "--workers", "2", "--threads", "4", "--no-control-socket")
    quiet = ("--log-level", "warning", "--graceful-timeout", "5")
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "kompetensnav.config.wsgi"]
