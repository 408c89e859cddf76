"""DuckDB as a peer of the benchmark, in sum mode and in best-claim mode, on one thread.

The claims lie in the order of their concepts, which its zone maps use (row groups of 16,384 rows were the fastest
of three sizes tried); one row a person with a column for each condition. Joining the people who pass before adding
up, after it and as a semi-join were tried, and the need as a list, as literals and as an IN; the fastest is here.
In best-claim mode it computes the whole ranking: best claim of each requirement, lo, hi, what is known, distance.
"""

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from matching_peers import InProcess
from matching_postgresql import kept_people
from matching_task import K, Ranking, Row, Task

from kompetensnav.engine.matching.degree import credit_table
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import WHOLE
from kompetensnav.engine.matching.terms import GRADES, Section, SectionState

THREADS = "SET threads = 1"
SUM = """
SELECT person, sum(value * weight)::INT AS total
FROM claims JOIN (SELECT unnest($1::INT[]) AS concept, unnest($2::INT[]) AS weight) USING (concept) {people}
GROUP BY person ORDER BY total DESC, person LIMIT {k}
"""
BEST = """
WITH asked AS (
  SELECT unnest($1::INT[]) AS claim, unnest($2::INT[]) AS requirement, unnest($3::INT[]) AS credit
), best AS (
  SELECT person, requirement, max(credit) AS credit
  FROM claims JOIN asked USING (claim) {people} GROUP BY person, requirement
), scored AS (
  SELECT person, {sums}
  FROM best JOIN (
    SELECT unnest($4::INT[]) AS requirement, unnest($5::INT[]) AS weight, unnest($6::INT[]) AS section
  ) USING (requirement)
  GROUP BY person
)
SELECT person, ({lo})::INT AS lo, ({hi})::INT AS hi, ({known})::INT AS known, ($7::INT[])[home + 1] AS km
FROM scored JOIN people USING (person) ORDER BY lo DESC, hi DESC, known DESC, km, person LIMIT {k}
"""
ROW_GROUP = 16_384


class Listed(NamedTuple):
    """A row of the ranking in best-claim mode; numerators as the product has them."""

    person: int
    lo: int
    hi: int
    known: int
    distance_km: int


class DuckDB(InProcess):
    name = f"DuckDB {duckdb.__version__}"

    def __init__(self, task: Task, folder: Path) -> None:
        self.task = task
        file = folder / "benchmark.duckdb"
        self.connection = duckdb.connect()
        self.connection.execute(f"ATTACH '{file}' AS benchmark (ROW_GROUP_SIZE {ROW_GROUP})")
        self.connection.execute("USE benchmark")
        self.connection.execute(THREADS)
        self.load(task)
        self.bytes = file.stat().st_size

    def load(self, task: Task) -> None:
        start, person, grade = task.by_concept
        concept = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
        value = np.array([8, 9, 10], np.int16)[grade % 3]
        claim = concept * len(GRADES) + grade
        claims = pa.table({"concept": concept, "claim": claim, "person": person, "value": value})
        self.store("claims", claims)
        crowd = task.crowd
        columns = {"person": np.arange(len(crowd), dtype=np.int32), "home": crowd.home, "commute": crowd.commute}
        flags = {f"c{i}": passes for i, passes in enumerate(task.passing)} | {"free": crowd.moves | ~crowd.settled}
        flags |= {f"complete{s}": crowd.sections[:, s] == SectionState.COMPLETE for s in Section}
        self.store("people", pa.table(columns | flags))

    def store(self, table: str, rows: pa.Table) -> None:
        self.connection.register("rows_", rows)
        self.connection.execute(f"CREATE TABLE {table} AS FROM rows_")
        self.connection.execute("CHECKPOINT")
        self.connection.unregister("rows_")

    def find(self, row: Row, filtered: bool) -> Ranking:
        query = SUM.format(people=_join(row) if filtered else "", k=K)
        return self.connection.execute(query, [row.concepts.tolist(), row.weights.tolist()]).fetchall()

    def find_best(self, need: CompiledNeed) -> list[Listed]:
        """The ranking of the product, from its definitions, in SQL."""
        row = Row(0, np.zeros(0, np.int64), np.zeros(0, np.int32), self.task.numbers(need), need.municipality)
        sections = sorted({int(r.section) for r in need.requirements})
        weight = {s: sum(r.weight for r in need.requirements if r.section == s) for s in sections}
        met = self.task.similarity.parameters.outcome_met
        sums = ", ".join(
            f"coalesce(sum(weight * credit) FILTER (section = {s}), 0) AS lo{s}, "
            f"coalesce(sum(weight) FILTER (section = {s} AND credit >= {met}), 0) AS met{s}"
            for s in sections
        )
        query = BEST.format(
            people=_join(row),
            sums=sums,
            lo=" + ".join(f"lo{s}" for s in sections),
            hi=" + ".join(f"CASE WHEN complete{s} THEN lo{s} ELSE {weight[s] * WHOLE} END" for s in sections),
            known=" + ".join(f"CASE WHEN complete{s} THEN {weight[s]} ELSE met{s} END" for s in sections),
            k=K,
        )
        distance = self.task.places.distance_km
        km = [0] * len(distance) if row.place is None else distance[:, row.place].tolist()
        number = list(range(len(need.requirements)))
        weights, of_section = [r.weight for r in need.requirements], [int(r.section) for r in need.requirements]
        values = [*self.asked(need), number, weights, of_section, km]
        return [Listed(*found) for found in self.connection.execute(query, values).fetchall()]

    def asked(self, need: CompiledNeed) -> tuple[list[int], list[int], list[int]]:
        """(concept x grade, requirement, credit): what each kind of claim is worth to each requirement."""
        claims, requirements, credits = [], [], []
        for i, r in enumerate(need.requirements):
            concepts, similarity = self.task.similarity.reach(r.concepts)
            table = credit_table(r.minimum_level, self.task.similarity.parameters)[similarity]
            row, grade = np.nonzero(table)
            claims += (concepts[row] * len(GRADES) + grade).tolist()
            requirements += [i] * len(row)
            credits += table[row, grade].tolist()
        return claims, requirements, credits

    def close(self) -> None:
        self.connection.close()


def _join(row: Row) -> str:
    return f"JOIN (SELECT person FROM people WHERE {kept_people(row)}) USING (person)"
