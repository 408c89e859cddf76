"""The catalogue in the browser: the list, a programme, its forms, what it teaches, and files looked at before stored."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from kompetensnav.apps.education.enums import ImportState, IntakeStatus, OnSiteShare, ProgrammeKind, Source
from kompetensnav.apps.education.importing import read_import
from kompetensnav.apps.education.models import CatalogueImport, Intake, Programme
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.runtime.sheets import MEGABYTES
from kompetensnav.web.catalogue import views_intake
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, ProviderFactory, Says, concept

pytestmark = pytest.mark.usefixtures("english")
LINES = (
    "provider,programme,programme_id,kind,grants,intake_id,starts_on,ends_on,municipality,seats,taken",
    "Skolan,Svetsare,sv,package,Svetsning,sv-1,2027-03-01,2027-02-01,2580,12,0",
    "Skolan,Svetsare,sv,,,sv-2,2027-09-01,2028-01-20,2580,12,3",
    "Skolan,Truck,tr,licence,,tr-1,2027-02-01,2027-02-05,Lulå,8,0",
)


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def provider(region):
    return ProviderFactory(collaboration=region.collaboration, name="Vuxenutbildningen")


@pytest.fixture
def planner(client, region):
    """The education planner, logged in and reading English."""
    user = region.user(Role.EDUCATION_PLANNER)
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


def day(weeks: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(weeks=weeks)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def url(name: str, *args: object) -> str:
    return reverse(f"catalogue:{name}", args=args)


def brought(
    client, name: str = "utbildningar.csv", lines=LINES, source: str = "template", body: bytes | None = None
):
    file = SimpleUploadedFile(name, "\n".join(lines).encode() if body is None else body)
    return client.post(url("import_new"), {"source": source, "file": file})


class TestList:
    @pytest.fixture(autouse=True)
    def some(self, provider, other_region) -> None:
        other = ProviderFactory(collaboration=provider.collaboration, name="Kurscentret")
        welder = ProgrammeFactory(provider=provider, name="Svetsare", weeks=30, cost=90_000, language="sv")
        IntakeFactory(programme=welder, starts_on=day(10), ends_on=day(40), apply_by=day(2), municipality_id="2580")
        IntakeFactory(programme=welder, starts_on=day(60), ends_on=day(90), apply_by=day(50), seats=None)
        truck = ProgrammeFactory(
            provider=other, name="Truck", kind=ProgrammeKind.LICENCE, weeks=1, cost=None, grants=(), language="en"
        )
        IntakeFactory(
            programme=truck, standing=True, on_site=OnSiteShare.NONE, municipality_id=None, seats=4, taken=4
        )
        ProgrammeFactory(provider=other, name="Ärlig kock", unconfirmed=True, weeks=None, cost=10)
        ProgrammeFactory(provider=other, name="Avslutad", ended_at=timezone.now())
        far = ProviderFactory(collaboration=other_region.collaboration, name="Långt borta")
        ProgrammeFactory(provider=far, name="Hemlig")

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Svetsare", "Truck", "Ärlig kock"]),
            ("text=SVETS", ["Svetsare"]),
            ("text=kurscentret", ["Truck", "Ärlig kock"]),
            ("kind=licence", ["Truck"]),
            ("language=en", ["Truck"]),
            ("municipality=2580", ["Svetsare"]),
            ("on_site=3", ["Truck"]),
            ("seats=left", ["Svetsare"]),
            ("seats=unknown", ["Svetsare"]),
            ("status=cancelled", []),
            ("status=open", ["Svetsare", "Truck"]),
            ("state=confirm", ["Ärlig kock"]),
            ("state=nothing", ["Truck"]),
            ("state=ended", ["Avslutad"]),
            (f"since={day(50)}", ["Svetsare"]),
            (f"since={day(20)}&until={day(50)}", []),
            (
                "kind=hobby&status=lost&since=x&municipality=abc&sort=x&language=12",
                ["Svetsare", "Truck", "Ärlig kock"],
            ),
            ("sort=name&order=falling", ["Ärlig kock", "Truck", "Svetsare"]),
            ("sort=provider", ["Truck", "Ärlig kock", "Svetsare"]),
            ("sort=start", ["Truck", "Svetsare", "Ärlig kock"]),
            ("sort=seats", ["Svetsare", "Truck", "Ärlig kock"]),
            ("sort=cost", ["Ärlig kock", "Svetsare", "Truck"]),
            ("sort=weeks", ["Truck", "Svetsare", "Ärlig kock"]),
        ],
    )
    def test_filters_and_orders(self, query, names, planner) -> None:
        shown = planner.get(f"{url('list')}?{query}").context["rows"]
        assert [row.programme.name for row in shown] == names

    def test_the_intake_shown_is_the_first_that_is_asked_for(self, planner) -> None:
        [row] = planner.get(f"{url('list')}?seats=unknown").context["rows"]
        assert row.intake.starts_on == day(60)

    @pytest.mark.parametrize("sort", ["name", "provider", "start", "seats", "cost", "weeks"])
    @pytest.mark.parametrize("order", ["rising", "falling"])
    def test_pages_hold_every_programme_once_there_and_back(self, sort, order, planner, provider) -> None:
        for n in range(60):
            ProgrammeFactory(provider=provider, name=f"Kurs {n % 7}", weeks=n % 5 + 1, cost=n % 3)
        region = Programme.objects.in_region(provider.collaboration_id)
        given = region.given().values_list("pk", flat=True)
        query, seen = f"sort={sort}&order={order}", []
        while query:
            context = planner.get(f"{url('list')}?{query}").context
            seen.append([row.programme.pk for row in context["rows"]])
            query, back = context["after"], context["before"]
        assert sorted(pk for page in seen for pk in page) == sorted(given)
        assert [row.programme.pk for row in planner.get(f"{url('list')}?{back}").context["rows"]] == seen[-2]

    def test_what_is_not_known_is_said(self, planner) -> None:
        shown = text(planner.get(url("list")))
        assert "on no route yet" in shown
        assert "grants not confirmed" in shown
        assert "At any time" in shown

    def test_the_file_has_a_row_an_intake(self, planner) -> None:
        answer = planner.get(url("export", "csv"))
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(r["Programme"], r["Seats left"]) for r in rows] == [
            ("Svetsare", "10"),
            ("Svetsare", ""),
            ("Truck", "0"),
            ("Ärlig kock", ""),
        ]
        assert planner.get(url("export", "xlsx")).content.startswith(b"PK")


class TestProgramme:
    @pytest.fixture
    def programme(self, provider):
        return ProgrammeFactory(
            provider=provider, name="Svetsare", demands=(Asks("Svenska", level=3),), grants=(Says("Svetsning", 3),)
        )

    def test_the_page_says_what_it_grants_and_demands_and_when_it_starts(self, planner, programme) -> None:
        IntakeFactory(programme=programme, starts_on=day(8), seats=12, taken=5, reserved=2)
        IntakeFactory(programme=programme, starts_on=day(30), seats=None, status=IntakeStatus.PLANNED)
        IntakeFactory(programme=programme, starts_on=day(-20), ends_on=day(-10), apply_by=None)
        answer = planner.get(url("programme", programme.pk))
        shown = text(answer)
        assert "3/5" in shown and "B1" in shown
        assert '<span class="b">5</span> of 12' in shown
        assert "2 held for proposals" in shown
        assert "not known" in shown
        assert (len(answer.context["lines"]), len(answer.context["behind"])) == (2, 1)
        assert [line.start != "" for line in answer.context["lines"]] == [True, True]

    @pytest.mark.parametrize("sort", ["start", "deadline", "seats", "place", "nonsense"])
    def test_starts_are_sorted(self, sort, planner, programme) -> None:
        for weeks, place, seats in ((8, "2582", 4), (20, None, None), (30, "2580", 9)):
            IntakeFactory(
                programme=programme,
                starts_on=day(weeks),
                ends_on=day(weeks + 5),
                municipality_id=place,
                seats=seats,
                taken=0,
                apply_by=day(1) if place == "2580" else day(weeks),
            )
        lines = planner.get(f"{url('programme', programme.pk)}?sort={sort}").context["lines"]
        expected = {"deadline": [9, 4, None], "seats": [9, 4, None], "place": [4, 9, None]}
        assert [line.intake.seats for line in lines] == expected.get(sort, [4, None, 9])

    @pytest.mark.parametrize(
        ("values", "intakes", "title"),
        [
            ({"grants": ()}, 1, "Not on any route yet: say what it grants"),
            ({"unconfirmed": True}, 1, "Confirm what it grants"),
            ({}, 0, "No start to come"),
            ({}, 1, "Nothing is waiting for you here"),
        ],
    )
    def test_the_one_next_step(self, values, intakes, title, planner, provider) -> None:
        row = ProgrammeFactory(provider=provider, **values)
        IntakeFactory.create_batch(intakes, programme=row)
        assert planner.get(url("programme", row.pk)).context["next"].title == title

    def test_a_standing_admission_without_length_is_on_no_route(self, planner, provider) -> None:
        row = ProgrammeFactory(provider=provider, weeks=None)
        IntakeFactory(programme=row, standing=True)
        assert "how many weeks" in planner.get(url("programme", row.pk)).context["next"].title

    def test_a_reader_is_offered_nothing_to_change(self, client, region, programme) -> None:
        client.force_login(region.user(Role.PROJECT_OWNER))
        IntakeFactory(programme=programme)
        shown = text(client.get(url("programme", programme.pk)))
        assert "/change/" not in shown and "/cancel/" not in shown and "/end/" not in shown

    def test_another_region_s_programme_is_not_there(self, planner, other_region) -> None:
        far = IntakeFactory(programme__provider__collaboration=other_region.collaboration)
        for name, pk in (("programme", far.programme_id), ("change", far.programme_id), ("intake", far.pk)):
            assert planner.get(url(name, pk)).status_code == 404

    def test_writing_one_leads_to_what_it_grants(self, planner) -> None:
        sent = {
            "version": 0,
            "provider": "Skolan",
            "name": "Truck",
            "kind": "licence",
            "weeks": 1,
            "finance": ["csn"],
        }
        answer = planner.post(url("new"), sent)
        made = Programme.objects.get(name="Truck")
        assert (answer.status_code, answer["Location"]) == (303, url("grants", made.pk))
        assert (made.finance, made.provider.name) == (["csn"], "Skolan")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("provider", ""),
            ("name", " "),
            ("kind", "hobby"),
            ("weeks", "8,5"),
            ("weeks", "0"),
            ("weeks", "521"),
            ("cost", "-1"),
            ("url", "ingenting"),
            ("sun", "svets"),
            ("seqf", "9"),
            ("finance", "lottery"),
        ],
    )
    def test_bad_fields_are_told_and_nothing_is_stored(self, field, value, planner) -> None:
        sent = {"version": 0, "provider": "Skolan", "name": "Truck", "kind": "licence"} | {field: value}
        answer = planner.post(url("new"), sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert not Programme.objects.exists()

    def test_changed_meanwhile_shows_what_stands_and_can_be_saved_again(self, planner, programme) -> None:
        Programme.objects.update(version=2, name="Någon annans namn", cost=5)
        sent = {"version": 1, "provider": programme.provider.name, "name": "Mitt namn", "kind": "package"}
        answer = planner.post(url("change", programme.pk), sent | {"weeks": 40})
        assert answer.status_code == 409
        assert ("Name", "Någon annans namn") in answer.context["stands"]
        assert 'value="Mitt namn"' in text(answer)
        again = {"version": answer.context["form"]["version"].value()}
        assert planner.post(url("change", programme.pk), sent | again).status_code == 303
        programme.refresh_from_db()
        assert (programme.name, programme.version) == ("Mitt namn", 3)

    def test_one_from_a_file_keeps_its_provider(self, planner, programme) -> None:
        Programme.objects.update(source=Source.EMIL, source_key="e.1")
        sent = {"version": 1, "provider": "En annan", "name": "Nytt", "kind": "package"}
        assert planner.post(url("change", programme.pk), sent).status_code == 303
        programme.refresh_from_db()
        assert (programme.name, programme.provider.name) == ("Nytt", "Vuxenutbildningen")

    def test_ending_with_starts_to_come_says_why_not(self, planner, programme) -> None:
        IntakeFactory(programme=programme)
        answer = planner.post(url("end", programme.pk), {"version": 1})
        assert answer.status_code == 409
        assert "Cancel them first" in text(answer)


class TestTaught:
    @pytest.fixture
    def programme(self, provider):
        row = ProgrammeFactory(provider=provider, unconfirmed=True, grants=(Says("Svetsning"), Says("Hydraulik")))
        row.grants.update(quote="ur texten")
        return row

    def sent(self, *rows: tuple[str, str], **more: str) -> dict[str, object]:
        data: dict[str, object] = {"version": 1}
        for number, (label, level) in enumerate(rows):
            data |= {f"concept-{number}": concept(label), f"keep-{number}": "on", f"level-{number}": level}
        return data | more

    def test_the_words_it_was_read_from_stand_beside(self, planner, programme) -> None:
        assert text(planner.get(url("grants", programme.pk))).count("<q>ur texten</q>") == 2

    def test_accept_one_with_a_level_and_leave_the_other_out(self, planner, programme) -> None:
        data = self.sent(("Svetsning", "4"), ("Hydraulik", ""), do="confirm")
        del data["keep-1"]
        assert planner.post(url("grants", programme.pk), data).status_code == 303
        assert [(g.concept, g.level, g.suggested) for g in programme.grants.all()] == [
            (concept("Svetsning"), 4, False)
        ]

    def test_searching_and_adding_stores_nothing_and_keeps_what_was_chosen(self, planner, programme) -> None:
        data = self.sent(("Svetsning", "4"), ("Hydraulik", ""))
        found = planner.post(url("grants", programme.pk), data | {"do": "search", "search": "lagerarbete"})
        assert any(f.id == concept("Lagerarbete") for f in found.context["form"].found)
        added = planner.post(url("grants", programme.pk), data | {"do": "add", "found": concept("Lagerarbete")})
        rows = added.context["form"].rows
        assert [(r.concepts[0], r.level, r.kept) for r in rows] == [
            (concept("Svetsning"), 4, True),
            (concept("Hydraulik"), None, True),
            (concept("Lagerarbete"), None, True),
        ]
        assert programme.grants.filter(suggested=True).count() == 2

    def test_a_suggestion_taken_is_offered_alone(self, planner, programme) -> None:
        data = self.sent() | {"search": "Truckkort", "chosen": concept("Svetsning")}
        assert [f.id for f in planner.post(url("grants", programme.pk), data).context["form"].found] == [
            concept("Svetsning")
        ]

    def test_an_alternative_stands_in_the_row_of_the_other(self, planner, programme) -> None:
        data = self.sent(("Svetsning", "2")) | {"do": "add", "found": concept("Hydraulik"), "beside": "0"}
        [row] = planner.post(url("demands", programme.pk), data).context["form"].rows
        assert (row.concepts, row.level) == ((concept("Svetsning"), concept("Hydraulik")), 2)
        other_kind = data | {"found": "lang:sv"}
        assert len(planner.post(url("demands", programme.pk), other_kind).context["form"].rows) == 2

    def test_nothing_is_added_twice(self, planner, programme) -> None:
        data = self.sent(("Svetsning", "")) | {"do": "add", "found": concept("Svetsning")}
        assert len(planner.post(url("grants", programme.pk), data).context["form"].rows) == 1

    def test_a_circle_is_told_and_what_was_chosen_stands(self, planner, provider, programme) -> None:
        ProgrammeFactory(
            provider=provider, name="Den andra", grants=(Says("PLC-programmering"),), demands=(Asks("Svetsning"),)
        )
        answer = planner.post(url("demands", programme.pk), self.sent(("PLC-programmering", ""), do="confirm"))
        assert answer.status_code == 422
        assert "Den andra" in text(answer)
        assert [r.concepts for r in answer.context["form"].rows] == [(concept("PLC-programmering"),)]

    def test_changed_meanwhile_shows_how_it_stands(self, planner, programme) -> None:
        Programme.objects.update(version=2)
        answer = planner.post(url("grants", programme.pk), self.sent(("Svetsning", ""), do="confirm"))
        assert (answer.status_code, len(answer.context["form"].rows)) == (409, 2)


class TestIntakes:
    @pytest.fixture
    def intake(self, provider):
        return IntakeFactory(programme__provider=provider, reserved=2)

    @pytest.fixture
    def told(self, monkeypatch) -> list[str]:
        regions: list[str] = []
        monkeypatch.setattr(
            views_intake, "tell_of_intakes", lambda actor, *, collaboration_id: regions.append(collaboration_id)
        )
        return regions

    def sent(self, **more: object) -> dict[str, object]:
        return {"version": 1, "when": "dated", "starts_on": day(8), "on_site": 1, "status": "open"} | more

    def test_a_new_one(self, planner, intake, told) -> None:
        answer = planner.post(url("intake_new", intake.programme_id), self.sent(seats="12", municipality="luleå"))
        made = Intake.objects.exclude(pk=intake.pk).get()
        assert (answer.status_code, made.municipality_id, made.seats, made.seats_left) == (303, "2580", 12, None)
        assert told == []

    def test_a_standing_admission_has_no_days(self, planner, intake) -> None:
        sent = self.sent(when="rolling", ends_on=day(9))
        assert planner.post(url("intake_new", intake.programme_id), sent).status_code == 303
        made = Intake.objects.exclude(pk=intake.pk).get()
        assert (made.rolling, made.starts_on, made.ends_on) == (True, None, None)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"starts_on": ""}, "starts_on"),
            ({"starts_on": "i vår"}, "starts_on"),
            ({"starts_on": "1900-01-01"}, "starts_on"),
            ({"ends_on": day(7)}, "ends_on"),
            ({"apply_by": day(9)}, "apply_by"),
            ({"municipality": "Lulå"}, "municipality"),
            ({"seats": "8,5"}, "seats"),
            ({"seats": "0"}, "seats"),
            ({"pace": "101"}, "pace"),
            ({"seats": "5", "taken": "6"}, "seats"),
            ({"on_site_weeks": "2"}, "on_site_weeks"),
        ],
    )
    def test_bad_input_is_told_at_its_field(self, more, field, planner, intake) -> None:
        answer = planner.post(url("intake_new", intake.programme_id), self.sent(**more))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert Intake.objects.count() == 1

    def test_seats_below_those_taken_and_held_say_how_many(self, planner, intake) -> None:
        answer = planner.post(url("intake", intake.pk), self.sent(seats="7", taken="6"))
        assert "6 are taken and 2 are held for proposals. Give at least 8." in text(answer)

    def test_new_dates_are_told(self, planner, intake, told, region) -> None:
        assert planner.post(url("intake", intake.pk), self.sent(starts_on=day(12))).status_code == 303
        assert told == [region.collaboration.pk]

    def test_changed_meanwhile_shows_what_stands(self, planner, intake, told) -> None:
        Intake.objects.update(version=2, site="Någon annans skola")
        answer = planner.post(url("intake", intake.pk), self.sent(site="Min skola"))
        assert (answer.status_code, told) == (409, [])
        assert ("School or node", "Någon annans skola") in answer.context["stands"]

    def test_the_same_again_is_filled_in_a_year_later(self, planner, intake) -> None:
        form = planner.get(f"{url('intake_new', intake.programme_id)}?like={intake.pk}").context["form"]
        assert form["starts_on"].value() == intake.starts_on + datetime.timedelta(weeks=52)
        assert (form["seats"].value(), form["taken"].value()) == (16, 0)

    def test_cancelling_asks_first_and_says_how_many_seats_are_held(self, planner, intake, told) -> None:
        assert "2 seats are held for proposals." in text(planner.get(url("intake_cancel", intake.pk)))
        assert planner.post(url("intake_cancel", intake.pk), {"version": 1}).status_code == 303
        intake.refresh_from_db()
        assert (intake.status, len(told)) == (IntakeStatus.CANCELLED, 1)
        assert planner.post(url("intake_cancel", intake.pk), {"version": 2}).status_code == 409
        assert planner.get(url("intake", intake.pk)).status_code == 302


class TestFiles:
    def read(self, answer) -> CatalogueImport:
        assert answer.status_code == 303, text(answer)
        return CatalogueImport.objects.get(pk=answer["Location"].split("?")[0].split("/")[-2])

    def test_nothing_is_stored_until_it_is_applied(self, planner) -> None:
        row = self.read(brought(planner))
        assert not Programme.objects.exists()
        page = planner.get(url("import", row.pk))
        assert {part.code: part.count for part in page.context["parts"]} == {
            "new": 2,
            "changed": 0,
            "rejected": 2,
            "unchanged": 0,
            "absent": 0,
        }
        assert planner.post(url("import_apply", row.pk)).status_code == 303
        assert (Programme.objects.count(), Intake.objects.count()) == (2, 1)
        assert planner.post(url("import_apply", row.pk)).status_code == 409
        assert "2 rows were left out" in text(planner.get(url("import", row.pk)))

    def test_brought_again_it_is_an_update_shown_field_by_field(self, planner) -> None:
        planner.post(url("import_apply", self.read(brought(planner)).pk))
        lines = [line.replace(",12,3", ",14,5") for line in LINES]
        row = self.read(brought(planner, lines=lines))
        [shown] = planner.get(f"{url('import', row.pk)}?show=changed").context["rows"]
        [intake] = shown.intakes
        assert [(c.was, c.now) for c in intake.changes] == [("12", "14"), ("3", "5")]

    def test_rejected_rows_say_line_column_and_why(self, planner) -> None:
        row = self.read(brought(planner))
        rows = planner.get(f"{url('import', row.pk)}?show=rejected").context["rows"]
        assert [(r.line, r.field) for r in rows] == [(2, "ends_on"), (4, "municipality")]
        assert "Luleå" in rows[1].sentence

    def test_a_wrong_cell_is_put_right_where_it_is_seen(self, planner) -> None:
        row = self.read(brought(planner))
        form = planner.get(url("import_fix", row.pk, 2))
        assert [cell.column for cell in form.context["wrong"]] == ["ends_on"]
        sent = {cell.column: cell.value for cell in [*form.context["wrong"], *form.context["right"]]}
        still = planner.post(url("import_fix", row.pk, 2), sent | {"ends_on": "snart"})
        assert (still.status_code, [c.column for c in still.context["wrong"]]) == (422, ["ends_on"])
        again = self.read(planner.post(url("import_fix", row.pk, 2), sent | {"ends_on": "2027-08-01"}))
        row.refresh_from_db()
        assert (row.state, row.cells, again.file_name) == (ImportState.DISCARDED, [], row.file_name)
        assert [problem["line"] for problem in again.rejected] == [4]
        assert again.counts["intakes"]["new"] == 2

    def test_an_emptied_row_is_left_out(self, planner) -> None:
        row = self.read(brought(planner))
        again = self.read(planner.post(url("import_fix", row.pk, 4), {}))
        assert [problem["field"] for problem in again.rejected] == ["ends_on"]
        assert again.counts["programmes"]["new"] == 1

    def test_a_row_of_the_wrong_length_is_put_right_in_the_file(self, planner) -> None:
        row = self.read(brought(planner, lines=[*LINES, "Skolan,Svetsare"]))
        assert row.cells == []
        assert planner.get(url("import_fix", row.pk, 2)).status_code == 404
        assert "Put right" not in text(planner.get(f"{url('import', row.pk)}?show=rejected"))

    def test_a_discarded_file_stores_nothing_and_can_not_be_applied(self, planner) -> None:
        row = self.read(brought(planner))
        assert planner.post(url("import_discard", row.pk)).status_code == 303
        assert planner.post(url("import_apply", row.pk)).status_code == 409
        assert not Programme.objects.exists()

    @pytest.mark.parametrize("source", ["template", "sundsvall", "myh", "emil"])
    @pytest.mark.parametrize("body", [b"", b"hej", b"{}", b"PK\x03\x04 halv", bytes(range(256))])
    def test_a_file_that_is_none_is_told_and_not_kept(self, source, body, planner) -> None:
        answer = brought(planner, source=source, body=body)
        assert (answer.status_code, answer.context["problems"] != []) == (422, True)
        assert not CatalogueImport.objects.exists()

    def test_nothing_chosen_is_told(self, planner) -> None:
        answer = planner.post(url("import_new"), {})
        assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["file", "source"])

    def test_one_too_large_is_told(self, planner) -> None:
        answer = brought(planner, body=bytes((MEGABYTES + 2) * 1_000_000))
        assert answer.status_code == 413
        assert "20 MB" in text(answer)

    def test_a_form_made_elsewhere_is_refused(self, region) -> None:
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(region.user(Role.EDUCATION_PLANNER))
        assert brought(strict).status_code == 403

    def test_another_region_s_file_is_not_there(self, planner, client, other_region) -> None:
        row = self.read(brought(planner))
        client.force_login(other_region.user(Role.EDUCATION_PLANNER))
        assert client.get(url("import", row.pk)).status_code == 404
        assert client.post(url("import_apply", row.pk)).status_code == 404

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_the_template_can_be_brought_back_as_it_is(self, form, planner) -> None:
        body = planner.get(url("template", form)).content
        row = self.read(brought(planner, name=f"mall.{form}", body=body))
        assert (row.rejected, row.counts["programmes"]["new"]) == ([], 1)

    def test_two_thousand_rows_are_shown_a_page_at_a_time(
        self, planner, region, django_assert_max_num_queries
    ) -> None:
        rows = [
            ProgrammeRow(
                f"k{n}", n, "Skolan", f"Kurs {n}", ProgrammeKind.SHORT, intakes=(IntakeRow("1", n, day(9)),)
            )
            for n in range(2, 2002)
        ]
        row = read_import(
            region.actor(Role.EDUCATION_PLANNER),
            collaboration=region.collaboration,
            source=Source.TEMPLATE,
            file_name="stor.csv",
            rows=rows,
            rejected=[],
        )
        with django_assert_max_num_queries(30):
            page = planner.get(f"{url('import', row.pk)}?show=new&page=40")
        assert [r.line for r in page.context["rows"]] == list(range(1952, 2002))
        assert "Page 40 of 40" in text(page)
