"""The gold set is as its guide says: offsets that fit the real texts, codes that exist, and no word of the texts."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts.jobsearch import parse as parse_adverts
from kompetensnav.integrations.starter.parse import parse as parse_starter
from tests.shared_data import shared

GOLD = Path(__file__).resolve().parents[2] / "gold"
FILES = ("adverts.json", "cvs.json")
ADVERTS = 28
LONGEST_STRING = 80  # a hash or a source; a sentence of an advert is longer
DOCUMENT_KEYS = {"source", "sha256", "length", "language", "part", "mentions"}
MENTION_KEYS = {"start", "end", "kind", "polarity"}
OPTIONAL_KEYS = {"level", "years", "code", "ssyk4"}
CODED = {Kind.LANGUAGE: "lang:", Kind.DRIVING_LICENCE: "drive:", Kind.EDUCATION_LEVEL: "edu:"}
MARKED_KINDS = {Kind.OCCUPATION, Kind.SKILL, Kind.LEGAL_LICENCE, *CODED}
HIGHEST_LEVEL = {Kind.LANGUAGE: 6, Kind.SKILL: 5}

Json = dict[str, Any]


@cache
def documents(file: str) -> list[Json]:
    found: list[Json] = json.loads((GOLD / file).read_text(encoding="utf-8"))
    return found


def marked(file: str) -> Iterator[tuple[str, Json]]:
    yield from ((document["source"], mention) for document in documents(file) for mention in document["mentions"])


@cache
def advert_texts() -> dict[str, str]:
    with shared("jobads", "jobsearch_sample.json").open(encoding="utf-8") as opened:
        adverts = parse_adverts(json.load(opened), "jobsearch_sample.json")
    return {f"jobads/{advert.id}": f"{advert.headline}\n\n{advert.text}" for advert in adverts}


def cv_text(source: str) -> str:
    path = shared("cv-samples", *source.split("/"))
    return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")


def texts(file: str) -> dict[str, str]:
    """The text of each document of the file; skips the test where the real texts are absent."""
    if file == "adverts.json":
        return advert_texts()
    return {document["source"]: cv_text(document["source"]) for document in documents(file)}


def strings(value: object) -> Iterator[str]:
    """Every key and every string, however deep."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("file", FILES)
def test_every_document_says_what_the_guide_asks(file: str) -> None:
    for document in documents(file):
        assert document.keys() == DOCUMENT_KEYS, document["source"]
        assert re.fullmatch(r"(jobads/\d+)|(cv/[\w/]+\.txt)", document["source"])
        assert re.fullmatch(r"[0-9a-f]{64}", document["sha256"])
        assert re.fullmatch(r"[a-z]{2}", document["language"])
        assert document["mentions"], document["source"]


@pytest.mark.parametrize("file", FILES)
def test_documents_are_sorted_and_named_once(file: str) -> None:
    sources = [document["source"] for document in documents(file)]
    assert sources == sorted(set(sources))


def test_all_adverts_are_there() -> None:
    assert len(documents("adverts.json")) == ADVERTS


@pytest.mark.parametrize("file", FILES)
def test_the_part_follows_from_the_text(file: str) -> None:
    """So that nobody moves a difficult document out of the part that is measured on."""
    parts = set()
    for document in documents(file):
        assert document["part"] == ("dev" if int(document["sha256"][0], 16) < 8 else "test"), document["source"]
        parts.add(document["part"])
    assert parts == {"dev", "test"}


@pytest.mark.parametrize("file", FILES)
def test_mentions_say_only_what_the_guide_allows(file: str) -> None:
    for source, mention in marked(file):
        kind, polarity = Kind[mention["kind"].upper()], Polarity(mention["polarity"])
        assert kind in MARKED_KINDS, source
        assert mention.keys() >= MENTION_KEYS, source
        assert mention.keys() <= MENTION_KEYS | OPTIONAL_KEYS, source
        assert file == "adverts.json" or polarity in {Polarity.MENTIONED, Polarity.NEGATED}, source


@pytest.mark.parametrize("file", FILES)
def test_levels_years_and_codes_are_in_range(file: str) -> None:
    for source, mention in marked(file):
        kind = Kind[mention["kind"].upper()]
        place = f"{source} {mention}"
        assert "level" not in mention or mention["level"] in range(1, HIGHEST_LEVEL.get(kind, 0) + 1), place
        assert "years" not in mention or 0 < mention["years"] < 60, place
        assert "ssyk4" not in mention or kind is Kind.OCCUPATION, place
        assert "code" not in mention or mention["code"].startswith(CODED[kind]), place
        # An education may be named by a word that does not settle its level: "diploma".
        assert "code" in mention or kind not in CODED or (kind is Kind.EDUCATION_LEVEL and file == "cvs.json"), (
            place
        )


@pytest.mark.parametrize("file", FILES)
def test_every_code_exists(file: str) -> None:
    graph = compose("starter", [parse_starter()]).graph
    used = {mention.get("code") for _, mention in marked(file)}
    used |= {f"ssyk:{mention['ssyk4']}" for _, mention in marked(file) if "ssyk4" in mention}
    unknown = used - set(iter(graph.ids)) - {None}
    # A person may speak a language that the starter does not hold; its code is then that of ISO 639.
    assert [code for code in unknown if not re.fullmatch(r"lang:[a-z]{2,3}", str(code))] == []


@pytest.mark.parametrize("file", FILES)
def test_spans_are_sorted_and_those_of_a_kind_do_not_overlap(file: str) -> None:
    for document in documents(file):
        source, mentions = document["source"], document["mentions"]
        assert [m["start"] for m in mentions] == sorted(m["start"] for m in mentions), source
        of_kind: dict[str, list[Json]] = defaultdict(list)
        for mention in mentions:
            assert 0 <= mention["start"] < mention["end"] <= document["length"], source
            of_kind[mention["kind"]].append(mention)
        for same in of_kind.values():
            assert all(a["end"] <= b["start"] for a, b in pairwise(same)), source


@pytest.mark.parametrize("file", FILES)
def test_nothing_of_the_texts_is_in_the_files(file: str) -> None:
    found = set(strings(documents(file)))
    assert max(map(len, found)) <= LONGEST_STRING
    assert found.isdisjoint({"text", "quote", "label", "phrase", "headline"})


@pytest.mark.parametrize("file", FILES)
def test_the_documents_are_the_texts_that_were_read(file: str) -> None:
    given = texts(file)
    for document in documents(file):
        text = given[document["source"]]
        assert len(text) == document["length"], document["source"]
        assert hashlib.sha256(text.encode()).hexdigest() == document["sha256"], document["source"]


@pytest.mark.parametrize("file", FILES)
def test_spans_are_whole_words(file: str) -> None:
    given = texts(file)
    for source, mention in marked(file):
        text, start, end = given[source], mention["start"], mention["end"]
        assert text[start:end] == text[start:end].strip(), (source, start)
        assert "\n" not in text[start:end], (source, start)
        assert not re.search(r"\w\w", text[max(start - 1, 0) : start + 1]), (source, start)
        assert not re.search(r"\w\w", text[end - 1 : end + 1]), (source, end)
