"""The seam to embedding models: what linking asks of one, and vectors kept small.

Any local model that turns texts into vectors can stand behind ``Encoder``; none is imported here.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Encoder(Protocol):
    """A model on this machine. Its name is part of every cache key: another model, other vectors."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """(texts, dimensions), rows of unit length; equal text gives an equal row, whatever stands beside it."""
        ...


def unit(rows: NDArray[np.floating]) -> Floats:
    """Rows at unit length; a row of zeros stays one."""
    norm = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = (rows / np.maximum(norm, 1e-12)).astype(np.float32)
    return scaled
