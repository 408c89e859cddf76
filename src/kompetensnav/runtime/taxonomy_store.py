"""Versions of the taxonomy on disk: composed once, then memory-mapped by every process that needs them.

A version is named by what it is made of and a hash of it (``jobtech+starter@3f9a1c2b``), so that the same
sources give the same name on every machine, and importing the same thing twice changes nothing.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kompetensnav.engine.linking.completion import Completer
from kompetensnav.engine.linking.completion_index import CompletionIndex, build_completion
from kompetensnav.engine.linking.lexicon import Lexicon, build_lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.linking.vectors import Encoder
from kompetensnav.engine.taxonomy.build import Composition, compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.records import Layer
from kompetensnav.runtime import flat, label_vectors, layer_files
from kompetensnav.runtime.label_vectors import Progress
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.vectors import VectorCache

# Raise when the engine would build other arrays from the same layers: versions get new names, old ones stay.
FORMAT = 2


@dataclass(frozen=True)
class Taxonomy:
    """A version ready for use."""

    name: str
    graph: TaxonomyGraph
    lexicon: Lexicon
    completion: CompletionIndex
    folder: Path | None = None  # where it is stored

    @cached_property
    def linker(self) -> Linker:
        """By words and, where the labels' vectors have been made and there is a model, by meaning."""
        meaning = None if self.folder is None else label_vectors.meaning_of(self.folder, self.graph, self.lexicon)
        return Linker(self.graph, self.lexicon, meaning)

    @cached_property
    def completer(self) -> Completer:
        return Completer(self.graph, self.completion)


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """What the manifest of a stored version says. ``layers`` maps layer name to content hash."""

    name: str
    layers: dict[str, str]
    concepts: int
    labels: int
    relations: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A version that could be stored. ``composition.dangling`` counts relations that lead nowhere."""

    name: str
    layers: tuple[Layer, ...]
    composition: Composition


@contextmanager
def _told_if_damaged(name: str) -> Iterator[None]:
    """What a version's files can do when they are cut off or missing becomes a problem with its name."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(Problem("taxonomy.damaged", values={"name": name})) from error


class TaxonomyStore:
    """Versions and layers below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._layers = root / "layers"
        self._versions = root / "versions"
        self._active = root / "active"

    def versions(self) -> list[VersionInfo]:
        """All stored versions, by name."""
        return [self._info(p) for p in sorted(self._versions.glob("[!.]*/manifest.json"))]

    def active_name(self) -> str | None:
        """The version somebody activated, or None."""
        if not self._active.is_file():
            return None
        return self._active.read_text(encoding="utf-8", errors="replace").strip()

    def activate(self, name: str) -> None:
        """Make a stored version the one in use. Raises InputError ``taxonomy.no-such-version``."""
        self._manifest(name)
        temporary = self._active.with_suffix(f".{os.getpid()}.part")
        temporary.write_text(name + "\n", encoding="utf-8")
        temporary.replace(self._active)

    def layers_of(self, name: str) -> list[Layer]:
        """The layers a stored version was composed from."""
        info = self._info(self._manifest(name))
        with _told_if_damaged(name):
            return [layer_files.read(layer, digest, self._layers) for layer, digest in sorted(info.layers.items())]

    def plan(self, new: Sequence[Layer], base: Sequence[Layer] = ()) -> Plan:
        """Compose ``base`` with ``new``, whose layers replace those of the same name. Writes nothing."""
        chosen = {layer.name: layer for layer in (*base, *new)}
        layers = tuple(chosen[name] for name in sorted(chosen))
        name = self.name_of(layers)
        return Plan(name, layers, compose(name, layers))

    @staticmethod
    def name_of(layers: Sequence[Layer]) -> str:
        """Families of the layers and eight hexadecimal digits of the hash of their contents."""
        digests = [f"{layer.name}@{layer_files.content_hash(layer_files.lines(layer))}" for layer in layers]
        digest = hashlib.sha256(json.dumps([FORMAT, sorted(digests)]).encode()).hexdigest()
        families = sorted({layer.name.split("-")[0] for layer in layers})
        return f"{'+'.join(families)}@{digest[:8]}"

    def has(self, name: str) -> bool:
        return (self._versions / name / "manifest.json").is_file()

    def apply(self, plan: Plan) -> VersionInfo:
        """Store a planned version, whole or not at all. Storing it again changes nothing."""
        if not self.has(plan.name):
            digests = {layer.name: layer_files.write(layer, self._layers) for layer in plan.layers}
            self._store(plan, digests)
        return self._info(self._manifest(plan.name))

    def is_old(self, name: str) -> bool:
        """Whether a stored version has the format of an earlier release and cannot be loaded."""
        path = self._manifest(name)
        with _told_if_damaged(name):
            return bool(json.loads(path.read_text(encoding="utf-8"))["format"] != FORMAT)

    def renew(self, name: str) -> VersionInfo:
        """A stored version's layers as a version of today's format, stored if it is not yet."""
        layers = self.layers_of(name)
        today = self.name_of(layers)
        return self._info(self._manifest(today)) if self.has(today) else self.apply(self.plan(layers))

    def remove(self, name: str) -> None:
        """Remove a stored version, damaged or whole; its layers stay."""
        shutil.rmtree(self._versions / name, ignore_errors=True)

    def load(self, name: str) -> Taxonomy:
        """Map a stored version.

        Raises InputError ``taxonomy.no-such-version``, ``taxonomy.old-format`` or ``taxonomy.damaged``.
        """
        path = self._manifest(name)
        with _told_if_damaged(name):
            manifest = json.loads(path.read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise InputError(Problem("taxonomy.old-format", values={"name": name}))
            graph = flat.load(TaxonomyGraph, path.parent / "graph", manifest["graph"])
            lexicon = flat.load(Lexicon, path.parent / "lexicon", manifest["lexicon"])
            completion = flat.load(CompletionIndex, path.parent / "completion", manifest["completion"])
        return Taxonomy(name, graph, lexicon, completion, path.parent)

    def has_vectors(self, name: str, encoder: Encoder) -> bool:
        """Whether a stored version can link by meaning with this model."""
        return label_vectors.made(self._versions / name, encoder)

    def missing_vectors(self, name: str, encoder: Encoder, cache: VectorCache) -> list[str]:
        """Labels of a stored version that have not been embedded yet."""
        taxonomy = self.load(name)
        return label_vectors.missing(taxonomy.graph, taxonomy.lexicon, encoder, cache)

    def add_vectors(
        self, name: str, encoder: Encoder, cache: VectorCache, progress: Progress | None = None
    ) -> None:
        """Make the vectors of a stored version; what was embedded before an interruption is not embedded again."""
        taxonomy = self.load(name)
        label_vectors.make(self._versions / name, taxonomy.graph, taxonomy.lexicon, encoder, cache, progress)

    def _store(self, plan: Plan, digests: dict[str, str]) -> None:
        graph = plan.composition.graph
        self._versions.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._versions, prefix=".new-") as name:
            folder = Path(name) / "version"
            for part in ("graph", "lexicon", "completion"):
                (folder / part).mkdir(parents=True)
            manifest = {
                "name": plan.name,
                "format": FORMAT,
                "layers": digests,
                "concepts": len(graph),
                "labels": len(graph.labels),
                "relations": sum(len(a) for a in graph.out.values()),
                "graph": flat.save(graph, folder / "graph"),
                "lexicon": flat.save(build_lexicon(graph), folder / "lexicon"),
                "completion": flat.save(build_completion(graph), folder / "completion"),
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
            (folder / "manifest.json").write_text(text, encoding="utf-8")
            target = self._versions / plan.name
            if target.exists() and not self.has(plan.name):
                target.rename(Path(name) / "broken")  # left by something that was cut off; goes with this folder
            try:
                folder.rename(target)
            except OSError:
                if not self.has(plan.name):  # else another process stored the same version meanwhile
                    raise

    def _manifest(self, name: str) -> Path:
        known = [path.parent.name for path in sorted(self._versions.glob("[!.]*/manifest.json"))]
        if name not in known:
            values = {"name": name, "known": ", ".join(known) or "–"}
            raise InputError(Problem("taxonomy.no-such-version", values=values))
        return self._versions / name / "manifest.json"

    @staticmethod
    def _info(path: Path) -> VersionInfo:
        with _told_if_damaged(path.parent.name):
            m = json.loads(path.read_text(encoding="utf-8"))
            return VersionInfo(m["name"], m["layers"], m["concepts"], m["labels"], m["relations"])
