"""Finding the label nearest to a misspelt phrase: time and hits, against scikit-learn and RapidFuzz.

Usage: python benchmarks/bench_linking.py [VERSION]      (a stored version; the one in use if left out)

The phrases are labels of the taxonomy itself with one letter dropped, doubled or swapped, drawn with a fixed seed;
a hit is the label they were made from at first place. The peers get the same labels, folded, and one phrase at a
time, as an interactive user sends them.
"""

import platform
import random
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import rapidfuzz
import sklearn
from misspelling import misspelt
from rapidfuzz import process
from sklearn.feature_extraction.text import TfidfVectorizer

from kompetensnav.cli import taxonomies

PHRASES = 300


def measure(find: Callable[[str], str], cases: list[tuple[str, str]]) -> tuple[float, float, float]:
    """(median ms, 95th percentile ms, hits at one)."""
    times, hits = [], 0
    for phrase, label in cases:
        start = time.perf_counter()
        found = find(phrase)
        times.append((time.perf_counter() - start) * 1000)
        hits += found == label
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], hits / len(cases)


def main() -> None:
    taxonomy = taxonomies.in_use(sys.argv[1] if len(sys.argv) > 1 else None)
    lexicon = taxonomy.lexicon
    labels = [lexicon.surfaces[i] for i in range(len(lexicon.surfaces))]
    rng = random.Random(1)
    words = [label for label in labels if 8 <= len(label) <= 40]
    cases = [(misspelt(rng, w), w) for w in rng.sample(words, PHRASES)]

    start = time.perf_counter()
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
    matrix = vectoriser.fit_transform(labels)
    transposed = matrix.T.tocsr()
    fitting = time.perf_counter() - start

    def ours(phrase: str) -> str:
        return labels[lexicon.similar(phrase, 1)[0][0]]

    def scikit(phrase: str) -> str:
        return labels[int((vectoriser.transform([phrase]) @ transposed).toarray().argmax())]

    def fuzzy(phrase: str) -> str:
        return str(process.extractOne(phrase, labels, scorer=rapidfuzz.fuzz.ratio)[0])

    print(f"{taxonomy.name}: {len(labels):,} distinct labels; {PHRASES} misspelt phrases")
    versions = f"scikit-learn {sklearn.__version__}, RapidFuzz {rapidfuzz.__version__}"
    print(f"Python {platform.python_version()}, {versions}; one thread, one phrase at a time\n")
    print(f"{'':44}{'p50 ms':>9}{'p95 ms':>9}{'hit@1':>8}")
    for name, find in (
        ("Kompetensnav, n-grams in mapped arrays", ours),
        ("scikit-learn TfidfVectorizer char_wb(2,4)", scikit),
        ("RapidFuzz ratio over all labels", fuzzy),
    ):
        p50, p95, hits = measure(find, cases)
        print(f"{name:44}{p50:9.2f}{p95:9.2f}{hits:8.3f}")
    print(f"\nscikit-learn first fitted for {fitting:.1f} s in this process; the mapped index was ready at once.")


if __name__ == "__main__":
    main()
