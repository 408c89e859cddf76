"""Sets of the MELO benchmark: what is read from the four files, and what is said of broken ones."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kompetensnav.integrations.melo.read import languages_of, read_corpus, read_gold
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared

OCCUPATION, GROUP = "http://data.europa.eu/esco/occupation/1", "http://data.europa.eu/esco/isco/C11"
FILES = {
    "queries.tsv": "Q1\tsvejser\nQ2\tchef\nQ3\tubeskrevet\n",
    "corpus_elements.tsv": "C2_da_000\tLedere\nC1_da_001\tpladesvejser\nC1_da_000\tsvejser\n",
    "concept_mapping.tsv": f"C1_da_000\t{OCCUPATION}\nC1_da_001\t{OCCUPATION}\nC2_da_000\t{GROUP}\n",
    "annotations.tsv": "Q1\t0\tC1_da_000\t1\nQ1\t0\tC1_da_001\t1\nQ1\t0\tC2_da_000\t0\nQ2\t0\tC2_da_000\t1\n",
}


def melo_set(folder: Path, files: Mapping[str, str] = FILES, name: str = "dnk_q_da_c_da") -> Path:
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / file).write_text(text, encoding="utf-8")
    return folder / name


def problems_of(folder: Path) -> list[tuple[str, str, int | None]]:
    with pytest.raises(InputError) as error:
        read_gold(folder, read_corpus(folder))
    return [(p.code, p.file, p.line) for p in error.value.problems]


def test_a_set_is_read_with_labels_in_the_order_of_their_ids(tmp_path: Path) -> None:
    corpus = read_corpus(melo_set(tmp_path))
    assert corpus.name == "dnk_q_da_c_da"
    assert corpus.doc_ids == ("C1_da_000", "C1_da_001", "C2_da_000")
    assert corpus.labels == ("svejser", "pladesvejser", "Ledere")
    assert corpus.concepts == (GROUP, OCCUPATION)
    assert corpus.concept_of.tolist() == [1, 1, 0]


def test_right_answers_are_those_above_zero_and_a_query_may_have_none(tmp_path: Path) -> None:
    folder = melo_set(tmp_path)
    gold = read_gold(folder, read_corpus(folder))
    assert gold.query_ids == ("Q1", "Q2", "Q3")
    assert gold.queries == ("svejser", "chef", "ubeskrevet")
    assert [r.tolist() for r in gold.relevant] == [[0, 1], [2], []]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("deu_q_de_c_en", ("de", ("en",))),
        ("dnk_q_da_c_da", ("da", ("da",))),
        ("aut_q_de_c_de_en_es", ("de", ("de", "en", "es"))),
        ("my set", ("und", ("und",))),
        ("q_de_c_en_old.1", ("und", ("und",))),
    ],
)
def test_languages_are_those_of_the_folders_name(tmp_path: Path, name: str, expected: tuple) -> None:
    assert languages_of(tmp_path / name) == expected


def test_line_ends_of_windows_and_empty_lines_change_nothing(tmp_path: Path) -> None:
    plain = read_corpus(melo_set(tmp_path))
    ended = {name: text.replace("\n", "\r\n") + "\r\n" for name, text in FILES.items()}
    assert read_corpus(melo_set(tmp_path, ended, "ended_q_da_c_da")).labels == plain.labels


def test_a_label_may_hold_what_other_programs_take_for_a_line_end(tmp_path: Path) -> None:
    odd = FILES | {"corpus_elements.tsv": FILES["corpus_elements.tsv"].replace("Ledere", "Ledere\u2028chefer")}
    assert read_corpus(melo_set(tmp_path, odd)).labels[2] == "Ledere\u2028chefer"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("queries.tsv", "", [("file.empty", "queries.tsv", None)]),
        ("corpus_elements.tsv", "\n\n", [("file.empty", "corpus_elements.tsv", None)]),
        ("queries.tsv", "Q1\tsvejser\nQ2\n", [("melo.columns", "queries.tsv", 2)]),
        ("corpus_elements.tsv", "C1_da_000\ta\tb\n", [("melo.columns", "corpus_elements.tsv", 1)]),
        ("corpus_elements.tsv", "C1_da_000\t \n", [("file.missing-value", "corpus_elements.tsv", 1)]),
        (
            "corpus_elements.tsv",
            FILES["corpus_elements.tsv"] + "C1_da_000\tigen\n",
            [("file.duplicate-id", "corpus_elements.tsv", 4)],
        ),
        (
            "concept_mapping.tsv",
            FILES["concept_mapping.tsv"] + f"C9_da_000\t{GROUP}\n",
            [("melo.unknown-document", "concept_mapping.tsv", 4)],
        ),
        (
            "concept_mapping.tsv",
            f"C1_da_000\t{OCCUPATION}\nC2_da_000\t{GROUP}\n",
            [("melo.no-concept", "corpus_elements.tsv", 2)],
        ),
        (
            "annotations.tsv",
            "Q1\t0\tC9_da_000\t1\nQ9\t0\tC1_da_000\t1\nQ1\t0\tC1_da_000\tyes\n",
            [
                ("melo.unknown-document", "annotations.tsv", 1),
                ("melo.unknown-query", "annotations.tsv", 2),
                ("melo.relevance", "annotations.tsv", 3),
            ],
        ),
        ("annotations.tsv", "Q1\t0\tC1_da_000\n", [("melo.columns", "annotations.tsv", 1)]),
        ("annotations.tsv", "Q1\t0\tC1_da_000\t0\n", [("melo.nothing-relevant", "annotations.tsv", None)]),
    ],
)
def test_everything_wrong_is_told_with_file_and_line(
    tmp_path: Path, file: str, text: str, expected: list[tuple[str, str, int | None]]
) -> None:
    assert problems_of(melo_set(tmp_path, FILES | {file: text})) == expected


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_missing_file_is_told_by_name(tmp_path: Path, file: str) -> None:
    folder = melo_set(tmp_path, {name: text for name, text in FILES.items() if name != file})
    assert problems_of(folder) == [("melo.no-file", file, None)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"melo\.no-folder"):
        read_corpus(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "queries", "labels", "answered"),
    [
        ("dnk_q_da_c_da", 734, 10_410, 734),
        ("nor_q_no_c_no", 96, 7_821, 96),
        ("deu_q_de_c_en", 1_779, 33_606, 1_779),
    ],
)
def test_real_sets(name: str, queries: int, labels: int, answered: int) -> None:
    folder = shared("melo-dev", name)
    corpus = read_corpus(folder)
    gold = read_gold(folder, corpus)
    assert (len(gold.queries), len(corpus.labels)) == (queries, labels)
    assert sum(1 for right in gold.relevant if len(right)) == answered
    assert list(corpus.doc_ids) == sorted(corpus.doc_ids)
