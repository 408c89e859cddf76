"""``kompetensnav``: the commands and how they end.

Exit codes: 0 done, 2 the input cannot be used (every problem is told, nothing is written).
"""

import io
import signal
import sys
from typing import Annotated

import typer

from kompetensnav import __version__
from kompetensnav.cli import (
    corrections,
    demo,
    education,
    evaluate,
    extract,
    link,
    match,
    people,
    serve,
    setup,
    taxonomy,
    worker,
)
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.wording import LANGUAGES, default_language

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a crash must not print rows of people
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start here: **kompetensnav demo make --out demo**, then "
    "**kompetensnav match files --needs demo/needs.json --people demo/people.csv --out matches.jsonl --explain 3**",
)
app.add_typer(match.app, name="match")
app.command("extract")(extract.extract)
app.command("link")(link.link)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(taxonomy.app, name="taxonomy")
app.add_typer(demo.app, name="demo")
app.add_typer(people.app, name="people")
app.add_typer(corrections.app, name="corrections")
app.add_typer(education.app, name="education")
app.command("setup")(setup.setup)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"kompetensnav {__version__}\n")
        raise typer.Exit


def _check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r}: sv or en")
    return language


@app.callback()
def root(
    context: typer.Context,
    lang: Annotated[
        str,
        typer.Option(
            help="Language of summaries, reasons and messages: sv or en. KOMPETENSNAV_LANG sets it for good.",
            callback=_check_language,
            default_factory=default_language,
            show_default="sv",
        ),
    ],
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """From a need in an employer's own words to explained candidates who could fill it.

    Kompetensnav reads adverts, understands what they ask for, and ranks people by what they have claimed, shown
    or had verified. Each requirement is met, missing or *unknown*; nobody is scored on missing facts, and nobody
    disappears without being counted. It proposes; people decide.
    """
    context.obj = Screen(lang)


def main() -> None:
    """Run the command line; problems with the input become sentences and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ or ö still gets the rest
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that half-written files are removed
    screen = Screen(_language_of(sys.argv))
    try:
        app()
    except InputError as error:
        screen.problems(error)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has enough
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # Files that are read or written by name have told already; what is left is our own folder.
        screen.problems(
            InputError(Problem("run.no-home", values={"home": str(home()), "why": error.strerror or ""}))
        )
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _language_of(arguments: list[str]) -> str:
    """The language of error messages, known before the arguments are parsed."""
    for i, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        value = value or (arguments[i + 1] if i + 1 < len(arguments) else "")
        if name == "--lang" and value in LANGUAGES:
            return value
    return default_language()
