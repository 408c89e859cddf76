"""Dataclasses of arrays to a folder of ``.npy`` files and back, memory-mapped."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_T = TypeVar("_T", bound="DataclassInstance")


def save(thing: "DataclassInstance", folder: Path) -> dict[str, Any]:
    """Write every array of a (nested) dataclass below ``folder``; returns the rest, which is JSON."""
    rest: dict[str, Any] = {}
    for name, value in _leaves(thing, ""):
        if isinstance(value, np.ndarray):
            np.save(folder / f"{name}.npy", value)
        else:
            rest[name] = list(value) if isinstance(value, tuple) else value
    return rest


def load(kind: type[_T], folder: Path, rest: dict[str, Any], prefix: str = "") -> _T:
    """The inverse of ``save``. Arrays are mapped from disk: nothing is read until it is used."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):
        name, hint = f"{prefix}{field.name}", hints[field.name]
        if isinstance(hint, type) and is_dataclass(hint):
            values[field.name] = load(hint, folder, rest, f"{name}.")
        elif getattr(hint, "__origin__", None) is dict:
            keys, inner = get_args(hint)
            values[field.name] = {k: load(inner, folder, rest, f"{name}.{k.name.lower()}.") for k in keys}
        elif name in rest:
            values[field.name] = tuple(rest[name]) if isinstance(rest[name], list) else rest[name]
        else:
            # As a plain array over the mapping: numpy's memmap class makes reading one number ten times slower.
            values[field.name] = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
    return kind(**values)


def _leaves(thing: "DataclassInstance", prefix: str) -> Iterator[tuple[str, Any]]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        name = f"{prefix}{field.name}"
        if is_dataclass(value) and not isinstance(value, type):
            yield from _leaves(value, f"{name}.")
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from _leaves(inner, f"{name}.{key.name.lower()}.")
        else:
            yield name, value
