"""Reads the numbers of matching from the file shipped with the engine, which itself reads no files."""

import tomllib
from importlib.resources import files

from kompetensnav.engine.matching.parameters import Parameters


def load() -> Parameters:
    """Parameters of this version. Raises ValueError for a number absent, unknown, out of range or unexplained."""
    text = files("kompetensnav.engine.matching").joinpath("parameters.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Parameters:
    """Parameters from the text of such a file: tables of ``key = {value, reason}`` and a version."""
    document = tomllib.loads(text)
    version = document.pop("version", "")
    values: dict[str, int] = {}
    for table, entries in document.items():
        for key, entry in entries.items():
            if set(entry) != {"value", "reason"} or not str(entry["reason"]).strip():
                raise ValueError(f"{table}.{key} needs a value and a reason, and nothing else")
            values[f"{table}_{key}"] = entry["value"]
    try:
        return Parameters(version=version, **values)
    except TypeError as error:
        raise ValueError(f"the parameters do not fit this version of the engine: {error}") from error
