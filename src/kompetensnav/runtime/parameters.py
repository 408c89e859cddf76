"""Reads the numbers of matching and of routes from files shipped with the engine, which itself reads no files."""

import tomllib
from importlib.resources import files

from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.pathways.offers import RouteParameters


def load() -> Parameters:
    """Parameters of this version. Raises ValueError for a number absent, unknown, out of range or unexplained."""
    return parse(_shipped("kompetensnav.engine.matching"))


def load_routes() -> RouteParameters:
    """The numbers routes assume. Raises ValueError as ``load``."""
    return parse_routes(_shipped("kompetensnav.engine.pathways"))


def parse_routes(text: str) -> RouteParameters:
    """The same from the text of such a file, with one table, ``days``."""
    version, numbers = _numbers(text)
    try:
        return RouteParameters(version=version, **{key: number for (_, key), number in numbers.items()})
    except TypeError as error:
        raise ValueError(f"the parameters do not fit this version of the engine: {error}") from error


def parse(text: str) -> Parameters:
    """Parameters from the text of such a file: tables of ``key = {value, reason}`` and a version."""
    version, numbers = _numbers(text)
    try:
        return Parameters(version=version, **{f"{table}_{key}": number for (table, key), number in numbers.items()})
    except TypeError as error:
        raise ValueError(f"the parameters do not fit this version of the engine: {error}") from error


def _shipped(package: str) -> str:
    return files(package).joinpath("parameters.toml").read_text(encoding="utf-8")


def _numbers(text: str) -> tuple[str, dict[tuple[str, str], int]]:
    document = tomllib.loads(text)
    version = document.pop("version", "")
    numbers: dict[tuple[str, str], int] = {}
    for table, entries in document.items():
        for key, entry in entries.items():
            if set(entry) != {"value", "reason"} or not str(entry["reason"]).strip():
                raise ValueError(f"{table}.{key} needs a value and a reason, and nothing else")
            numbers[table, key] = entry["value"]
    return version, numbers
