"""Tables of measures on standard output, numbers written as the language writes them."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from kompetensnav.cli.screen import Screen, shown


def number(screen: Screen, value: float, digits: int) -> str:
    """With the decimal sign of the language."""
    return f"{value:.{digits}f}".replace(".", screen.words.say("match.decimal"))


def show(screen: Screen, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table: the first column are names, the others numbers."""
    screen.out.print(f"[bold]{shown(title)}[/]")
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)  # ten columns fit a terminal
    for i, name in enumerate(head):
        table.add_column(shown(name), justify="right" if i else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(shown, row))
    screen.out.print(table, soft_wrap=False)
