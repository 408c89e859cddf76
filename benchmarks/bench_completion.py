"""Suggestions while somebody types: time for each letter and hits, against RapidFuzz and SQLite's trigram index.

Usage: python benchmarks/bench_completion.py [VERSION]      (a stored version; the one in use if left out)

What is typed is made from labels of the taxonomy itself, drawn with a fixed seed; a hit is a suggestion, among
eight, of the concept it was made from. The peers get the same labels, folded, and one query at a time. SQLite looks
for the words typed as parts of labels and ranks by BM25; it finds nothing in less than three letters, and no
misspelt word.
"""

import platform
import random
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import rapidfuzz
from misspelling import misspelt
from rapidfuzz import process

from kompetensnav.cli import taxonomies
from kompetensnav.engine.linking.completion_index import build_completion
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.taxonomy_store import Taxonomy

QUERIES = 200
PEER_QUERIES = 20  # of them, for the peer that reads every label every time
SUGGESTIONS = 8
WORD = re.compile(r"[^\W_]{4,}")

Case = tuple[str, int]  # what is typed, and the concept it was made from


def classes(rng: random.Random, taxonomy: Taxonomy) -> Iterator[tuple[str, list[Case]]]:
    """(name, cases) of each way of typing."""
    graph = taxonomy.graph
    rows = [(fold(graph.labels[r]), int(graph.label_concept[r]), r) for r in range(len(graph.labels))]
    european = [(label, c) for label, c, r in rows if graph.languages[graph.label_language[r]] in ("sv", "en")]
    worded = [(label, c, words) for label, c in european if (words := WORD.findall(label))]

    def drawn(found: list, count: int = QUERIES) -> list:
        return rng.sample(found, min(count, len(found)))

    yield "1-2 letters", [(label[: rng.randint(1, 2)], c) for label, c in drawn(european)]
    yield "beginning of a label", [(label[: rng.randint(3, 8)].strip(), c) for label, c in drawn(european)]
    yield "beginning of a word", [(rng.choice(w)[: rng.randint(4, 8)], c) for _, c, w in drawn(worded)]
    yield "whole label", drawn(european)
    yield (
        "misspelt label",
        [(misspelt(rng, label), c) for label, c in drawn([(lab, c) for lab, c in european if 6 <= len(lab) <= 40])],
    )
    yield "two words, turned", [(f"{w[1]} {w[0]}", c) for _, c, w in drawn([t for t in worded if len(t[2]) == 2])]
    for name, code in (("Ukrainian", "uk"), ("Arabic", "ar")):
        own = [(label, c) for label, c, r in rows if graph.languages[graph.label_language[r]] == code]
        yield name, [(label[: rng.randint(3, 10)].strip(), c) for label, c in drawn(own)]


def measure(find: Callable[[str], set[int]], cases: list[Case]) -> tuple[float, float, float, float]:
    """(median, 95th percentile and longest ms of a core, share of hits)."""
    times, hits = [], 0
    for typed, concept in cases:
        start = time.thread_time()  # what other programs do meanwhile does not count
        found = find(typed)
        times.append((time.thread_time() - start) * 1000)
        hits += concept in found
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times), hits / len(cases)


def trigrams(labels: list[str]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE labels USING fts5(label, tokenize='trigram')")
    database.executemany("INSERT INTO labels VALUES (?)", ((label,) for label in labels))
    return database


def main() -> None:
    taxonomy = taxonomies.in_use(sys.argv[1] if len(sys.argv) > 1 else None)
    graph = taxonomy.graph
    start = time.thread_time()
    build_completion(graph)
    building = time.thread_time() - start
    completer = taxonomy.completer
    labels = [fold(graph.labels[row]) for row in range(len(graph.labels))]
    cluster = {c: set(graph.exact_cluster(c)) for c in range(len(graph))}
    database = trigrams(labels)

    def ours(typed: str) -> set[int]:
        return set().union(*(cluster[c.concept] for c in completer.complete(typed, k=SUGGESTIONS)))

    def concepts(rows: list[int]) -> set[int]:
        return set().union(*(cluster[int(graph.label_concept[row])] for row in rows))

    def fuzzy(typed: str) -> set[int]:
        return concepts([row for _, _, row in process.extract(typed, labels, limit=SUGGESTIONS)])

    def fts(typed: str) -> set[int]:
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in typed.split())
        sql = "SELECT rowid FROM labels WHERE labels MATCH ? ORDER BY rank LIMIT ?"
        return concepts([row - 1 for (row,) in database.execute(sql, (quoted, SUGGESTIONS))])

    print(f"{taxonomy.name}: {len(labels):,} labels; {QUERIES} queries a row, RapidFuzz {PEER_QUERIES} of them")
    versions = f"RapidFuzz {rapidfuzz.__version__}, SQLite {sqlite3.sqlite_version}"
    print(f"Python {platform.python_version()}, {versions}; one thread. Index built in {building:.1f} s\n")
    head = f"{'':24}" + "".join(
        f"{name:>32}" for name in ("Kompetensnav", "RapidFuzz WRatio", "SQLite FTS5 trigram")
    )
    print(head + "\n" + f"{'':24}" + f"{'p50 ms':>10}{'p95':>8}{'max':>7}{'hit@8':>7}" * 3)
    for name, cases in classes(random.Random(1), taxonomy):
        line = f"{name:24}"
        for find, some in ((ours, cases), (fuzzy, cases[:PEER_QUERIES]), (fts, cases)):
            p50, p95, longest, hits = measure(find, some)
            line += f"{p50:10.1f}{p95:8.1f}{longest:7.1f}{hits:7.2f}"
        print(line)


if __name__ == "__main__":
    main()
