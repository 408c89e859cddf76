"""Opaque ids: what stands in addresses, logs and files instead of names and numbers."""

import base64
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

_BYTES = 5  # 40 bits, eight characters; a region of a million people collides once in a million draws, and is told


def opaque_id(prefix: str) -> str:
    """``prefix-xxxxxxxx``: random, so that it says nothing of whom it names nor how many there are."""
    return f"{prefix}-{base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()}"


if TYPE_CHECKING:
    _TextColumn = models.CharField[str, str]
else:
    _TextColumn = models.CharField


class OpaqueIdField(_TextColumn):
    """Primary key with a fresh opaque id for every new row."""

    def __init__(self, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        options.setdefault("max_length", 40)
        options |= {"primary_key": True, "editable": False, "default": self._fresh}
        super().__init__(**options)

    def _fresh(self) -> str:
        return opaque_id(self.prefix)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("primary_key", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"prefix": self.prefix}
