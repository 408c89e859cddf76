"""Files into the catalogue: what is new, changed, unchanged, rejected and absent; stored whole or not at all."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.education import storing
from kompetensnav.apps.education.diffing import FileRead, Outcome, compare
from kompetensnav.apps.education.enums import Finance, ImportState, IntakeStatus, OnSiteShare, ProgrammeKind, Source
from kompetensnav.apps.education.importing import apply_import, diff_of, discard_import, read_import
from kompetensnav.apps.education.models import CatalogueImport, EntryRequirement, Grant, Intake, Programme, Provider
from kompetensnav.apps.education.row_checks import sound
from kompetensnav.apps.education.rows import DemandRow, GrantRow, IntakeRow, ProgrammeRow
from kompetensnav.apps.education.rows_json import problem_from_json, problem_to_json, row_from_json, row_to_json
from kompetensnav.apps.education.suggesting import Suggested
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.runtime.problems import InputError, Problem
from tests.factories import IntakeFactory, ProgrammeFactory, concept

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(weeks=10)


def intake(key="a-1", **values) -> IntakeRow:
    start = timezone.localdate() + SOON
    fields = {"starts_on": start, "ends_on": start + SOON, "municipality_code": "2580", "seats": 16, "taken": 4}
    return IntakeRow(key, 2, **fields | values)


def programme(key="a", **values) -> ProgrammeRow:
    fields = {
        "provider": "Yrkesskolan",
        "name": "Industrielektriker",
        "kind": ProgrammeKind.PACKAGE,
        "intakes": (intake(),),
    }
    return ProgrammeRow(key, 2, **fields | values)


@pytest.fixture
def planner(region):
    return region.actor(Role.EDUCATION_PLANNER)


@pytest.fixture
def read(region, planner):
    """Read rows as a file of a source."""

    def reading(*rows, source=Source.SUNDSVALL, rejected=()) -> CatalogueImport:
        return read_import(
            planner,
            collaboration=region.collaboration,
            source=source,
            file_name="kurser.json",
            rows=rows,
            rejected=rejected,
        )

    return reading


@pytest.fixture
def store(read, planner):
    """Read and apply."""
    return lambda *rows, **options: apply_import(planner, import_=read(*rows, **options))


def counted(counts, kind) -> tuple[int, ...]:
    return tuple(counts[kind][outcome.value] for outcome in Outcome)


def only_change(read, *rows, **options):
    diff = diff_of(read(*rows, **options))
    changes = [c for p in diff.programmes for c in (*p.changes, *(c for i in p.intakes for c in i.changes))]
    return {c.field: (c.was, c.now) for c in changes}


def test_reading_changes_nothing_of_the_catalogue(read) -> None:
    import_ = read(programme(), rejected=[Problem("education.no-name", "kurser.json", None, "[3].Namn")])
    assert (Provider.objects.count(), Programme.objects.count(), Intake.objects.count()) == (0, 0, 0)
    diff = diff_of(import_)
    assert counted(diff.counts, "programmes") == counted(diff.counts, "intakes") == (1, 0, 0, 0)
    assert diff.counts["rows"] == {"rejected": 1, "absent": 0, "to_confirm": 1, "providers": 1}
    assert (diff.providers, [p.code for p in diff.problems]) == (("Yrkesskolan",), ["education.no-name"])
    assert (import_.state, import_.applied_at, import_.counts) == (ImportState.READ, None, diff.counts)


def test_applying_stores_what_was_read(store, region) -> None:
    row = programme(
        text="Du lär dig PLC-programmering.",
        code="E1",
        seqf=4,
        credits=800,
        weeks=40,
        language="sv",
        cost=60_000,
        finance=(Finance.CSN,),
        demands=(DemandRow(2, ("lang:sv",), 2),),
    )
    store(
        replace(
            row,
            intakes=(
                intake(pace=50, on_site=OnSiteShare.WEEKS, on_site_weeks=4, workplaces=8),
                IntakeRow("a-2", 3),
            ),
        )
    )
    stored = Programme.objects.get()
    assert (stored.provider.name, stored.provider.collaboration) == ("Yrkesskolan", region.collaboration)
    assert (stored.source, stored.source_key, stored.name_folded) == ("sundsvall", "a", "industrielektriker")
    assert (stored.seqf, stored.credits, stored.weeks, stored.cost, stored.finance) == (4, 800, 40, 60_000, ["csn"])
    dated, standing = stored.intakes.order_by("source_key")
    assert (dated.municipality_id, dated.seats, dated.taken, dated.pace, dated.on_site_weeks) == (
        "2580",
        16,
        4,
        50,
        4,
    )
    assert (dated.status, dated.rolling, standing.rolling, standing.starts_on) == (
        IntakeStatus.PLANNED,
        False,
        True,
        None,
    )
    assert [(d.kind, d.concepts, d.minimum_level) for d in EntryRequirement.objects.all()] == [(2, ["lang:sv"], 2)]


def test_the_same_file_again_changes_nothing(store) -> None:
    rows = [
        programme(),
        programme(
            "b",
            name="Svetsare",
            grants=(GrantRow(concept("Svetsning"), 3),),
            intakes=(intake("b-1"), intake("b-2", status=IntakeStatus.OPEN)),
        ),
    ]
    first = store(*rows)
    before = (
        list(Programme.objects.values_list())
        + list(Intake.objects.values_list())
        + list(Grant.objects.values_list())
    )
    again = store(*rows)
    assert (counted(first, "programmes"), counted(first, "intakes")) == ((2, 0, 0, 0), (3, 0, 0, 0))
    assert (counted(again, "programmes"), counted(again, "intakes")) == ((0, 0, 2, 0), (0, 0, 3, 0))
    assert (
        list(Programme.objects.values_list())
        + list(Intake.objects.values_list())
        + list(Grant.objects.values_list())
        == before
    )


def test_changed_fields_are_told_and_stored(store, read) -> None:
    store(programme())
    later = intake(seats=20, starts_on=intake().starts_on + SOON, ends_on=None)
    changed = programme(name="Industrielektriker, kväll", weeks=50, intakes=(later,))
    assert only_change(read, changed) == {
        "name": ("Industrielektriker", "Industrielektriker, kväll"),
        "weeks": (None, 50),
        "seats": (16, 20),
        "starts_on": (intake().starts_on, later.starts_on),
        "ends_on": (intake().ends_on, None),
    }
    counts = store(changed)
    stored, start = Programme.objects.get(), Intake.objects.get()
    assert (counted(counts, "programmes"), counted(counts, "intakes")) == ((0, 1, 0, 0), (0, 1, 0, 0))
    assert (stored.name_folded, stored.weeks, stored.version) == ("industrielektriker, kväll", 50, 2)
    assert (start.seats, start.starts_on, start.ends_on, start.version) == (20, later.starts_on, None, 2)


def test_what_a_file_is_silent_of_stays_as_a_person_left_it(store, read) -> None:
    store(programme())
    Programme.objects.update(text="Skrivet för hand", cost=50_000, finance=["csn"])
    Intake.objects.update(
        site="Malmudden",
        workplaces=6,
        status=IntakeStatus.OPEN,
        apply_by=timezone.localdate(),
        on_site=OnSiteShare.WEEKS,
        on_site_weeks=3,
    )
    silent = intake(seats=None, taken=None, municipality_code=None, ends_on=None)
    assert only_change(read, programme(intakes=(silent,))) == {}
    assert only_change(read, programme(intakes=(replace(silent, on_site=OnSiteShare.ALL),))) == {
        "on_site": (2, 1),
        "on_site_weeks": (3, None),
    }


def test_programmes_of_other_sources_and_regions_are_left_alone(store, read, other_region) -> None:
    store(programme())
    assert counted(diff_of(read(programme(), source=Source.EMIL)).counts, "programmes") == (1, 0, 0, 0)
    foreign = compare(
        other_region.collaboration, FileRead(Source.SUNDSVALL, "x", [programme()]), today=timezone.localdate()
    )
    assert counted(foreign.counts, "programmes") == (1, 0, 0, 0)


def test_a_provider_is_known_in_any_spelling(store) -> None:
    store(programme(), programme("b", provider="YRKESSKOLAN"))
    store(programme("c", provider=" yrkesskolan"))
    assert (Provider.objects.count(), Programme.objects.count()) == (1, 3)


def test_our_template_meets_every_programme_by_our_own_id(read, region) -> None:
    stored = ProgrammeFactory(
        provider__collaboration=region.collaboration,
        provider__name="Yrkesskolan",
        name="Industrielektriker",
        weeks=None,
    )
    start = IntakeFactory(programme=stored)
    row = programme(
        stored.pk, weeks=30, intakes=(intake(start.pk, starts_on=start.starts_on, ends_on=start.ends_on, taken=6),)
    )
    diff = diff_of(read(row, source=Source.TEMPLATE))
    assert [(p.outcome, p.id, [(i.outcome, i.id) for i in p.intakes]) for p in diff.programmes] == [
        (Outcome.CHANGED, stored.pk, [(Outcome.CHANGED, start.pk)])
    ]
    elsewhere = diff_of(read(replace(row, provider="En annan"), source=Source.TEMPLATE))
    assert [p.problem.code for p in elsewhere.programmes] == ["education.other-provider"]


def test_two_rows_for_one_programme_are_told(store, read) -> None:
    store(programme(), source=Source.TEMPLATE)
    by_id = programme(Programme.objects.get().pk, intakes=())
    diff = diff_of(read(programme(), by_id, source=Source.TEMPLATE))
    assert [p.outcome for p in diff.programmes] == [Outcome.UNCHANGED, Outcome.REJECTED]
    assert [p.code for p in diff.problems] == ["education.twice"]


def test_what_is_no_longer_in_the_file_is_told_and_left(store, planner, read) -> None:
    store(
        programme(intakes=(intake(), intake("a-2"))),
        programme("b", name="Svetsare"),
        programme("c", provider="En annan"),
    )
    IntakeFactory(programme=Programme.objects.get(source_key="a"))  # written by hand: no file holds it
    import_ = read(programme())
    absent = diff_of(import_).absent
    assert [(a.name, a.intake_id is None, a.starts_on) for a in absent] == [
        ("Industrielektriker", False, intake().starts_on),
        ("Svetsare", True, None),
    ]
    apply_import(planner, import_=import_)
    assert (Programme.objects.count(), Intake.objects.count()) == (3, 5)


def test_a_decision_is_one_round_of_many(store, read) -> None:
    store(programme(intakes=()), source=Source.MYH)
    assert diff_of(read(programme("b", intakes=()), source=Source.MYH)).absent == ()


@pytest.mark.parametrize(
    ("seats", "taken", "rejected"),
    [(10, 4, False), (9, 4, True), (9, None, True), (10, None, False), (None, 11, True), (None, 10, False)],
)
def test_seats_are_never_put_below_those_held(seats, taken, rejected, store) -> None:
    store(programme())
    Intake.objects.update(reserved=6)
    counts = store(programme(weeks=20, intakes=(intake(seats=seats, taken=taken), intake("a-2"))))
    assert counted(counts, "programmes") == (0, 1, 0, 0)
    assert counted(counts, "intakes") == ((1, 0, 0, 1) if rejected else (1, 1, 0, 0))
    left = Intake.objects.get(source_key="a-1")
    assert (left.seats, left.taken, left.reserved) == ((16, 4, 6) if rejected else (seats or 16, taken or 4, 6))


def test_a_row_that_contradicts_what_is_stored_is_rejected(store, read) -> None:
    store(programme())
    Intake.objects.update(taken=12)
    diff = diff_of(read(programme(intakes=(intake(taken=None, seats=8),))))
    assert [(p.code, p.field) for p in diff.problems] == [("education.more-taken-than-seats", "taken")]


@pytest.mark.parametrize(("years", "rejected"), [(4, False), (6, True)])
def test_history_is_read_in_but_not_an_intake_far_in_the_past(years, rejected, read) -> None:
    start = timezone.localdate() - datetime.timedelta(days=366 * years)
    diff = diff_of(read(programme(intakes=(intake(starts_on=start, ends_on=start + SOON),))))
    assert counted(diff.counts, "intakes") == ((0, 0, 0, 1) if rejected else (1, 0, 0, 0))
    assert [p.code for p in diff.problems] == ["education.long-past"] * rejected


@pytest.mark.parametrize(
    ("was", "seats", "taken", "status"),
    [
        ("open", 16, 16, "full"),
        ("full", 16, 10, "open"),
        ("planned", 16, 16, "planned"),
        ("cancelled", 16, 3, "cancelled"),
        ("full", None, None, "full"),
    ],
)
def test_an_intake_is_full_when_its_last_known_seat_is_gone(was, seats, taken, status, store) -> None:
    store(programme())
    Intake.objects.update(status=was)
    store(programme(intakes=(intake(seats=seats, taken=taken),)))
    assert Intake.objects.get().status == status


def test_a_file_that_says_the_status_sets_it(store) -> None:
    store(programme())
    store(programme(intakes=(intake(status=IntakeStatus.CANCELLED),)))
    assert Intake.objects.get().status == IntakeStatus.CANCELLED


def test_what_a_programme_grants_is_suggested_and_waits_for_a_person(store) -> None:
    store(programme(text="Du lär dig PLC-programmering."))
    stored = Programme.objects.get()
    assert stored.grants_confirmed_at is None
    assert {g.concept: g.suggested for g in stored.grants.all()} == {
        concept("Industrielektriker"): True,
        concept("PLC-programmering"): True,
    }
    assert {g.quote for g in stored.grants.all()} == {"Industrielektriker", "Du lär dig PLC-programmering."}


def test_a_new_text_gives_new_suggestions_until_a_person_has_confirmed(store) -> None:
    store(programme())
    store(programme(name="Svetsare"))
    assert concept("Svetsare") in Grant.objects.values_list("concept", flat=True)
    assert not Grant.objects.filter(concept=concept("Industrielektriker")).exists()
    Programme.objects.update(grants_confirmed_at=timezone.now(), grants_confirmed_by="u-1")
    counts = store(programme(name="Industrielektriker"))
    assert concept("Svetsare") in Grant.objects.values_list("concept", flat=True)
    assert not Grant.objects.filter(concept=concept("Industrielektriker")).exists()
    assert counts["rows"]["to_confirm"] == 0


def test_a_file_that_states_grants_sets_them_even_over_confirmed_ones(store, planner, read) -> None:
    store(programme())
    said = (GrantRow(concept("PLC-programmering"), 4),)
    assert only_change(read, programme(grants=said)) == {"grants": (None, [concept("PLC-programmering")])}
    store(programme(grants=said))
    stored = Programme.objects.get()
    assert (stored.grants_confirmed_by, stored.grants_confirmed_at is None) == (planner.actor_id, False)
    assert [(g.concept, g.level, g.suggested) for g in stored.grants.all()] == [
        (concept("PLC-programmering"), 4, False)
    ]
    assert only_change(read, programme(grants=said)) == {}
    assert list(only_change(read, programme(grants=(GrantRow(concept("PLC-programmering"), 5),)))) == ["grants"]


def test_a_programme_of_which_nothing_is_understood_is_stored_and_to_be_confirmed(store) -> None:
    counts = store(programme(name="Allmän kurs", text=""))
    assert (Grant.objects.count(), counts["rows"]["to_confirm"]) == (0, 1)


def test_stated_demands_take_the_place_of_others_and_silence_leaves_them(store) -> None:
    store(programme(demands=(DemandRow(2, ("lang:sv",), 2),)))
    store(programme())
    assert EntryRequirement.objects.count() == 1
    store(programme(demands=(DemandRow(1, (concept("Svetsning"), concept("Hydraulik")), 3),)))
    assert [d.concepts for d in EntryRequirement.objects.all()] == [[concept("Svetsning"), concept("Hydraulik")]]
    store(programme(demands=()))
    assert EntryRequirement.objects.count() == 0


def test_circular_prerequisites_are_refused_and_nothing_is_stored(read, planner) -> None:
    welding, hydraulics = GrantRow(concept("Svetsning"), 3), GrantRow(concept("Hydraulik"), 3)
    first = programme(grants=(welding,), demands=(DemandRow(1, (hydraulics.concept,)),))
    second = programme("b", name="B", grants=(hydraulics,), demands=(DemandRow(1, (welding.concept,)),))
    import_ = read(first, second)
    with pytest.raises(InputError) as error:
        apply_import(planner, import_=import_)
    assert [p.code for p in error.value.problems] == ["programme.circular"]
    import_.refresh_from_db()
    assert (Programme.objects.count(), Provider.objects.count(), import_.state) == (0, 0, ImportState.READ)


def test_all_is_stored_or_nothing(read, planner, monkeypatch: pytest.MonkeyPatch) -> None:
    import_ = read(programme())
    monkeypatch.setattr(storing, "_write_intakes", lambda pairs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply_import(planner, import_=import_)
    import_.refresh_from_db()
    assert (Provider.objects.count(), Programme.objects.count(), Grant.objects.count(), import_.state) == (
        0,
        0,
        0,
        ImportState.READ,
    )
    assert not AuditEvent.objects.filter(verb="catalogue.imported").exists()


@pytest.mark.parametrize(
    "end", [lambda a, i: apply_import(a, import_=i), lambda a, i: discard_import(a, import_=i)]
)
def test_a_file_is_applied_or_put_aside_once(end, read, planner) -> None:
    import_ = read(programme())
    end(planner, import_)
    for again in (apply_import, discard_import):
        with pytest.raises(InputError) as error:
            again(planner, import_=CatalogueImport.objects.get())
        assert [p.code for p in error.value.problems] == ["education.import-done"]


def test_a_file_put_aside_leaves_the_catalogue(read, planner) -> None:
    import_ = read(programme())
    discard_import(planner, import_=import_)
    stored = CatalogueImport.objects.get()
    assert (stored.state, stored.applied_at, Programme.objects.count()) == (ImportState.DISCARDED, None, 0)


def test_after_it_was_applied_a_file_holds_nothing_new(read, planner) -> None:
    import_ = read(programme())
    counts = apply_import(planner, import_=import_)
    assert (import_.counts, import_.state, import_.applied_at is None) == (counts, ImportState.APPLIED, False)
    assert counted(diff_of(CatalogueImport.objects.get()).counts, "programmes") == (0, 0, 1, 0)


@pytest.mark.parametrize("change", [{}, {"weeks": 12, "text": "Annan text"}])
def test_an_import_asks_the_database_a_constant_number_of_times(change, read, planner, region) -> None:
    apply_import(planner, import_=read(programme("first")))
    asked = []
    for size in (3, 30):
        rows = [
            programme(f"{size}-{n}", provider=f"Skola {size}", intakes=(intake("1"), intake("2", seats=n + 10)))
            for n in range(size)
        ]
        if change:
            apply_import(planner, import_=read(*rows))
            rows = [
                replace(row, **change, intakes=tuple(replace(i, seats=40) for i in row.intakes)) for row in rows
            ]
        import_ = read(*rows)
        with CaptureQueriesContext(connection) as queries:
            apply_import(
                planner, import_=CatalogueImport.objects.select_related("collaboration").get(pk=import_.pk)
            )
        # SQLite takes a thousand values at once: one statement that stores many rows is sent in parts.
        asked.append(len({q["sql"][:60] if q["sql"].startswith("INSERT") else n for n, q in enumerate(queries)}))
    assert asked[0] == asked[1]


def test_the_log_tells_how_much_was_written(store, planner) -> None:
    store(programme(), rejected=[Problem("education.no-name")])
    events = {e.verb: e for e in AuditEvent.objects.filter(object_type="catalogueimport")}
    assert events["catalogue.file-read"].details == {"source": "sundsvall", "rows": 1, "rejected": 1}
    assert events["catalogue.imported"].details == {"source": "sundsvall", "programmes": 1, "intakes": 1}
    assert {e.actor_id for e in events.values()} == {planner.actor_id}


def test_a_command_can_import_without_a_person(region) -> None:
    import_ = read_import(
        SYSTEM, collaboration=region.collaboration, source=Source.MYH, file_name="x" * 300, rows=[], rejected=[]
    )
    assert (len(import_.file_name), import_.read_by) == (200, "system")
    assert apply_import(SYSTEM, import_=import_)["programmes"]["new"] == 0


words = st.text(max_size=20)
dates = st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))
intakes = st.builds(
    IntakeRow,
    key=words,
    line=st.integers(1, 99),
    starts_on=dates,
    ends_on=dates,
    apply_from=dates,
    apply_by=dates,
    site=words,
    seats=st.none() | st.integers(0, 99),
    on_site=st.sampled_from(OnSiteShare),
    status=st.none() | st.sampled_from(IntakeStatus),
)
programmes = st.builds(
    ProgrammeRow,
    key=words,
    line=st.integers(1, 99),
    provider=words,
    name=words,
    kind=st.sampled_from(ProgrammeKind),
    finance=st.lists(st.sampled_from(Finance)).map(tuple),
    grants=st.none() | st.lists(st.builds(GrantRow, words, st.none() | st.integers(1, 6)), max_size=3).map(tuple),
    demands=st.none()
    | st.lists(st.builds(DemandRow, st.integers(0, 5), st.lists(words).map(tuple)), max_size=3).map(tuple),
    intakes=st.lists(intakes, max_size=3).map(tuple),
)

few = st.sampled_from(["a", "b"])  # so that files meet each other's rows
alike = st.builds(
    lambda row, key, provider, keys: replace(
        row,
        key=key,
        provider=provider,
        name=row.name or key,
        intakes=tuple(replace(i, key=k) for i, k in zip(row.intakes, keys, strict=False)),
    ),
    programmes,
    few,
    few,
    st.lists(few, min_size=3, max_size=3),
)


@settings(deadline=None)
@given(programmes, st.lists(st.builds(Suggested, words, st.none(), words), max_size=2).map(tuple))
def test_rows_come_back_from_json_as_they_were(row, suggested) -> None:
    assert row_from_json(row_to_json(row, suggested)) == (row, suggested)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(alike, max_size=4), st.lists(alike, max_size=4))
def test_whatever_a_reader_lets_through_is_stored_and_then_unchanged(region, rows, later) -> None:
    """One file after another, of any rows that hold together: the database refuses none, and the last is stored."""
    with transaction.atomic():
        for file in (rows, later, later):
            good, _ = sound([replace(row, demands=None, grants=None) for row in file], "fil")
            said = {"source": Source.EMIL, "file_name": "fil", "rows": good, "rejected": ()}
            counts = apply_import(SYSTEM, import_=read_import(SYSTEM, collaboration=region.collaboration, **said))
        for kind in ("programmes", "intakes"):
            assert (counts[kind]["new"], counts[kind]["changed"]) == (0, 0)
        transaction.set_rollback(True)


def test_problems_come_back_from_json_as_they_were() -> None:
    problem = Problem("education.number", "kurser.csv", 3, "seats", {"found": "x", "most": 4})
    assert problem_from_json(problem_to_json(problem)) == problem
