"""What education planners do to the catalogue: versions, dates, seats under two hands, prerequisites without circles."""

import datetime
from dataclasses import replace
from itertools import permutations

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.education import actions
from kompetensnav.apps.education.actions import (
    IntakeFields,
    ProgrammeFields,
    a_year_later,
    cancel_intake,
    confirm_grants,
    end_programme,
    fields_of,
    set_demands,
    write_intake,
    write_programme,
)
from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind, Source
from kompetensnav.apps.education.models import Intake, Programme, Provider
from kompetensnav.apps.education.prerequisites import Demanded, Taught, circle
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.suggesting import Suggested
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, ProviderFactory, Says, concept

FIELDS = ProgrammeFields("Svetsare, yrkespaket", ProgrammeKind.PACKAGE, weeks=30, finance=(Finance.CSN,))


def day(weeks: float) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(weeks=weeks)


@pytest.fixture
def planner(region):
    return region.actor(Role.EDUCATION_PLANNER)


@pytest.fixture
def provider(region):
    return ProviderFactory(collaboration=region.collaboration, name="Vuxenutbildningen i Norr")


@pytest.fixture
def programme(provider):
    return ProgrammeFactory(provider=provider, kind=ProgrammeKind.PACKAGE)


@pytest.fixture
def intake(programme):
    return IntakeFactory(programme=programme, seats=10, taken=4, reserved=2)


@pytest.fixture
def suggested(monkeypatch) -> list[Suggested]:
    found = [Suggested(concept("Svetsning"), 3, "svetsning")]
    monkeypatch.setattr(actions, "suggest_grants", lambda name, text: found)
    return found


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [p.code for p in error.value.problems]


def demand(label: str, level: int | None = None, kind: RequirementKind = RequirementKind.SKILL) -> DemandRow:
    return DemandRow(kind, (concept(label),), level)


class TestProgrammes:
    def test_a_new_one_has_suggested_grants_that_wait(self, planner, suggested) -> None:
        made = write_programme(planner, programme=None, provider_name="Ny  skola", version=0, fields=FIELDS)
        assert (made.provider.name, made.provider.collaboration_id) == ("Ny skola", planner.collaboration_id)
        assert (made.name_folded, made.source, made.finance) == ("svetsare, yrkespaket", Source.OWN, ["csn"])
        assert made.grants_confirmed_at is None
        grant = made.grants.get()
        assert (grant.concept, grant.level, grant.suggested, grant.quote) == (
            suggested[0].concept,
            3,
            True,
            "svetsning",
        )

    def test_a_provider_is_found_whatever_its_case_and_spaces(self, planner, provider, suggested) -> None:
        made = write_programme(
            planner, programme=None, provider_name=" vuxenutbildningen  i norr ", version=0, fields=FIELDS
        )
        assert made.provider == provider
        assert Provider.objects.count() == 1

    def test_a_provider_of_another_region_is_not(self, planner, other_region, suggested) -> None:
        far = ProviderFactory(collaboration=other_region.collaboration, name="Långt borta")
        made = write_programme(planner, programme=None, provider_name=far.name, version=0, fields=FIELDS)
        assert made.provider != far

    def test_an_older_version_is_refused_and_changes_nothing(self, planner, programme) -> None:
        changed = replace(FIELDS, name="Annat")
        write_programme(planner, programme=programme, provider_name="A", version=1, fields=changed)
        assert (programme.version, programme.name) == (2, "Annat")
        for change in (
            lambda: write_programme(planner, programme=programme, provider_name="B", version=1, fields=FIELDS),
            lambda: confirm_grants(planner, programme=programme, version=1, grants=[]),
            lambda: set_demands(planner, programme=programme, version=1, demands=[]),
            lambda: end_programme(planner, programme=programme, version=1),
        ):
            with pytest.raises(InputError) as error:
                change()
            assert codes(error) == ["programme.changed-meanwhile"]
        programme.refresh_from_db()
        assert (programme.version, programme.name, programme.ended_at) == (2, "Annat", None)
        assert programme.grants.count() == 1

    def test_a_new_text_is_read_again_until_somebody_has_confirmed(self, planner, provider, suggested) -> None:
        unread = ProgrammeFactory(provider=provider, unconfirmed=True)
        confirmed = ProgrammeFactory(provider=provider)
        for row in (unread, confirmed):
            fields = replace(FIELDS, text="Svetsning i stål")
            write_programme(planner, programme=row, provider_name=provider.name, version=1, fields=fields)
        assert [g.concept for g in unread.grants.all()] == [concept("Svetsning")]
        assert [g.concept for g in confirmed.grants.all()] == [concept("Industrielektriker")]

    def test_the_same_text_keeps_what_was_suggested(self, planner, provider, suggested) -> None:
        row = ProgrammeFactory(provider=provider, unconfirmed=True, name=FIELDS.name)
        write_programme(planner, programme=row, provider_name=provider.name, version=1, fields=FIELDS)
        assert [g.concept for g in row.grants.all()] == [concept("Industrielektriker")]

    def test_ended_with_intakes_to_come_is_refused(self, planner, intake) -> None:
        with pytest.raises(InputError) as error:
            end_programme(planner, programme=intake.programme, version=1)
        assert codes(error) == ["programme.intakes-to-come"]
        cancel_intake(planner, intake=intake, version=1)
        end_programme(planner, programme=intake.programme, version=1)
        assert intake.programme.ended_at is not None
        with pytest.raises(InputError) as error:
            set_demands(planner, programme=intake.programme, version=2, demands=[])
        assert codes(error) == ["programme.ended"]


class TestGrants:
    def test_confirming_says_who_and_keeps_the_words_it_was_read_from(self, planner, provider) -> None:
        row = ProgrammeFactory(provider=provider, unconfirmed=True)
        row.grants.update(quote="industrielektriker")
        grants = [GrantRow(concept("Industrielektriker")), GrantRow(concept("Svetsning"), 3)]
        confirm_grants(planner, programme=row, version=1, grants=grants)
        stands = list(row.grants.values_list("concept", "level", "suggested", "quote"))
        assert stands == [
            (concept("Industrielektriker"), None, False, "industrielektriker"),
            (concept("Svetsning"), 3, False, ""),
        ]
        assert (row.grants_confirmed_by, row.version) == (planner.actor_id, 2)

    def test_nothing_may_be_granted_and_waits_to_be_said(self, planner, programme) -> None:
        confirm_grants(planner, programme=programme, version=1, grants=[])
        assert (programme.grants.count(), programme.grants_confirmed_at) == (0, None)

    @pytest.mark.parametrize(
        ("grants", "code"),
        [
            ([GrantRow("skill:ingen-sadan")], "programme.unknown-concept"),
            ([GrantRow("Svetsning", 6)], "programme.no-such-level"),
            ([GrantRow("Svetsning", 0)], "programme.no-such-level"),
            ([GrantRow("Industrielektriker", 1)], "programme.no-such-level"),
            ([GrantRow("Svenska", 7)], "programme.no-such-level"),
            ([GrantRow("Svetsning"), GrantRow("Svetsning", 2)], "programme.granted-twice"),
            ([GrantRow("Svetsning")] * 41, "programme.too-many-rows"),
        ],
    )
    def test_what_cannot_be_granted(self, grants, code, planner, programme) -> None:
        named = [GrantRow(g.concept if ":" in g.concept else concept(g.concept), g.level) for g in grants]
        with pytest.raises(InputError) as error:
            confirm_grants(planner, programme=programme, version=1, grants=named)
        assert code in codes(error)
        programme.refresh_from_db()
        assert (programme.version, programme.grants.count()) == (1, 1)


class TestDemands:
    def test_alternatives_stand_in_one_row(self, planner, programme) -> None:
        either = DemandRow(RequirementKind.SKILL, (concept("Svetsning"), concept("Hydraulik")), 2)
        set_demands(
            planner,
            programme=programme,
            version=1,
            demands=[either, demand("Svenska", 3, RequirementKind.LANGUAGE)],
        )
        stands = list(programme.demands.values_list("kind", "concepts", "minimum_level"))
        assert stands == [(1, list(either.concepts), 2), (2, [concept("Svenska")], 3)]

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (DemandRow(1, ("skill:ingen-sadan",)), "programme.unknown-concept"),
            (DemandRow(1, ()), "programme.unknown-concept"),
            (DemandRow(77, ("lang:sv",)), "programme.unknown-concept"),
            (DemandRow(1, ("lang:sv",)), "programme.unknown-concept"),
            (DemandRow(2, ("lang:sv", "drive:B")), "programme.unknown-concept"),
            (DemandRow(3, ("drive:B",), 1), "programme.no-such-level"),
        ],
    )
    def test_what_cannot_be_demanded(self, row, code, planner, programme) -> None:
        with pytest.raises(InputError) as error:
            set_demands(planner, programme=programme, version=1, demands=[row])
        assert codes(error) == [code]
        assert programme.demands.count() == 0

    def test_a_circle_is_refused_and_names_the_other(self, planner, provider) -> None:
        a = ProgrammeFactory(provider=provider, name="A", grants=(Says("Svetsning"),))
        b = ProgrammeFactory(provider=provider, name="B", grants=(Says("Hydraulik"),), demands=(Asks("Svetsning"),))
        with pytest.raises(InputError) as error:
            set_demands(planner, programme=a, version=1, demands=[demand("Hydraulik")])
        assert codes(error) == ["programme.circular"]
        assert error.value.problems[0].values == {"programmes": "B"}
        assert (a.demands.count(), Programme.objects.get(pk=a.pk).version) == (0, 1)
        ProgrammeFactory(provider=provider, name="C", grants=(Says("Hydraulik"),))
        set_demands(planner, programme=a, version=1, demands=[demand("Hydraulik")])
        assert a.demands.count() == 1 and b.demands.count() == 1

    def test_what_it_grants_may_not_close_a_circle_either(self, planner, provider) -> None:
        a = ProgrammeFactory(provider=provider, grants=(), demands=(Asks("Svetsning"),))
        ProgrammeFactory(provider=provider, grants=(Says("Svetsning"),), demands=(Asks("Hydraulik"),))
        with pytest.raises(InputError) as error:
            confirm_grants(planner, programme=a, version=1, grants=[GrantRow(concept("Hydraulik"))])
        assert codes(error) == ["programme.circular"]

    def test_what_only_itself_grants_cannot_be_demanded(self, planner, provider) -> None:
        row = ProgrammeFactory(provider=provider, grants=(Says("Svenska", 4),))
        with pytest.raises(InputError) as error:
            set_demands(planner, programme=row, version=1, demands=[demand("Svenska", 3, RequirementKind.LANGUAGE)])
        assert codes(error) == ["programme.circular"]
        # a lower level than it gives is met by another; a higher one by nobody, so people bring it
        ProgrammeFactory(provider=provider, grants=(Says("Svenska", 3),))
        set_demands(planner, programme=row, version=1, demands=[demand("Svenska", 3, RequirementKind.LANGUAGE)])
        set_demands(planner, programme=row, version=2, demands=[demand("Svenska", 6, RequirementKind.LANGUAGE)])

    def test_a_wider_licence_meets_the_narrower(self, planner, provider) -> None:
        """Who may drive CE may drive C: a programme that gives CE keeps another from being a circle."""
        row = ProgrammeFactory(provider=provider, grants=(Says("drive:C"),))
        rows = [DemandRow(RequirementKind.DRIVING_LICENCE, (concept("drive:C"),))]
        ProgrammeFactory(provider=provider, grants=(Says("drive:CE"),))
        set_demands(planner, programme=row, version=1, demands=rows)

    @pytest.mark.parametrize("elsewhere", [True, False])
    def test_ended_programmes_and_other_regions_meet_nothing(
        self, elsewhere, planner, provider, other_region
    ) -> None:
        far = ProviderFactory(collaboration=other_region.collaboration) if elsewhere else provider
        row = ProgrammeFactory(provider=provider, grants=(Says("Svetsning"),))
        values = {} if elsewhere else {"ended_at": timezone.now()}
        ProgrammeFactory(provider=far, grants=(Says("Hydraulik"),), demands=(Asks("Svetsning"),), **values)
        set_demands(planner, programme=row, version=1, demands=[demand("Hydraulik")])

    @pytest.mark.django_db(transaction=True)
    def test_of_two_halves_of_a_circle_at_once_one_is_refused(self, planner, provider) -> None:
        rows = [ProgrammeFactory(provider=provider, grants=(Says(c),)) for c in ("Svetsning", "Hydraulik")]
        gave = at_once(
            lambda: set_demands(planner, programme=rows[0], version=1, demands=[demand("Hydraulik")]),
            lambda: set_demands(planner, programme=rows[1], version=1, demands=[demand("Svetsning")]),
        )
        assert [g.problems[0].code for g in gave if g] == ["programme.circular"]


CONCEPTS = "abcd"
TAUGHT = st.builds(
    Taught,
    st.dictionaries(st.sampled_from(CONCEPTS), st.sampled_from([None, 1, 2]), max_size=2),
    st.lists(
        st.builds(
            Demanded,
            st.frozensets(st.sampled_from(CONCEPTS), min_size=1, max_size=2),
            st.sampled_from([None, 1, 2]),
        ),
        max_size=2,
    ).map(tuple),
)


def in_some_order(catalogue: dict[str, Taught], wanted: Demanded, passed: str | None) -> bool:
    """Whether somebody who may have passed one programme can come to meet a demand, tried in every order."""
    others = [p for p in catalogue if p != "p0"]
    for order in permutations(others):
        has = [catalogue[passed]] if passed else []
        for name in order:
            met = all(
                any(t.meets(d) for t in has) or not any(t.meets(d) for t in catalogue.values())
                for d in catalogue[name].demands
            )
            if met:
                has.append(catalogue[name])
        if any(t.meets(wanted) for t in has):
            return True
    return False


@given(st.lists(TAUGHT, min_size=1, max_size=4))
def test_a_circle_is_what_no_order_of_programmes_gets_round(taught: list[Taught]) -> None:
    catalogue = {f"p{n}": t for n, t in enumerate(taught)}
    waits = any(
        in_some_order(catalogue, d, "p0") and not in_some_order(catalogue, d, None) for d in taught[0].demands
    )
    assert bool(circle("p0", catalogue)) == waits


class TestIntakes:
    def write(self, planner, intake: Intake, version: int = 1, **values):
        fields = replace(fields_of(intake), **values)
        return write_intake(planner, programme=intake.programme, intake=intake, version=version, fields=fields)

    def test_a_new_one(self, planner, programme) -> None:
        fields = IntakeFields(
            IntakeStatus.OPEN,
            day(4),
            day(20),
            apply_by=day(2),
            municipality_code="2580",
            on_site=OnSiteShare.WEEKS,
            on_site_weeks=3,
            seats=12,
            taken=0,
        )
        made = write_intake(planner, programme=programme, intake=None, version=0, fields=fields)
        assert fields_of(made) == fields
        assert (made.rolling, made.seats_left, made.version) == (False, 12, 1)

    def test_without_a_start_it_is_a_standing_admission(self, planner, programme) -> None:
        made = write_intake(planner, programme=programme, intake=None, version=0, fields=IntakeFields())
        assert (made.rolling, made.seats_left) == (True, None)

    @pytest.mark.parametrize(
        ("values", "code", "field"),
        [
            ({"ends_on": day(7)}, "intake.ends-before-start", "ends_on"),
            ({"starts_on": day(-110), "ends_on": day(-105), "apply_by": None}, "intake.long-past", "starts_on"),
            ({"starts_on": datetime.date(9999, 12, 31), "ends_on": None}, "intake.far-ahead", "starts_on"),
            ({"ends_on": datetime.date(2200, 1, 1)}, "intake.far-ahead", "ends_on"),
            ({"apply_by": day(9)}, "intake.deadline-after-start", "apply_by"),
            ({"apply_from": day(5)}, "intake.opens-after-deadline", "apply_from"),
            ({"starts_on": None, "apply_by": None}, "intake.ends-without-start", "starts_on"),
            ({"on_site_weeks": 2}, "intake.weeks-not-on-site", "on_site_weeks"),
            ({"seats": 5}, "intake.too-few-seats", "seats"),
            ({"seats": 3}, "intake.too-few-seats", "seats"),
        ],
    )
    def test_bad_input_is_told_at_its_field_and_changes_nothing(self, values, code, field, planner, intake) -> None:
        with pytest.raises(InputError) as error:
            self.write(planner, intake, **values)
        assert [(p.code, p.field) for p in error.value.problems] == [(code, field)]
        after = Intake.objects.get(pk=intake.pk)
        assert (fields_of(after), after.version) == (fields_of(intake), 1)

    def test_everything_wrong_is_told_at_once(self, planner, intake) -> None:
        with pytest.raises(InputError) as error:
            self.write(planner, intake, ends_on=day(1), apply_by=day(9), seats=1)
        assert len(error.value.problems) == 3

    def test_too_few_seats_says_how_many_are_taken_and_held(self, planner, intake) -> None:
        with pytest.raises(InputError) as error:
            self.write(planner, intake, seats=5)
        assert error.value.problems[0].values == {"taken": 4, "reserved": 2, "least": 6}
        self.write(planner, intake, seats=6)
        assert (intake.seats_left, intake.status) == (0, IntakeStatus.FULL)

    def test_a_start_that_long_stood_may_stand(self, planner, programme) -> None:
        old = IntakeFactory(programme=programme, starts_on=day(-120), ends_on=day(-90), apply_by=None)
        self.write(planner, old, seats=20)
        assert old.seats == 20

    @pytest.mark.parametrize(
        ("seats", "taken", "said", "becomes"),
        [
            (10, 8, IntakeStatus.OPEN, IntakeStatus.FULL),
            (10, 7, IntakeStatus.FULL, IntakeStatus.OPEN),
            (10, 7, IntakeStatus.PLANNED, IntakeStatus.PLANNED),
            (None, None, IntakeStatus.FULL, IntakeStatus.FULL),
            (10, None, IntakeStatus.FULL, IntakeStatus.FULL),
            (2, None, IntakeStatus.OPEN, IntakeStatus.OPEN),
        ],
    )
    def test_known_seats_decide_whether_it_is_full(self, seats, taken, said, becomes, planner, intake) -> None:
        self.write(planner, intake, seats=seats, taken=taken, status=said)
        assert intake.status == becomes

    def test_a_new_one_without_a_seat_left_is_full(self, planner, programme) -> None:
        fields = IntakeFields(IntakeStatus.OPEN, day(4), seats=3, taken=3)
        made = write_intake(planner, programme=programme, intake=None, version=0, fields=fields)
        assert made.status == IntakeStatus.FULL

    def test_a_cancelled_one_is_not_changed_nor_cancelled_again(self, planner, intake) -> None:
        cancel_intake(planner, intake=intake, version=1)
        assert (intake.status, intake.version) == (IntakeStatus.CANCELLED, 2)
        for again in (
            lambda: self.write(planner, intake, version=2, seats=20),
            lambda: cancel_intake(planner, intake=intake, version=2),
        ):
            with pytest.raises(InputError) as error:
                again()
            assert codes(error) == ["intake.is-cancelled"]

    def test_how_many_seats_were_held_is_written_down(self, planner, intake) -> None:
        cancel_intake(planner, intake=intake, version=1)
        assert AuditEvent.objects.get(verb="intake.cancelled").details == {"reserved": 2}

    def test_an_older_version_is_refused(self, planner, intake) -> None:
        self.write(planner, intake, seats=12)
        for change in (
            lambda: self.write(planner, intake, seats=14),
            lambda: cancel_intake(planner, intake=intake, version=1),
        ):
            with pytest.raises(InputError) as error:
                change()
            assert codes(error) == ["intake.changed-meanwhile"]

    def test_no_intake_is_added_to_what_is_no_longer_given(self, planner, provider) -> None:
        row = ProgrammeFactory(provider=provider, ended_at=timezone.now())
        with pytest.raises(InputError) as error:
            write_intake(planner, programme=row, intake=None, version=0, fields=IntakeFields())
        assert codes(error) == ["programme.ended"]

    @pytest.mark.django_db(transaction=True)
    def test_two_who_reduce_the_seats_at_once(self, planner, intake) -> None:
        clicks = [
            lambda seats=seats: self.write(planner, Intake.objects.get(pk=intake.pk), seats=seats)
            for seats in (8, 6)
        ]
        gave = at_once(*clicks)
        assert sorted(isinstance(g, InputError) for g in gave) == [False, True]
        after = Intake.objects.get(pk=intake.pk)
        assert (after.version, after.seats in (6, 8)) == (2, True)

    @pytest.mark.django_db(transaction=True)
    def test_two_who_cancel_at_once(self, planner, intake) -> None:
        clicks = [lambda: cancel_intake(planner, intake=Intake.objects.get(pk=intake.pk), version=1)] * 2
        gave = at_once(*clicks)
        assert sorted(isinstance(g, InputError) for g in gave) == [False, True]
        assert AuditEvent.objects.filter(verb="intake.cancelled").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_seat_held_while_the_seats_are_reduced_is_never_oversold(self, planner, intake) -> None:
        """The one takes the last seat, the other takes it away: one of them is told."""

        def hold() -> int:
            free = Intake.objects.filter(pk=intake.pk, seats__gt=F("taken") + F("reserved"))
            return free.update(reserved=F("reserved") + 1)

        Intake.objects.update(seats=7)
        own = Intake.objects.get(pk=intake.pk)
        held, reduced = at_once(hold, lambda: self.write(planner, own, seats=6))
        after = Intake.objects.get(pk=intake.pk)
        assert after.seats is not None and after.taken is not None
        assert after.taken + after.reserved <= after.seats
        assert bool(held) == isinstance(reduced, InputError)


class TestAYearLater:
    def test_the_same_days_of_the_week_and_nobody_in_it(self, intake) -> None:
        again = a_year_later(intake, timezone.localdate())
        assert again.starts_on == intake.starts_on + datetime.timedelta(weeks=52)
        assert again.starts_on.weekday() == intake.starts_on.weekday()
        assert (again.taken, again.seats, again.status) == (0, 10, IntakeStatus.PLANNED)

    def test_one_of_long_ago_is_moved_to_the_next_year_that_is_to_come(self, programme) -> None:
        old = IntakeFactory(programme=programme, starts_on=day(-120), ends_on=None, apply_by=None, taken=None)
        again = a_year_later(old, timezone.localdate())
        assert again.starts_on == old.starts_on + datetime.timedelta(weeks=156)
        assert (again.taken, again.ends_on) == (None, None)
