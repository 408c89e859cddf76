"""The file of matching numbers: complete, in range, each with a reason."""

from importlib.resources import files

import pytest

from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind
from kompetensnav.runtime.parameters import load, load_routes, parse, parse_routes

TEXT = files("kompetensnav.engine.matching").joinpath("parameters.toml").read_text(encoding="utf-8")
ROUTES = files("kompetensnav.engine.pathways").joinpath("parameters.toml").read_text(encoding="utf-8")


def test_the_shipped_numbers_are_those_of_the_specification():
    p = load()
    assert [p.evidence(e) for e in Evidence] == [85, 95, 100]
    weights = {k: [p.default_weight(k, polarity) for polarity in Polarity] for k in RequirementKind}
    assert weights == {
        RequirementKind.OCCUPATION: [10, 3],
        RequirementKind.SKILL: [6, 3],
        RequirementKind.LANGUAGE: [6, 3],
        RequirementKind.DRIVING_LICENCE: [8, 3],
        RequirementKind.LEGAL_LICENCE: [8, 3],
        RequirementKind.EDUCATION: [5, 2],
    }


@pytest.mark.parametrize(
    ("complaint", "old", "new"),
    [
        ("similarity_same is 101", "same = { value = 100", "same = { value = 101"),
        ("expected an integer", "shown = { value = 95", "shown = { value = 0.95"),
        (
            "needs a value and a reason",
            'met = { value = 50, reason = "',
            'met = { value = 50, reason = "" }\nx = { y = "',
        ),
        ("do not fit", "sibling_limit", "sibling_maximum"),
        ("no version", "version =", "#"),
        ("must not fall", "verified = { value = 100", "verified = { value = 90"),
        ("must be below", "most_lo = { value = 50", "most_lo = { value = 60"),
        ("limit_requirements is 66", "requirements = { value = 65", "requirements = { value = 66"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(complaint, old, new):
    assert old in TEXT
    with pytest.raises(ValueError, match=complaint):
        parse(TEXT.replace(old, new, 1))


def test_the_numbers_routes_assume_have_a_version():
    p = load_routes()
    assert (p.version, p.ask, p.move) == ("routes-1", 7, 56)


@pytest.mark.parametrize(
    ("complaint", "old", "new"),
    [
        ("needs a value and a reason", "move = { value = 56, reason", "move = { value = 56, why"),
        ("at least a day", "value = 7", "value = 0"),
        ("do not fit", "ask =", "answer ="),
    ],
)
def test_numbers_routes_cannot_assume_are_refused(complaint: str, old: str, new: str):
    assert old in ROUTES
    with pytest.raises(ValueError, match=complaint):
        parse_routes(ROUTES.replace(old, new, 1))
