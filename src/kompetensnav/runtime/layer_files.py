"""Layers on disk: one JSON line a record, sorted, compressed, named by content."""

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord


def lines(layer: Layer) -> Iterator[str]:
    """The records as sorted JSON lines: the same records give the same lines, in whatever order they came."""
    rows: list[list[object]] = [["c", c.id, int(c.kind), c.scheme, *sorted(c.codes)] for c in layer.concepts]
    rows += [["l", r.concept, r.language, r.text, int(r.kind)] for r in layer.labels]
    rows += [["r", r.source, r.target, int(r.relation), r.weight] for r in layer.relations]
    yield from sorted({json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows})


def content_hash(layer_lines: Iterable[str]) -> str:
    """SHA-256 over the lines, hexadecimal."""
    digest = hashlib.sha256()
    for line in layer_lines:
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def write(layer: Layer, folder: Path) -> str:
    """Store a layer under its content hash, which is returned. Storing it again changes nothing."""
    rows = list(lines(layer))
    digest = content_hash(rows)
    path = folder / f"{layer.name}@{digest[:16]}.jsonl.gz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".writing-")  # two imports at once do not meet
        temporary = Path(unfinished)
        with os.fdopen(handle, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=6) as out:
            out.write(
                "\n".join(
                    [json.dumps([astuple(o) for o in sorted(layer.omitted)], ensure_ascii=False), *rows]
                ).encode()
            )
        temporary.replace(path)
    return digest


def read(name: str, digest: str, folder: Path) -> Layer:
    """The stored layer with this name and content hash."""
    layer = Layer(name)
    with gzip.open(folder / f"{name}@{digest[:16]}.jsonl.gz", "rt", encoding="utf-8") as stream:
        layer.omitted = [Omission(*row) for row in json.loads(next(stream))]
        for line in stream:
            tag, *row = json.loads(line)
            if tag == "c":
                layer.concepts.append(ConceptRecord(row[0], Kind(row[1]), row[2], tuple(row[3:])))
            elif tag == "l":
                layer.labels.append(LabelRecord(row[0], row[1], row[2], LabelKind(row[3])))
            else:
                layer.relations.append(RelationRecord(row[0], row[1], Relation(row[2]), row[3]))
    return layer
