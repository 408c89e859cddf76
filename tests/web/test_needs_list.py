"""The list of needs: who sees what, filters, order, pages that stand still, files, and how often it asks."""

import base64
import csv
import datetime
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.needs.pages import PER_PAGE, page
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


def _client(region, role):
    user = region.user(role)
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region):
    return _client(region, Role.COORDINATOR)


def _needs(region, titles, **fields):
    return [region.need(title=t, requirements=(), **fields) for t in titles]


def _titles(client, **query):
    answer = client.get("/needs/", query)
    assert answer.status_code == 200
    return [n.title for n in answer.context["needs"]]


def test_an_empty_list_says_the_next_step(region):
    assert "Register the first" in _client(region, Role.COORDINATOR).get("/needs/").content.decode()
    assert "Register the first" not in _client(region, Role.ANALYST).get("/needs/").content.decode()


def test_filters_that_leave_nothing_can_be_cleared(coordinator, region):
    region.need()
    page = coordinator.get("/needs/", {"text": "finns inte"}).content.decode()
    assert "No need fits the filters" in page and "Clear the filters" in page


def test_everybody_sees_what_is_theirs_to_see(region, other_region):
    _needs(region, ["Egen"])
    _needs(region, ["Annans"], organisation=region.other_employer)
    _needs(other_region, ["Annan region"])
    _needs(region, ["Utkast"], draft=True)
    assert sorted(_titles(_client(region, Role.COORDINATOR))) == ["Annans", "Egen"]
    assert sorted(_titles(_client(region, Role.EMPLOYER))) == ["Egen", "Utkast"]
    assert _titles(_client(other_region, Role.COORDINATOR)) == ["Annan region"]
    assert _client(region, Role.ADMINISTRATOR).get("/needs/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "ÅKER"}, ["Åkeriarbetare"]),
        ({"text": "arbetare åkeri"}, ["Åkeriarbetare"]),
        ({"status": "closed"}, ["Lärare"]),
        ({"status": "open"}, ["Svetsare", "Åkeriarbetare"]),
        ({"status": "nonsense"}, ["Lärare", "Svetsare", "Åkeriarbetare"]),
        ({"municipality": "2580"}, ["Svetsare"]),
        ({"municipality": "'; --"}, ["Lärare", "Svetsare", "Åkeriarbetare"]),
        ({"mine": "1"}, ["Svetsare"]),
        ({"text": "100%_"}, []),
    ],
)
def test_filters(coordinator, region, query, found):
    type(region.other_employer).objects.filter(pk=region.other_employer.pk).update(municipality_id="2580")
    _needs(region, ["Åkeriarbetare"])
    _needs(region, ["Lärare"], closed=True)
    _needs(region, ["Svetsare"], organisation=region.other_employer, owner=region.user(Role.COORDINATOR))
    assert _titles(coordinator, sort="title", **query) == found


def test_order_is_swedish(coordinator, region):
    _needs(region, ["Ödlevårdare", "apa", "Ärenden", "Zonchef", "Åkare", "Berg"])
    assert _titles(coordinator, sort="title") == ["apa", "Berg", "Zonchef", "Åkare", "Ärenden", "Ödlevårdare"]
    assert _titles(coordinator, sort="title", order="falling")[0] == "Ödlevårdare"


def test_order_of_start_puts_as_soon_as_possible_first_and_what_is_undecided_last(coordinator, region):
    day = timezone.localdate()
    _needs(region, ["obestämt"])
    _needs(region, ["sedan"], starts_on=day + datetime.timedelta(days=90))
    _needs(region, ["snart"], starts_on=day)
    _needs(region, ["genast"], starts_asap=True)
    assert _titles(coordinator, sort="start") == ["genast", "snart", "sedan", "obestämt"]


@pytest.mark.parametrize("sort", ["created", "start", "title", "positions"])
@pytest.mark.parametrize("falling", [False, True])
def test_pages_both_ways_hold_everything_once(region, sort, falling):
    day = timezone.localdate()
    for i in range(2 * PER_PAGE + 7):
        region.need(
            title=f"Behov {i % 5}",
            requirements=(),
            positions=1 + i % 3,
            starts_on=day + datetime.timedelta(days=i % 4) if i % 2 else None,
            starts_asap=i % 6 == 0,
        )
    needs = Need.objects.all()
    forth, after = [], ""
    while True:
        shown = page(needs, sort, falling=falling, after=after)
        forth.append([n.pk for n in shown.needs])
        if not (after := shown.after):
            break
    assert [len(p) for p in forth] == [PER_PAGE, PER_PAGE, 7]
    assert len({pk for p in forth for pk in p}) == 2 * PER_PAGE + 7
    back, before = [], shown.before
    while before:
        shown = page(needs, sort, falling=falling, before=before)
        back.insert(0, [n.pk for n in shown.needs])
        before = shown.before
    assert back == forth[:-1]


def test_a_need_that_comes_meanwhile_moves_nobodys_next_page(region):
    _needs(region, [f"Behov {i:02}" for i in range(PER_PAGE + 5)])
    needs = Need.objects.all()
    first = page(needs, "title", falling=False)
    _needs(region, ["Aktuellt", "Allra först"])
    following = page(needs, "title", falling=False, after=first.after)
    assert [n.title for n in following.needs] == [f"Behov {i:02}" for i in range(PER_PAGE, PER_PAGE + 5)]


HAND_MADE = [
    base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
    for key in ('["\\ud800", "n"]', '["a", "\\ud800"]', '["0001-01-01T00:00:00+14:00", "n"]', '[1e999, "n"]',
                f"[{10**30}, 1]", "[" * 3000)
]  # fmt: skip


@pytest.mark.parametrize("key", ["x", "%00", "WyJhIl0", "bnVsbA", "eyJhIjoxfQ", "å" * 40, "W1tdLCAxXQ", *HAND_MADE])
@pytest.mark.parametrize("sort", ["created", "start", "title", "positions"])
def test_a_key_that_nobody_made_gives_the_first_page(coordinator, region, key, sort):
    region.need(title="Enda", requirements=())
    assert _titles(coordinator, sort=sort, after=key) == ["Enda"]


def test_the_state_of_the_list_is_in_its_links(coordinator, region):
    for i in range(PER_PAGE + 1):
        region.need(title=f"Svets {i}", requirements=(), positions=2)
    html = coordinator.get("/needs/", {"text": "svets", "status": "open", "sort": "title"}).content.decode()
    assert "text=svets&amp;status=open&amp;sort=positions&amp;order=falling" in html
    assert "export.csv?text=svets&amp;status=open&amp;sort=title&amp;order=rising" in html
    assert "text=svets&amp;status=open&amp;sort=title&amp;order=rising&amp;after=" in html
    assert 'aria-sort="ascending"' in html


@pytest.mark.parametrize("many", [5, 50])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EMPLOYER])
def test_the_list_asks_the_database_as_often_for_five_as_for_fifty(
    region, many, role, django_assert_max_num_queries
):
    NeedFactory.create_batch(many, organisation=region.employer, requirements=())
    client = _client(region, role)
    with django_assert_max_num_queries(7):
        assert client.get("/needs/").status_code == 200


def _csv(answer):
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_title_that_looks_like_a_formula_is_text_in_both_files(coordinator, region, sign):
    formula = f'{sign}HYPERLINK("http://example.test")'
    region.need(title=formula, requirements=(), positions=3)
    [header, row] = _csv(coordinator.get("/needs/export.csv"))
    assert header[1] == "Need" and row[1] == f"'{formula}" and row[5] == "3"
    answer = coordinator.get("/needs/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == (formula, "s")


def test_the_files_hold_what_the_filters_leave_in_the_order_of_the_list(coordinator, region, other_region):
    _needs(region, ["Ängsskötare", "Svetsare", "Åkare"])
    _needs(region, ["Stängt"], closed=True)
    _needs(other_region, ["Annan region"])
    rows = _csv(coordinator.get("/needs/export.csv", {"status": "open", "sort": "title"}))
    assert [r[1] for r in rows[1:]] == ["Svetsare", "Åkare", "Ängsskötare"]
    assert rows[1][8] == NeedStatus.REGISTERED.label


def test_a_file_is_fetched_in_few_questions_however_many_rows(coordinator, region, django_assert_max_num_queries):
    NeedFactory.create_batch(60, organisation=region.employer, requirements=())
    with django_assert_max_num_queries(4):
        assert len(_csv(coordinator.get("/needs/export.csv"))) == 61


def test_other_endings_are_no_files(coordinator):
    assert coordinator.get("/needs/export.pdf", follow=True).status_code == 404
