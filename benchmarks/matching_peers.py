"""Libraries that can add up, each in the form that suits it best. Sums are whole numbers and compared.

- SciPy: the needs' row times a (concepts, people) matrix, both compressed rows; filtered by a mask of booleans that
  are kept per condition and per municipality, before the 50 largest are found.
- sparse_dot_topn: the same matrices, its own top 50; it cannot filter. Which of equal sums it keeps at the cut is
  not defined.
- tantivy: a claim is a word "concept-evidence", a need an "or" of those that occur, each with a constant score, so
  that its ranking formula adds the same numbers. Conditions that a person is known to fail, and places they reach,
  are words too: the rarer side of each, as a search engine reads them best. One segment, in the order of ids.
- faiss: people and concepts as dense vectors (truncated SVD of the matrix), an inverted file of clusters. It is
  approximate: its recall is measured against the exact 50. It cannot filter either.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import scipy.sparse as sp
import sparse_dot_topn
import tantivy
from matching_data import MUNICIPALITIES
from matching_task import Flags, K, Ranking, Row, Sums, largest
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

EVIDENCES = 3
DIMENSIONS, PROBES = 256, 128
BEFOREHAND = 200_000  # people whose sums are drawn upon for the axes of the dense vectors


class Peer(Protocol):
    """An engine that was built from a task. ``exact``: which of equal sums are kept at the cut is defined."""

    name: str
    filters: bool
    exact: bool
    approximate: bool
    bytes: int

    def __init__(self, task: Sums, folder: Path) -> None: ...

    def find(self, row: Row, filtered: bool) -> Ranking: ...

    def used(self) -> float:
        """Seconds of processor that others than this process spent for it."""
        ...

    def close(self) -> None: ...


class InProcess:
    """What libraries that work in our process share."""

    filters = True
    exact = True
    approximate = False

    def used(self) -> float:
        return 0.0

    def close(self) -> None:
        return None


def claims_matrix(task: Sums) -> sp.csr_matrix:
    """(concepts, people) evidence in tenths."""
    start, person, _ = task.by_concept
    return sp.csr_matrix((task.values, person, start), shape=(len(task.market.graph), len(task.crowd)))


def matrix_bytes(matrix: sp.csr_matrix) -> int:
    return int(matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes)


def as_matrix(row: Row, n_concepts: int) -> sp.csr_matrix:
    return sp.csr_matrix((row.weights, row.concepts, [0, len(row.concepts)]), shape=(1, n_concepts))


class Scipy(InProcess):
    name = f"scipy.sparse {version('scipy')} + mask"

    def __init__(self, task: Sums, folder: Path) -> None:
        self.matrix = claims_matrix(task)
        self.passing = task.passing
        self.reaching = [task.reaches(place) for place in range(MUNICIPALITIES)]
        masks = sum(m.nbytes for m in (*self.passing, *self.reaching))
        self.bytes = matrix_bytes(self.matrix) + masks

    def find(self, row: Row, filtered: bool) -> Ranking:
        product = as_matrix(row, self.matrix.shape[0]) @ self.matrix
        if not filtered:
            return largest(product.indices, product.data)
        mask = self.mask(row)[product.indices]
        return largest(product.indices[mask], product.data[mask])

    def mask(self, row: Row) -> Flags:
        mask = np.ones(self.matrix.shape[1], np.bool_) if row.place is None else self.reaching[row.place]
        for number in row.conditions:
            mask = mask & self.passing[number]
        return mask


class SparseDotTopn(InProcess):
    name = f"sparse_dot_topn {version('sparse_dot_topn')}"
    filters = False
    exact = False

    def __init__(self, task: Sums, folder: Path) -> None:
        self.matrix = claims_matrix(task)
        self.bytes = matrix_bytes(self.matrix)

    def find(self, row: Row, filtered: bool) -> Ranking:
        need = as_matrix(row, self.matrix.shape[0])
        found = sparse_dot_topn.sp_matmul_topn(need, self.matrix, top_n=K, sort=True, n_threads=1)
        return list(zip(found.indices.tolist(), found.data.tolist(), strict=True))


class Tantivy(InProcess):
    name = f"tantivy {version('tantivy')}"

    def __init__(self, task: Sums, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for field in ("claims", "fails", "reaches"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
        builder.add_unsigned_field("person", stored=False, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.write(task)
        self.index.reload()
        self.searcher = self.index.searcher()
        assert self.searcher.num_segments == 1, (
            "people of several segments would not stand in the order of their ids"
        )
        start, _, grade = task.by_concept
        every = np.repeat(np.arange(len(start) - 1), np.diff(start)) * EVIDENCES + grade % EVIDENCES
        self.occurs = np.bincount(every, minlength=(len(start) - 1) * EVIDENCES) > 0
        self.bytes = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())

    def write(self, task: Sums) -> None:
        crowd = task.crowd
        words = (crowd.claim_concept.astype(np.int64) * EVIDENCES + crowd.claim_grade % EVIDENCES).astype(str)
        failing = ~np.array(task.passing)
        writer = self.index.writer(heap_size=2_000_000_000, num_threads=1)
        for i in range(len(crowd)):
            free = bool(crowd.moves[i] or not crowd.settled[i])
            places = ["any"] if free else [str(p) for p in {int(crowd.home[i]), int(crowd.commute[i])} if p >= 0]
            document = tantivy.Document(
                claims=" ".join(words[crowd.claim_start[i] : crowd.claim_start[i + 1]].tolist()),
                fails=" ".join(map(str, np.flatnonzero(failing[:, i]).tolist())),
                reaches=" ".join(places),
            )
            document.add_unsigned("person", i)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def word(self, field: str, text: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, text, index_option="basic")

    def find(self, row: Row, filtered: bool) -> Ranking:
        query = self.claims(row)
        if filtered:
            places = [(tantivy.Occur.Should, self.word("reaches", text)) for text in ("any", str(row.place))]
            reach = tantivy.Query.const_score_query(tantivy.Query.boolean_query(places), 0.0)
            known = [(tantivy.Occur.MustNot, self.word("fails", str(c))) for c in row.conditions]
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query([(must, query), (must, reach), *known])
        hits = self.searcher.search(query, limit=K, count=False).hits
        people = self.searcher.fast_field_values("person", [address for _, address in hits])
        return [(int(p), round(score)) for p, (score, _) in zip(people, hits, strict=True)]

    def claims(self, row: Row) -> tantivy.Query:
        parts = []
        for concept, weight in zip(row.concepts.tolist(), row.weights.tolist(), strict=True):
            for evidence in range(EVIDENCES):
                number = concept * EVIDENCES + evidence
                if self.occurs[number]:
                    score = float(weight * (8 + evidence))
                    parts.append(tantivy.Query.const_score_query(self.word("claims", str(number)), score))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])


class Faiss(InProcess):
    name = f"faiss {version('faiss-cpu')} IVF, {DIMENSIONS} dimensions"
    filters = False
    exact = False
    approximate = True

    def __init__(self, task: Sums, folder: Path) -> None:
        faiss.omp_set_num_threads(1)
        claims = claims_matrix(task).astype(np.float32)
        sample = claims[:, :BEFOREHAND]
        axes, _, _ = randomized_svd(sample, DIMENSIONS, n_iter=2, random_state=1)
        self.axes = axes.astype(np.float32)
        vectors = np.ascontiguousarray(claims.T @ self.axes, np.float32)
        cells = int(4 * np.sqrt(len(vectors)))
        quantiser = faiss.IndexFlatIP(DIMENSIONS)
        self.index = faiss.IndexIVFFlat(quantiser, DIMENSIONS, cells, faiss.METRIC_INNER_PRODUCT)
        self.index.cp.niter = 5
        self.index.train(vectors[: cells * 40])
        self.index.add(vectors)
        self.index.nprobe = PROBES
        self.bytes = int(vectors.nbytes + self.axes.nbytes + 8 * len(vectors))

    def find(self, row: Row, filtered: bool) -> Ranking:
        vector = self.project(row)
        scores, people = self.index.search(vector, K)
        return [(int(p), round(float(s))) for p, s in zip(people[0], scores[0], strict=True) if p >= 0]

    def project(self, row: Row) -> NDArray[np.float32]:
        vector = row.weights.astype(np.float32) @ self.axes[row.concepts]
        return np.ascontiguousarray(vector[None, :], np.float32)


LIBRARIES: tuple[type[Peer], ...] = (Scipy, SparseDotTopn, Tantivy, Faiss)
