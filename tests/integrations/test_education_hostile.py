"""Whatever a file holds, a reader of courses answers with rows and problems, or refuses it: it never breaks."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.integrations import emil, myh, sundsvall
from kompetensnav.integrations.catalogue_file import read as read_template
from kompetensnav.integrations.catalogue_file.columns import COLUMNS
from kompetensnav.runtime.problems import InputError
from kompetensnav.wording import LANGUAGES, Words
from tests.integrations.test_education_emil import EVENT, INFO, PROVIDER
from tests.integrations.test_education_myh import GRANTED, table, workbook
from tests.integrations.test_education_sundsvall import RECORD
from tests.integrations.test_education_template import ROW, csv_of

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2027-01-11", "0", "2580", "-1"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["code", "strings", "value", "lang", "start", "end", "percentage", "identifier"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)


def some_of(whole: dict):
    """The record with some fields of another kind."""
    return st.dictionaries(st.sampled_from(sorted(whole)), values, max_size=4).map(lambda change: whole | change)


def answered(read, raw: bytes, name: str) -> None:
    """Rows that are sound, and problems that have words in both languages."""
    try:
        rows, problems = read(raw, name)
    except InputError as error:
        rows, problems = [], error.problems
    assert all(row.name and row.provider and row.key for row in rows)
    assert all(Words(language).problem(problem) for problem in problems for language in LANGUAGES)


@settings(deadline=None)
@given(st.lists(some_of(RECORD), max_size=4))
def test_municipal_records_of_any_shape(records) -> None:
    answered(sundsvall.read, json.dumps(records).encode(), "kurser.json")


@settings(deadline=None)
@given(
    st.lists(some_of(INFO), max_size=3),
    st.lists(some_of(EVENT), max_size=3),
    st.lists(some_of(PROVIDER) | values, max_size=2),
)
def test_emil_documents_of_any_shape(infos, events, providers) -> None:
    page = {
        "educationInfos": infos,
        "educationEvents": [{"id": "x", "content": e} for e in events],
        "educationProviders": providers,
    }
    answered(emil.read, json.dumps(page).encode(), "emil.json")


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(sorted(GRANTED)),
            st.none()
            | st.integers(-5, 10**6)
            | st.floats(0, 100)
            | st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=6),
            max_size=3,
        ),
        max_size=3,
    )
)
def test_decisions_of_any_shape(changes) -> None:
    answered(myh.read, workbook(("Tabell 3", table(*(GRANTED | change for change in changes)))), "beslut.xlsx")


@pytest.mark.django_db
@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([c for c in COLUMNS if c not in ("grants", "demands")]),
            st.text(max_size=8) | st.sampled_from(["ja", "2027-01-11", "-", "=1", "0", "46734"]),
            max_size=4,
        ),
        max_size=4,
    )
)
def test_rows_of_our_template_of_any_shape(changes) -> None:
    answered(read_template, csv_of(*(ROW | change for change in changes)), "kurser.csv")


@settings(deadline=None)
@given(st.binary(max_size=200))
@pytest.mark.parametrize("read", [sundsvall.read, emil.read, myh.read, read_template])
def test_any_bytes(read, raw) -> None:
    for start in (b"", b"PK\x03\x04", b'[{"', b"provider,programme,kind\n"):
        answered(read, start + raw, "fil")
