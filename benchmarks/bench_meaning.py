"""Linking titles, those that words settle and those that need the model: time of each, and memory, beside a peer.

Usage: python benchmarks/bench_meaning.py [VERSION]      (a stored version with vectors; the one in use if left out)

The titles are drawn with a fixed seed from the preferred names of occupations. *As written* is the name itself;
*reworded* has its words turned around and a word of everyday Swedish or English added, so that no label is alike.
The peer is the model alone: the title embedded, its cosine with every label's vector at 32 bits, the best label.
Nothing is remembered between the titles of a run. One thread (OMP_NUM_THREADS=1).
"""

import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kompetensnav.cli import taxonomies
from kompetensnav.engine.linking.vectors import unit
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind

TITLES = 300
KINDS = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
ADDED = ("vid ett mindre företag", "med natt och helg", "for our growing team", "i norr", "på heltid")


def timed(find: Callable[[str], object], titles: list[str]) -> tuple[float, float, float]:
    """(median, 95th percentile, longest) in milliseconds."""
    times = []
    for title in titles:
        start = time.perf_counter()
        find(title)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times)


def proportional_memory() -> float:
    """Megabytes of this process, shared pages divided by those who share them."""
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    [line] = [line for line in rollup.splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) / 1024


def main() -> None:
    taxonomy = taxonomies.in_use(sys.argv[1] if len(sys.argv) > 1 else None)
    linker, graph = taxonomy.linker, taxonomy.graph
    if linker.meaning is None:
        raise SystemExit("this version has no vectors: kompetensnav taxonomy vectors")
    vectors, encoder = linker.meaning.vectors, linker.meaning.encoder
    rng = random.Random(1)
    of_kind = np.isin(graph.kinds[graph.label_concept], [int(Kind.OCCUPATION)])
    rows = np.flatnonzero(of_kind & (graph.label_kind == LabelKind.PREFERRED)).tolist()
    names = [graph.labels[row] for row in rng.sample(rows, min(2 * TITLES, len(rows)))]
    written, others = names[:TITLES], names[TITLES:]
    reworded = [f"{' '.join(reversed(n.split()))} {rng.choice(ADDED)}" for n in others]
    trades = int(vectors.starts[1])
    full = unit(vectors.rows[:trades].astype(np.float32))

    def alone(title: str) -> int:
        return int(np.argmax(full @ vectors.place(title, encoder.encode([title])[0])))

    linker.link("uppvärmning av modellen", KINDS)
    print(f"{platform.python_version()}, {graph.name}: {trades} labels of trades with vectors")
    print(f"{'':34}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}")
    for name, find, titles in (
        ("as written, ours", lambda t: linker.link(t, KINDS), written),
        ("reworded, ours", lambda t: linker.link(t, KINDS), reworded),
        ("as written, the model alone", alone, written),
        ("reworded, the model alone", alone, reworded),
    ):
        print(f"{name:34}" + "".join(f"{ms:8.1f}" for ms in timed(find, titles)))
    asked = sum(linker.link(t, KINDS)[:1] == [] or linker.link(t, KINDS)[0].score < 0.85 for t in reworded)
    print(f"of {len(reworded)} reworded titles {asked} were not settled by words")
    print(f"memory of this process with all loaded: {proportional_memory():.0f} MB (PSS)")


if __name__ == "__main__":
    main()
