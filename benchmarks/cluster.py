"""Matching on workers of a cluster, all on this machine: what a person costs in each place, and what a batch takes.

Usage: python benchmarks/cluster.py [PEOPLE ...] [--workers N ...] [--data FOLDER]

PEOPLE are 10000, 100000 and 1000000 and N are 1, 2 and 3 where nothing else is said. How the data is made: head of
matching_data.py. Two hundred needs, the first fifty people in both lists, one batch. The answers of every run are
compared with those of one process that holds everybody in one shard. More workers than cores cannot be quicker.
"""

import argparse
import logging
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np
from distributed import Client, LocalCluster
from matching_data import Market, as_supply, make_needs, make_people, make_places, read_market

from kompetensnav.engine.matching.index import Index, find_each
from kompetensnav.engine.matching.query import Query, prepare
from kompetensnav.engine.matching.result import Found
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.runtime.cluster import parquet
from kompetensnav.runtime.cluster.columns import supply_of
from kompetensnav.runtime.cluster.people import People, PeopleStore
from kompetensnav.runtime.cluster.run import find_on_cluster
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.parameters import load

ROOT = Path(__file__).resolve().parents[1]
ESCO = Path(os.environ.get("KOMPETENSNAV_SHARED_DATA", ROOT.parent / "shared" / "data")) / "esco-1.1.1-en"
NEEDS, K, PASSES = 200, 50, 3
T = TypeVar("T")
MEMORY = 4 * 2**30  # a worker


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("people", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--data", type=Path, default=ESCO)
    wanted = parser.parse_args()
    market, places = read_market(wanted.data), make_places()
    similarity = Similarity(market.graph, load())
    queries = [prepare(need, similarity, places) for need in make_needs(market, NEEDS, seed=5)]
    stored, batches = [], []
    for n in wanted.people:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["KOMPETENSNAV_HOME"] = f"{folder}/home"
            store, batch = measured(n, market, places, queries, folder, wanted.workers)
            stored.append(store)
            batches += batch
    print(f"{os.cpu_count()} cores, {NEEDS} needs, K = {K}\n")
    print(
        table(
            [
                "people",
                "files",
                "bytes a person in Parquet",
                "in the register",
                "in a shard",
                "written, core s",
                "written again unchanged, core s",
                "read and laid out, core s",
                "at most in a worker, MB",
            ],
            stored,
        )
    )
    print()
    print(
        table(
            [
                "people",
                "where",
                "first batch, s",
                "batch again, s",
                "core s of the workers",
                "core s of coordinator and scheduler",
                "equal",
            ],
            batches,
        )
    )


def measured(
    n: int, market: Market, places: Places, queries: list[Query], folder: str, workers: list[int]
) -> tuple[list[str], list[list[str]]]:
    """The row of what is stored, and a row for each way of asking."""
    supply = as_supply(make_people(market, places, n, seed=7), len(market.graph))
    store = PeopleStore(f"{folder}/people")
    written, people = core(lambda: store.write([supply], places, market.graph.name))
    again, _ = core(lambda: store.write([supply], places, market.graph.name))
    laid_out, shards = core(lambda: [Shard.of(read(people, file.name), places) for file in people.files])
    register = sum(p.stat().st_size for p in Path(f"{folder}/home").rglob("*.npy"))
    batches, expected = alone(n, supply, places, queries)
    rows, most = [batches], 0
    for count in workers:
        row, memory = on_workers(n, count, people, places, queries, expected)
        rows.append(row)
        most = max(most, memory)
    sizes = (sum(file.bytes for file in people.files), register, sum(shard.nbytes for shard in shards))
    seconds = [f"{value:.2f}" for value in (written, again, laid_out)]
    stored = [f"{n:,}", str(len(people.files)), *(f"{size / n:.0f}" for size in sizes), *seconds]
    return [*stored, f"{most / 2**20:.0f}"], rows


def read(people: People, name: str) -> Supply:
    return supply_of(parquet.read(people.folder, name, people.basis), people.basis.concepts, people.basis.places)


def alone(n: int, supply: Supply, places: Places, queries: list[Query]) -> tuple[list[str], list[Found]]:
    """One process that holds everybody in one shard."""
    first, index = timed(lambda: Index.of(supply, places))
    cold, found = timed(lambda: list(find_each(queries, index, K)))
    spent, walls = core(lambda: [timed(lambda: list(find_each(queries, index, K)))[0] for _ in range(PASSES)])
    times = [first + cold, float(np.median(walls)), spent / PASSES]
    row = [f"{n:,}", "one process", *(f"{value:.2f}" for value in times), "–", "–"]
    return row, found


def on_workers(
    n: int, count: int, people: People, places: Places, queries: list[Query], expected: list[Found]
) -> tuple[list[str], int]:
    with LocalCluster(
        n_workers=count, threads_per_worker=1, memory_limit=MEMORY, host="127.0.0.1", dashboard_address=None,
        worker_dashboard_address=None, silence_logs=logging.CRITICAL,
    ) as cluster, Client(cluster) as client:  # fmt: skip
        settings = ClusterSettings(cluster.scheduler_address, people.folder)

        def batch() -> list[Found]:
            return list(find_on_cluster(queries, settings, places, K))

        cold, found = timed(batch)
        cores, start = client.run(process_time), process_time()
        walls = []
        for _ in range(PASSES):
            wall, again = timed(batch)
            walls.append(wall)
            assert again == found
        here = (process_time() - start) / PASSES
        there = (sum(client.run(process_time).values()) - sum(cores.values())) / PASSES
        memory = max(client.run(_peak).values())
    equal = "yes" if found == expected else "NO"
    where = f"{count} worker{'s' if count > 1 else ''}"
    row = [f"{n:,}", where, f"{cold:.2f}", f"{np.median(walls):.2f}", f"{there:.2f}", f"{here:.2f}", equal]
    return row, memory


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def core(do: Callable[[], T]) -> tuple[float, T]:
    """Seconds of this process, all threads."""
    start = process_time()
    done = do()
    return process_time() - start, done


def timed(do: Callable[[], T]) -> tuple[float, T]:
    start = perf_counter()
    done = do()
    return perf_counter() - start, done


def table(head: list[str], rows: list[list[str]]) -> str:
    ruler = "|---|" + "---:|" * (len(head) - 1)
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], ruler, *lines[1:]])


if __name__ == "__main__":
    main()
