"""Completing what somebody types."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking.completion import Completer, How
from kompetensnav.engine.linking.completion_index import Word, build_completion, words_of
from kompetensnav.engine.linking.completion_typos import edits_allowed, nearly
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord
from kompetensnav.engine.text.normalise import fold

Named = tuple[
    str, Kind, str, str
]  # id, kind, scheme, labels: "sv:Svetsare|en:Welder|sv-:Svets", - for no preferred

CASE: tuple[Named, ...] = (
    ("occ:svetsare", Kind.OCCUPATION, "jobtech", "sv:Svetsare|en:Welder|ar:لحّام"),
    ("esco:welder", Kind.OCCUPATION, "esco", "en:welder|uk:зварник"),
    ("occ:svetsingenjor", Kind.OCCUPATION, "jobtech", "sv:Svetsingenjör|en:Welding engineer"),
    ("occ:underskoterska", Kind.OCCUPATION, "jobtech", "sv:Undersköterska|sv-:Uska"),
    ("occ:sjukskoterska", Kind.OCCUPATION, "jobtech", "sv:Sjuksköterska|sv-:Skötare|en:Nurse"),
    ("occ:bvc", Kind.OCCUPATION, "jobtech", "sv:BVC-sköterska"),
    ("occ:lastbil", Kind.OCCUPATION, "jobtech", "sv:Lastbilsförare|sv-:Lastbilschaufför|en:Truck driver"),
    ("occ:lokforare", Kind.OCCUPATION, "jobtech", "sv:Lokförare"),
    ("skill:lok", Kind.SKILL, "jobtech", "sv:Lökodling"),
    ("skill:svetsning", Kind.SKILL, "jobtech", "sv:Svetsning|sv-:Svets"),
    ("skill:csharp", Kind.SKILL, "jobtech", "sv:C#"),
    ("skill:c", Kind.SKILL, "jobtech", "sv:C++"),
    ("drive:B", Kind.DRIVING_LICENCE, "starter", "sv:Körkort B (personbil)|sv-:B-körkort"),
    ("occ:programmist", Kind.OCCUPATION, "jobtech", "sv:Systemutvecklare|uk:Програміст"),
    ("occ:ing", Kind.OCCUPATION, "jobtech", "sv:Byggnadsingenjör|ar:مهندس أتمتة"),
)
SAME = (("esco:welder", "occ:svetsare"),)


def graph_of(concepts: Iterable[Named], same: Iterable[tuple[str, str]] = ()) -> TaxonomyGraph:
    layer = Layer("starter")
    for concept, kind, scheme, names in concepts:
        layer.concepts.append(ConceptRecord(concept, kind, scheme))
        for name in names.split("|"):
            language, text = name.split(":", 1)
            rank = LabelKind.ALTERNATIVE if language.endswith("-") else LabelKind.PREFERRED
            layer.labels.append(LabelRecord(concept, language.rstrip("-"), text, rank))
    layer.relations += [RelationRecord(a, b, Relation.EXACT_MATCH) for a, b in same]
    return compose("t", [layer]).graph


GRAPH = graph_of(CASE, SAME)
COMPLETER = Completer(GRAPH, build_completion(GRAPH))

RULES = [
    # typed, first concept, label that matched, how
    ("svetsare", "occ:svetsare", "Svetsare", How.PREFIX),
    ("SVETSI", "occ:svetsingenjor", "Svetsingenjör", How.PREFIX),
    ("svets", "skill:svetsning", "Svets", How.PREFIX),
    ("sköterska", "occ:bvc", "BVC-sköterska", How.WORD),
    ("undersköt", "occ:underskoterska", "Undersköterska", How.PREFIX),
    ("under sköterska", "occ:underskoterska", "Undersköterska", How.PART),
    ("skotare", "occ:sjukskoterska", "Skötare", How.PREFIX),
    ("driver truck", "occ:lastbil", "Truck driver", How.WORD),
    ("sevtsare", "occ:svetsare", "Svetsare", How.TYPO),
    ("sjukskötreska", "occ:sjukskoterska", "Sjuksköterska", How.TYPO),
    ("lastbilchafför", "occ:lastbil", "Lastbilschaufför", How.TYPO),
    ("lok", "occ:lokforare", "Lokförare", How.PREFIX),
    ("lök", "skill:lok", "Lökodling", How.PREFIX),
    ("c#", "skill:csharp", "C#", How.PREFIX),
    ("c++", "skill:c", "C++", How.PREFIX),
    ("b körkort", "drive:B", "B-körkort", How.PREFIX),
    ("b-korkort", "drive:B", "B-körkort", How.PREFIX),
    ("körkort b", "drive:B", "Körkort B (personbil)", How.PREFIX),
    ("welder", "occ:svetsare", "Welder", How.PREFIX),
    ("зварник", "occ:svetsare", "зварник", How.PREFIX),  # Europe's word leads to the national concept
    ("програмист", "occ:programmist", "Програміст", How.PREFIX),  # a keyboard without the letter і
    ("لحام", "occ:svetsare", "لحّام", How.PREFIX),
    ("مهندس اتمتة", "occ:ing", "مهندس أتمتة", How.PREFIX),
]


@pytest.mark.parametrize(("typed", "concept", "label", "how"), RULES, ids=[r[0] for r in RULES])
def test_what_is_typed_leads_to_a_concept_and_says_how(typed: str, concept: str, label: str, how: How) -> None:
    best = COMPLETER.complete(typed)[0]
    assert (GRAPH.id(best.concept), best.label, best.how) == (concept, label, how)


@pytest.mark.parametrize("typed", ["", "  ", "?!", "🙂", "xyz", "zzzzzzzz", "svetsare xylofon", "kck"])
def test_what_is_like_nothing_completes_to_nothing(typed: str) -> None:
    assert COMPLETER.complete(typed) == []


def test_a_concept_comes_once_whatever_it_is_called_and_its_exact_matches_with_it() -> None:
    found = [GRAPH.id(c.concept) for c in COMPLETER.complete("weld")]
    assert found == ["occ:svetsare", "occ:svetsingenjor"]


def test_inner_parts_of_words_come_after_whole_ones() -> None:
    found = [(GRAPH.id(c.concept), c.how) for c in COMPLETER.complete("sköt")]
    assert found[:2] == [("occ:sjukskoterska", How.PREFIX), ("occ:bvc", How.WORD)]
    assert ("occ:underskoterska", How.PART) in found[2:]


def test_kinds_and_number_limit_the_answer() -> None:
    assert {GRAPH.kind(c.concept) for c in COMPLETER.complete("svets", [Kind.SKILL])} == {Kind.SKILL}
    assert len(COMPLETER.complete("s", k=3)) == 3


def test_the_readers_language_comes_first_and_swedish_where_it_says_nothing() -> None:
    graph = graph_of((("a", Kind.SKILL, "jobtech", "sv:Data"), ("b", Kind.SKILL, "jobtech", "en:Database")))
    completer = Completer(graph, build_completion(graph))
    assert [c.language for c in completer.complete("dat")] == ["sv", "en"]
    assert [c.language for c in completer.complete("dat", languages=("en",))] == ["en", "sv"]
    assert [c.language for c in completer.complete("data", languages=("en",))] == ["sv", "en"], (
        "just so comes first"
    )


def test_preferred_labels_come_before_others_and_national_concepts_before_european() -> None:
    graph = graph_of(
        (
            ("a", Kind.SKILL, "esco", "sv:Truck ett"),
            ("b", Kind.SKILL, "jobtech", "sv:Lyft|sv-:Truck två"),
            ("c", Kind.SKILL, "jobtech", "sv:Truck nummer tre"),
        )
    )
    found = Completer(graph, build_completion(graph)).complete("truck")
    assert [graph.id(c.concept) for c in found] == ["c", "a", "b"]


def test_an_empty_taxonomy_completes_nothing() -> None:
    graph = graph_of(())
    assert Completer(graph, build_completion(graph)).complete("svetsare") == []


# A second way to the same answer: every label is looked at, one by one.

LETTERS = "abåä"
texts = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=3).map(" ".join)
concepts = st.lists(
    st.tuples(
        st.sampled_from([Kind.OCCUPATION, Kind.SKILL]),
        st.sampled_from(["jobtech", "esco"]),
        st.dictionaries(st.sampled_from(["sv", "sv-", "en"]), texts, min_size=1),
    ),
    max_size=12,
)


def named(drawn: list[tuple[Kind, str, dict[str, str]]], ids: list[str] | None = None) -> list[Named]:
    ids = ids or [f"c{i:02}" for i in range(len(drawn))]
    return [
        (id_, kind, scheme, "|".join(f"{language}:{text}" for language, text in names.items()))
        for id_, (kind, scheme, names) in zip(ids, drawn, strict=True)
    ]


def distance(typed: str, word: str) -> int:
    """Fewest edits from what was typed to a beginning of a word: the textbook's table, cell by cell."""
    table = {(i, 0): i for i in range(len(typed) + 1)} | {(0, j): j for j in range(len(word) + 1)}
    for i in range(1, len(typed) + 1):
        for j in range(1, len(word) + 1):
            ways = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (typed[i - 1] != word[j - 1]),
            ]
            if i > 1 and j > 1 and typed[i - 1] == word[j - 2] and typed[i - 2] == word[j - 1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return min(table[len(typed), j] for j in range(len(word) + 1))


def edits(typed: Word, word: Word) -> int:
    """How many letters are wrong; 99 where they are too many."""
    if inside(typed, word):
        return 0
    wrong = distance(typed.bare, word.bare)
    return wrong if wrong <= edits_allowed(typed.bare) else 99


def inside(typed: Word, word: Word) -> bool:
    """Whether it begins a word, or a part of one from the third letter on."""
    part = len(typed.bare) >= 3 and typed.bare in word.bare[2:]
    return part or word.bare.startswith(typed.bare)


def reference(graph: TaxonomyGraph, text: str) -> list[tuple[str, How]]:
    """Labels with how they matched, best first, the best of each concept; as many as there are."""
    typed = words_of(text)
    whole, found = " ".join(w.bare for w in typed), []
    for row in range(len(graph.labels)):
        label = graph.labels[row]
        words = words_of(label)
        bare = " ".join(w.bare for w in words)
        concept = int(graph.label_concept[row])
        wrong = sum(min(edits(t, w) for w in words) for t in typed)
        if all(any(w.bare.startswith(t.bare) for w in words) for t in typed):
            how, worse = How.PREFIX if bare.startswith(whole) else How.WORD, 2
            worse = int(fold(label) != fold(text)) if bare == whole else 2
            first = any(words[0].bare.startswith(t.bare) for t in typed)
            unlike = not all(any(w.written.startswith(t.written) for w in words if w.bare.startswith(t.bare)) for t in typed)  # fmt: skip
        elif all(any(inside(t, w) for w in words) for t in typed):
            how, worse, first, unlike = How.PART, 0, any(inside(t, words[0]) for t in typed), False
        elif wrong < 99:
            how, unlike = How.TYPO, False
            worse = 2 * wrong + (abs(len(bare) - len(whole)) > wrong)
            first = any(edits(t, words[0]) < 99 for t in typed)
        else:
            continue
        language = graph.languages[int(graph.label_language[row])]
        later = 0 if bare.startswith(whole) else 1 if first else 2
        standing = (
            int(graph.label_kind[row]),
            not graph.is_national(concept),
            len(bare),
            int(graph.kinds[concept]),
        )
        stage = {How.PREFIX: 0, How.WORD: 0, How.PART: 1, How.TYPO: 2}[how]
        key = (stage, worse, language != "sv", later, unlike, *standing, bare, label, language, graph.id(concept))
        found.append((key, concept, label, how))
    found.sort(key=lambda f: f[0])
    if any(f[0][:2] < (0, 2) for f in found):  # a whole label is meant; one of several words allows nothing else
        found = [f for f in found if f[0][0] == 0 or (f[3] is How.PART and len(typed) == 1)]
    best = {concept: (label, how) for _, concept, label, how in reversed(found)}
    return [best[c] for c in dict.fromkeys(f[1] for f in found)]


@given(concepts, texts)
def test_it_answers_as_a_search_of_every_label_would(drawn: list, typed: str) -> None:
    graph = graph_of(named(drawn))
    found = Completer(graph, build_completion(graph)).complete(typed, k=50)
    assert [(c.label, c.how) for c in found] == reference(graph, typed)


@given(st.text("abc", min_size=4, max_size=10), st.lists(st.text("abc", min_size=1, max_size=12), max_size=30))
def test_nearly_the_same_words_are_those_few_edits_away(typed: str, words: list[str]) -> None:
    letters = np.zeros((26, len(words)), np.uint16)
    for i, word in enumerate(words):
        letters[: len(word), i] = [ord(c) for c in word]
    for allowed in (1, 2):
        near, cost = nearly(letters, typed, allowed)
        wrong = {i: distance(typed, word) for i, word in enumerate(words)}
        assert dict(zip(near.tolist(), cost.tolist(), strict=True)) == {
            i: n for i, n in wrong.items() if n <= allowed
        }


@given(concepts)
def test_every_label_completes_to_itself_first(drawn: list) -> None:
    graph = graph_of(named(drawn))
    completer = Completer(graph, build_completion(graph))
    for row in range(len(graph.labels)):
        best = completer.complete(graph.labels[row], k=1)[0]
        assert (fold(best.label), best.how) == (fold(graph.labels[row]), How.PREFIX)


@given(concepts.flatmap(lambda c: st.tuples(st.just(c), st.permutations(range(len(c))))), texts)
def test_the_numbers_of_concepts_do_not_matter(drawn: tuple, typed: str) -> None:
    records, order = drawn
    answers = []
    for ids in ([f"c{i:02}" for i in range(len(records))], [f"c{i:02}" for i in order]):
        graph = graph_of(named(records, ids))
        answers.append([(c.label, c.how) for c in Completer(graph, build_completion(graph)).complete(typed)])
    assert answers[0] == answers[1]


@given(st.text(max_size=120))
def test_anything_at_all_can_be_typed(typed: str) -> None:
    found = COMPLETER.complete(typed, languages=("uk", "en"))
    assert len({c.concept for c in found}) == len(found) <= 8
