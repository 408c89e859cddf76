"""Reading adverts: adverts a second, worst cases, and the search for labels against pyahocorasick.

Usage: python benchmarks/bench_extraction.py [VERSION]      (a stored version; the one in use if left out)

The adverts are the demo region's 250 (seed 1). pyahocorasick gets the folded labels and adverts and finds
labels as they are written, no more: no endings, no sections, no polarity, no levels, no masking. The first row of
ours does what it does, and endings; the second reads the whole advert.
"""

import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

import ahocorasick

from kompetensnav.apps.places.facts import place_names
from kompetensnav.cli import taxonomies
from kompetensnav.demo import make
from kompetensnav.engine.extraction.extract import Extractor
from kompetensnav.engine.text.normalise import fold, tokenise

LONGEST = 100_000  # characters: the longest advert that is accepted
WORST = ("kräver svenska, ", "- PLC:\n", "legitimerad ", "B, C, CE-", "a" * 99 + " ", "070-", "kontakta Anna Ek, ")


def seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        read(text)
    return time.perf_counter() - start


def main() -> None:
    taxonomy = taxonomies.in_use(sys.argv[1] if len(sys.argv) > 1 else None)
    lexicon = taxonomy.lexicon
    texts = [f"{h['headline']}\n\n{h['description']['text']}" for h in make(people=1, seed=1).needs["hits"]]
    extractor = Extractor(taxonomy.graph, lexicon, place_names())

    start = time.perf_counter()
    automaton = ahocorasick.Automaton()
    for i in range(len(lexicon.surfaces)):
        automaton.add_word(f" {lexicon.surfaces[i]} ", i)
    automaton.make_automaton()
    building = time.perf_counter() - start

    ways = (
        ("labels and endings, in mapped arrays", lambda t: lexicon.phrases(t, tokenise(t))),
        ("the whole advert as requirements", lambda t: extractor.extract("", t)),
        ("pyahocorasick, labels as written", lambda t: list(automaton.iter(f" {fold(t)} "))),
    )
    size = f"{len(texts)} adverts, {sum(map(len, texts)):,} characters"
    print(f"{taxonomy.name}: {len(lexicon.surfaces):,} distinct labels; {size}")
    print(f"Python {platform.python_version()}, pyahocorasick {version('pyahocorasick')}; one thread\n")
    print(f"{'':40}{'ms an advert':>14}{'adverts/s':>12}")
    for name, read in ways:
        seconds(read, texts[:20])
        used = seconds(read, texts)
        print(f"{name:40}{1000 * used / len(texts):14.2f}{len(texts) / used:12.0f}")
    print(f"\npyahocorasick first built its automaton for {building:.1f} s in this process.\n")
    print(f"{'worst cases, ' + format(LONGEST, ',') + ' characters of':40}{'seconds':>14}")
    for unit in WORST:
        print(f"{unit[:30]!r:40}{seconds(lambda t: extractor.extract('', t), [(unit * LONGEST)[:LONGEST]]):14.2f}")


if __name__ == "__main__":
    main()
