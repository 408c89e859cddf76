"""Vectors of a stored taxonomy version: made once, beside its graph, and mapped by every process.

The model's vectors of each text are cached apart from this (``runtime.vectors``), so that another version embeds
only what is new to it.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

from kompetensnav.engine.linking.calibration import Calibration
from kompetensnav.engine.linking.label_vectors import LabelVectors, build_label_vectors, surfaces_with_vectors
from kompetensnav.engine.linking.lexicon import Lexicon
from kompetensnav.engine.linking.meaning import Meaning
from kompetensnav.engine.linking.vectors import Encoder, Floats
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime import flat
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.metrics import metric_without
from kompetensnav.runtime.vectors import VectorCache

_CALIBRATION = Path(__file__).resolve().parent / "metrics" / "calibration.json"
Progress = Callable[[int, int], None]


def load_calibration() -> Calibration:
    """What ``script/train-calibration`` learned."""
    values = json.loads(_CALIBRATION.read_text(encoding="utf-8"))
    return Calibration(values["intercept"], values["likeness"], values["lead"])


def made(version: Path, encoder: Encoder) -> bool:
    """Whether the version in this folder has its vectors."""
    folder = _folder(version, encoder)
    return all((folder / f"{field.name}.npy").is_file() for field in fields(LabelVectors))


def missing(graph: TaxonomyGraph, lexicon: Lexicon, encoder: Encoder, cache: VectorCache) -> list[str]:
    """Labels that must be embedded before the vectors of a version can be made."""
    trades, skills = surfaces_with_vectors(graph, lexicon)
    return cache.missing(encoder, [lexicon.surfaces[s] for s in sorted({*trades, *skills})])


def make(
    version: Path,
    graph: TaxonomyGraph,
    lexicon: Lexicon,
    encoder: Encoder,
    cache: VectorCache,
    progress: Progress | None = None,
) -> None:
    """Embed what is new and write the vectors of the version in this folder, whole or not at all."""

    def embed(texts: Sequence[str]) -> Floats:
        return cache.vectors(encoder, texts, progress)

    vectors = build_label_vectors(graph, lexicon, metric_without(()), embed)
    with tempfile.TemporaryDirectory(dir=version, prefix=".vectors-") as name:
        folder = Path(name) / "vectors"
        folder.mkdir()
        flat.save(vectors, folder)
        target = _folder(version, encoder)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)


def meaning_of(version: Path, graph: TaxonomyGraph, lexicon: Lexicon) -> Meaning | None:
    """What links by meaning in this version; None without a model, before its vectors are made, or if damaged."""
    encoder = local_encoder() if any(version.glob("vectors-*")) else None
    if encoder is None or not made(version, encoder):
        return None
    try:
        vectors = flat.load(LabelVectors, _folder(version, encoder), {})
    except (OSError, EOFError, ValueError):  # cut off: words still link, and ``taxonomy vectors`` makes them anew
        return None
    return Meaning(graph, lexicon, vectors, encoder, load_calibration())


def _folder(version: Path, encoder: Encoder) -> Path:
    return version / f"vectors-{encoder.name}"
