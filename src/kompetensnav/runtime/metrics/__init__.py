"""The learned metrics that ship with Kompetensnav: one of all languages, and some that left a language out.

Those with a language left out are for measuring that language honestly. ``script/train-metric`` makes the files.
"""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import numpy as np

from kompetensnav.engine.linking.metric import Metric, identity

_FOLDER = Path(__file__).resolve().parent
_DIMENSIONS = 384


def save_metric(metric: Metric, left_out: Collection[str]) -> Path:
    """Write a metric beside this module, at half precision."""
    path = _FOLDER / f"without-{'-'.join(sorted(left_out)) or 'none'}.npz"
    np.savez_compressed(path, matrix=metric.matrix.astype(np.float16), languages=np.array(metric.languages))
    return path


def metric_without(languages: Collection[str]) -> Metric:
    """The metric learned on most languages, none of them among these; the plain cosine where there is none."""
    fitting = [m for m in _all() if not set(m.languages) & set(languages)]
    return max(fitting, key=lambda m: len(m.languages), default=identity(_DIMENSIONS))


@lru_cache(maxsize=1)
def _all() -> tuple[Metric, ...]:
    found = []
    for path in sorted(_FOLDER.glob("without-*.npz")):
        with np.load(path) as file:
            languages = tuple(str(name) for name in file["languages"])
            found.append(Metric(file["matrix"].astype(np.float32), languages))
    return tuple(found)
