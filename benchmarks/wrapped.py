"""Prose of the reports in lines that fit the documentation; tables stay as they are."""

import textwrap


def wrapped(report: str, width: int = 112) -> str:
    """The report with no line of words longer than ``width``."""
    lines = []
    for line in report.splitlines():
        indent = "  " if line.startswith("- ") else ""
        long = len(line) > width and not line.startswith("|")
        lines += textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False) if long else [line]
    return "\n".join(lines) + "\n"
