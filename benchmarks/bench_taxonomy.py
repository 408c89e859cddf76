"""How soon a taxonomy is ready in a process, and in how much memory, against JSON and pickle.

Usage: python benchmarks/bench_taxonomy.py [VERSION]      (a stored version; the one in use if left out)

Each way of loading runs in a process of its own, which then answers the same questions (labels and neighbours of
every hundredth concept), so that lazily mapped pages are paid for. Memory is what the process gained in resident
size from just before loading; mapped pages are shared between processes and count here all the same.
"""

import json
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kompetensnav.cli import taxonomies
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Relation
from kompetensnav.runtime.taxonomy_store import Taxonomy

RUNS = 5


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def as_dictionaries(graph: TaxonomyGraph) -> dict[str, object]:
    """The same content as plain Python: what a program without the arrays would load."""
    return {
        "labels": {graph.id(c): graph.labels_of(c) for c in range(len(graph))},
        "relations": {
            r.name: {graph.id(c): [graph.id(t) for t in graph.targets(c, r)] for c in range(len(graph))}
            for r in Relation
        },
        "index": {graph.labels[i].casefold(): int(graph.label_concept[i]) for i in range(len(graph.labels))},
    }


def ask_arrays(taxonomy: Taxonomy) -> int:
    graph = taxonomy.graph
    total = 0
    for concept in range(0, len(graph), 100):
        total += len(graph.labels_of(concept)) + sum(len(graph.targets(concept, r)) for r in Relation)
    return total + len(taxonomy.lexicon.written(("svetsare",)))


def ask_dictionaries(content: dict[str, dict[str, list[str]]]) -> int:
    ids = list(content["labels"])[::100]
    relations = content["relations"].values()
    found = sum(len(content["labels"][i]) + sum(len(r[i]) for r in relations) for i in ids)  # type: ignore[call-overload]
    return found + ("svetsare" in content["index"])


def one(way: str, name: str, folder: Path) -> None:
    """One measurement, printed as JSON: seconds until answered, megabytes gained."""
    before, start = resident_mb(), time.perf_counter()
    loaded = {
        "arrays": lambda: taxonomies.store().load(name),
        "json": lambda: json.loads((folder / "graph.json").read_text()),
        "pickle": lambda: pickle.loads((folder / "graph.pickle").read_bytes()),
    }[way]()
    answer = ask_arrays(loaded) if isinstance(loaded, Taxonomy) else ask_dictionaries(loaded)
    sys.stdout.write(json.dumps([time.perf_counter() - start, resident_mb() - before, answer]))


def main() -> None:
    taxonomy = taxonomies.in_use(sys.argv[1] if len(sys.argv) > 1 else None)
    graph = taxonomy.graph
    relations = sum(len(a) for a in graph.out.values())
    print(f"{taxonomy.name}: {len(graph):,} concepts, {len(graph.labels):,} labels, {relations:,} relations")
    print(f"Python {platform.python_version()}, {platform.machine()}; median of {RUNS} processes each\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = as_dictionaries(graph)
        (folder / "graph.json").write_text(json.dumps(content))
        (folder / "graph.pickle").write_bytes(pickle.dumps(content))
        print(f"{'':34}{'ready, ms':>12}{'memory, MB':>12}")
        for way, label in (
            ("arrays", "mapped arrays (with label index)"),
            ("pickle", "pickle of dictionaries"),
            ("json", "json of dictionaries"),
        ):
            runs = []
            for _ in range(RUNS):
                command = [sys.executable, __file__, "--one", way, taxonomy.name, name]
                runs.append(json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout))
            seconds, memory = (statistics.median(r[i] for r in runs) for i in (0, 1))
            print(f"{label:34}{seconds * 1000:12.1f}{memory:12.1f}")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--one":
        one(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main()
