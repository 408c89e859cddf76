"""Drawn routes: labels that never touch, lines that say what happens, and every word of it in the list."""

import datetime
from itertools import pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.pathways.terms import Doubt, StepKind
from kompetensnav.web import route_words
from kompetensnav.web.routes_axis import LEAST_WIDTH, OVERHANG, Wanted, Window, axis_of, placed, window_of
from kompetensnav.web.routes_drawn import Drawn, drawn
from tests.web.html_reading import Page
from tests.web.routes_made import TODAY, day, route, step

NAMES: dict[int | str, str] = {1: "Industrielektriker", 2: "B-körkort", 3: "PLC-programmering"}
COURSE = step("training", "2027-01-11", "2027-02-26", meets=[1], apply_by="2026-12-15", place="2582")
KINDS = [k.name.lower() for k in StepKind]
LENGTHS = [("ask", 14), ("training", 60), ("validation", 20), ("language", 90), ("placement", 30), ("move", 60)]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def shown(made: dict[str, Any], need_date: datetime.date | None = None) -> Drawn:
    window = window_of(TODAY, (need_date, day(made["ready"])))
    return drawn(made, need_date=need_date, window=window, names=NAMES)


@st.composite
def routes(draw: st.DrawFn) -> dict[str, Any]:
    at, steps = TODAY, []
    for kind, length in draw(st.lists(st.sampled_from(LENGTHS), max_size=4)):
        starts = at + datetime.timedelta(days=draw(st.integers(0, 120)))
        at = starts + datetime.timedelta(days=draw(st.integers(0, length)))
        by = starts - datetime.timedelta(days=draw(st.integers(0, 60)))
        more = {} if kind in ("ask", "move") else {"apply_by": draw(st.sampled_from([None, by.isoformat()]))}
        steps.append(step(kind, starts.isoformat(), at.isoformat(), **more))
    ready = at + datetime.timedelta(days=draw(st.integers(0, 60)))
    return route(*steps, ready=ready.isoformat())


def untouched(labels: Any, width: float) -> bool:
    boxes = sorted(label.box(width) for label in labels)
    inside = all(left >= -OVERHANG and right <= width + OVERHANG for left, right in boxes)
    return inside and all(end <= start for (_, end), (start, _) in pairwise(boxes))


@given(routes(), st.integers(-200, 700), st.floats(LEAST_WIDTH, 3000))
def test_no_two_labels_of_a_row_touch_at_any_dates_and_any_width(
    made: dict[str, Any], due: int, width: float
) -> None:
    with translation.override("en"):
        found = shown(made, TODAY + datetime.timedelta(days=due))
    for row in (found.words, found.dates):
        assert untouched(row, width)


@given(st.lists(st.tuples(st.floats(0, 100), st.text("abcdefgh", min_size=1, max_size=30), st.integers(0, 3))))
def test_a_label_is_left_out_rather_than_written_over_another(wanted: list[tuple[float, str, int]]) -> None:
    row = placed(Wanted(*one) for one in wanted)
    assert untouched(row, LEAST_WIDTH)
    assert bool(row) >= any(len(text) < 8 for _, text, _ in wanted)  # whoever comes first has room


def test_where_there_is_room_for_one_alone_it_is_where_the_route_arrives() -> None:
    same_week = route(step("training", "2026-11-24", "2026-11-25", apply_by="2026-11-23"))
    assert [label.text for label in shown(same_week).words] == ["ready"]
    apart = route(step("training", "2027-02-01", "2027-06-30", apply_by="2026-12-15"))
    assert [label.text for label in shown(apart).words] == ["apply", "course", "ready"]


def test_the_line_goes_on_from_today_to_the_end_and_says_by_its_shape_what_happens() -> None:
    made = route(
        step("ask", "2026-11-22", "2026-11-29", meets=[2]),
        COURSE,
        step("move", "2027-02-27", "2027-04-01", place="2584"),
        ready="2027-04-05",
    )
    found = shown(made, day("2027-03-01"))
    assert [(s.line, s.shape) for s in found.segments] == [
        ("n", "prep"), ("n", "wait"), ("u", "full"), ("n", "wait"), ("f", "move"), ("n", "wait"), ("n", "full"),
    ]  # fmt: skip
    assert all(a.x2 == b.x1 for a, b in pairwise(found.segments))
    assert found.segments[0].x1 == found.today
    assert found.segments[-1].x2 == "100.00%"
    assert found.segments[-1].x1 == found.arrival


@given(routes())
def test_the_line_never_turns_back(made: dict[str, Any]) -> None:
    with translation.override("en"):
        xs = [float(x.rstrip("%")) for s in shown(made).segments for x in (s.x1, s.x2)]
    assert xs == sorted(xs)


def test_the_list_says_everything_that_is_drawn() -> None:
    made = route(
        step("ask", "2026-11-22", "2026-11-29", meets=[2]),
        COURSE | {"on_site": 2, "on_site_weeks": 3, "pace": 50},
        doubts=("answer_yes", "on_site_weeks"),
    )
    found = shown(made, day("2027-02-19"))
    assert [(s.when, s.what, s.detail, s.mark) for s in found.steps] == [
        ("22 Nov.", "Ask about B-körkort", "answer by 29 Nov.", ""),
        ("15 Dec.", "Last day to apply", "4 seats left", "deadline"),
        (
            "11 Jan. 2027",
            "Course: Industrielektriker",
            "Vux Boden, Boden, 7 weeks, 50% of full time, at a distance, 3 weeks on site, until 26 Feb. 2027."
            " Gives Industrielektriker",
            "",
        ),
        ("26 Feb. 2027", "Ready to begin work", "", "arrival"),
    ]
    assert found.punctuality == "7 days after"
    assert found.late
    assert found.cost == "SEK 12,000"
    assert found.finance == "student aid (CSN)"
    assert found.assumptions == [
        "a yes to what nobody has asked: B-körkort",
        "that the weeks on site can be travelled to",
    ]
    assert (found.choice, found.seats_left) == ("i-1", 4)


def test_what_nobody_knows_is_said() -> None:
    made = route(
        COURSE | {"seats_left": None, "apply_by": None, "cost": None},
        doubts=("seats_unknown", "deadline_unknown", "cost_unknown"),
    )
    found = shown(made)
    assert found.cost == "cost not known"
    assert found.seats_left is None
    assert len(found.assumptions) == 3
    assert found.punctuality == "in 3 months"


def test_someone_who_can_begin_today_has_an_arrival_and_no_stop() -> None:
    found = shown(route(), day("2027-03-01"))
    assert found.stops == []
    assert [s.mark for s in found.steps] == ["arrival"]
    assert found.punctuality == "3 months before"
    assert found.choice == ""


@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_is_told_in_words(doubt: Doubt) -> None:
    [words] = route_words.assumptions(route(doubts=(doubt.name.lower(),)))
    assert words == route_words.DOUBTS[doubt.name.lower()]
    [twice] = route_words.assumptions(route(doubts=(doubt.name.lower(),) * 2))
    assert twice == f"{words} (2 times)"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_step_is_drawn_and_listed(kind: str) -> None:
    found = shown(route(step(kind, "2026-12-01", "2027-01-15", place="2582")))
    assert len(found.stops) == 1
    assert found.stops[0].word
    assert found.steps[0].what


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "on the day"), (1, "1 day after"), (13, "13 days after"), (14, "2 weeks after"), (-7, "7 days before"),
     (-28, "4 weeks before"), (90, "13 weeks after"), (91, "3 months after"), (-365, "12 months before")],
)  # fmt: skip
def test_punctuality_in_words(days: int, words: str) -> None:
    need = day("2027-03-01")
    assert route_words.punctuality(need + datetime.timedelta(days=days), need, TODAY) == words


@given(
    st.dates(datetime.date(2024, 1, 1), datetime.date(2040, 1, 1)), st.integers(0, 4000), st.integers(-400, 4000)
)
def test_the_axis_holds_all_days_and_names_no_more_months_than_there_is_room_for(
    today: datetime.date, later: int, due: int
) -> None:
    ready, need_date = (today + datetime.timedelta(days=n) for n in (later, due))
    window = window_of(today, (ready, need_date))
    assert window.first <= today
    assert max(today, ready, need_date) <= window.last
    with translation.override("en"):
        axis = axis_of(window, need_date)
    assert len(axis.ticks) <= 12
    assert axis.ticks[0].year == str(window.first.year)
    assert untouched([label for _, label in axis.said], LEAST_WIDTH)


def test_days_outside_a_window_lie_at_its_ends() -> None:
    window = Window(day("2026-11-01"), day("2027-04-30"), TODAY)
    assert window.x(day("2026-01-01")) == 0.0
    assert window.x(day("2030-01-01")) == 100.0


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_in_a_drawing_is_inline_code_and_decimals_are_points(language: str) -> None:
    with translation.override(language):
        html = render_to_string("routes/_route.html", {"drawn": shown(route(COURSE), day("2027-03-01"))})
        html += render_to_string("routes/_axis.html", {"axis": axis_of(window_of(TODAY, ()), day("2027-03-01"))})
        html += render_to_string("routes/_way.html", {"drawn": shown(route(COURSE)), "goal": "Elektriker"})
    page = Page(html)
    assert page.inline_code() == []
    [drawing, axis] = page.of("svg")
    assert (drawing.attributes["aria-hidden"], "viewbox" in drawing.attributes) == ("true", False)
    assert "," not in "".join(e.attributes.get("x1", "") + e.attributes.get("x", "") for e in page.elements)
    assert [e.attributes["class"] for e in page.of("rect")] == ["arr"]
    assert axis.attributes["width"] == "100%"
