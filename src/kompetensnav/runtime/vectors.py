"""Vectors of texts on disk: each text is embedded once a model, however often it is asked for.

Parts are appended as files of their own, so that a run that is cut off loses one part at most and goes on later.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.vectors import Encoder, Floats

_PART = 2_048  # texts: about a minute's work
_DAMAGED = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error)


def text_key(text: str) -> bytes:
    """Sixteen bytes that name a text; what the encoder makes alike shares a key."""
    return hashlib.sha256(text.strip().lower().encode()).digest()[:16]


class VectorCache:
    """Vectors below one folder: ``<model>/<hash>.npz`` with ``keys`` (m, 16) uint8 and ``rows`` (m, d) float16.

    ``shipped`` is a further file that comes with the product: ``keys``, ``mean`` (d,), and ``rows`` int8, which
    are what each vector has beyond the mean in steps of ``step``; ``model`` is whose they are.
    """

    def __init__(self, folder: Path, shipped: Path | None = None) -> None:
        self._folder, self._shipped = folder, shipped
        self._known: dict[str, dict[bytes, tuple[int, int]]] = {}
        self._parts: dict[str, list[NDArray[np.float16]]] = {}

    def vectors(
        self, encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Floats:
        """(texts, dimensions) of unit length within float16. ``progress`` hears (done, all) of what is missing."""
        known = self._read(encoder.name)
        keys = [text_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # short ones together: the model pads a batch to its longest text
        todo = sorted(missing.items(), key=lambda item: (len(item[1]), item[1]))
        for start in range(0, len(todo), _PART):
            part = todo[start : start + _PART]
            self._add(encoder, [key for key, _ in part], [text for _, text in part])
            if progress:
                progress(min(start + _PART, len(todo)), len(todo))
        parts, known = self._parts[encoder.name], self._known[encoder.name]
        rows = [parts[known[key][0]][known[key][1]] for key in keys]
        return np.array(rows, np.float32).reshape(len(texts), encoder.dimensions)

    def ship(self, encoder: Encoder, texts: Sequence[str], path: Path) -> None:
        """Write the file that comes with the product, for these texts."""
        distinct = sorted({text.strip().lower() for text in texts})
        vectors = self.vectors(encoder, distinct)
        mean = vectors.mean(0)
        step = np.float32(np.abs(vectors - mean).max() / 127)
        np.savez_compressed(
            path,
            model=np.array(encoder.name),
            keys=np.frombuffer(b"".join(text_key(text) for text in distinct), np.uint8).reshape(-1, 16),
            mean=mean,
            step=step,
            rows=np.round((vectors - mean) / step).astype(np.int8),
        )

    def missing(self, encoder: Encoder, texts: Sequence[str]) -> list[str]:
        """Those of the texts that have no vector yet, each once, in order."""
        known = self._read(encoder.name)
        return list({key: text for text in texts if (key := text_key(text)) not in known}.values())

    def _read(self, name: str) -> dict[bytes, tuple[int, int]]:
        if name not in self._known:
            self._known[name], self._parts[name] = {}, []
            self._read_shipped(name)
            for path in sorted((self._folder / name).glob("[!.]*.npz")):
                self._read_part(name, path)
        return self._known[name]

    def _read_shipped(self, name: str) -> None:
        if self._shipped is not None and self._shipped.is_file():
            with np.load(self._shipped) as file:
                if str(file["model"]) == name:
                    rows = file["mean"] + file["rows"].astype(np.float32) * file["step"]
                    self._take(name, file["keys"], rows.astype(np.float16))

    def _read_part(self, name: str, path: Path) -> None:
        """A part that is damaged is passed over: what it held is missing, and made anew."""
        try:
            with path.open("rb") as file, np.load(file) as part:
                keys, rows = part["keys"], part["rows"]
        except _DAMAGED:
            return
        if len(keys) == len(rows):
            self._take(name, keys, rows)

    def _take(self, name: str, keys: NDArray[np.uint8], rows: NDArray[np.float16]) -> None:
        number = len(self._parts[name])
        self._parts[name].append(rows)
        self._known[name].update({bytes(key): (number, i) for i, key in enumerate(keys)})

    def _add(self, encoder: Encoder, keys: list[bytes], texts: list[str]) -> None:
        rows = encoder.encode(texts).astype(np.float16)
        table = np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 16)
        folder = self._folder / encoder.name
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(table.tobytes()).hexdigest()[:16]
        temporary = folder / f".{name}.{os.getpid()}.npz"
        np.savez(temporary, keys=table, rows=rows)
        temporary.replace(folder / f"{name}.npz")
        self._take(encoder.name, table, rows)
