"""Taking judges in from a table: every error by line and column, nothing kept before it is confirmed, hostile files."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from portal.awards.models import Round
from portal.awards.preset_words import RoundKind
from portal.core.db import db
from portal.judges.import_rules import Known, TableError, read_date, read_places, read_rows, write_places
from portal.judges.models import Judge, PanelInvitation, PanelRole, PanelSeat
from portal.judges.tables import read_table, write_xlsx
from tests.factories import both, make_edition, make_organizer, make_panel, make_secretary, make_submission

KNOWN = Known({"1": 11, "kinh te": 11}, {"1": 21, "2": 22, "chung khao": 22}, 21, frozenset({22}))


def rows(*lines, heading="Họ và tên,E-mail,Lĩnh vực,Vai trò,Tối đa,Đến ngày,Vòng", known=KNOWN):
    return read_rows([heading.split(","), *(line.split(",") for line in lines)], known)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",a@x.vn,1,,,,", "name"),
        ("An,,1,,,,", "email"),
        ("An,sai,1,,,,", "email"),
        ("An,a@x.vn,9,,,,", "category"),
        ("An,a@x.vn,,,,,", "category"),
        ("An,a@x.vn,1,vua,,,", "role"),
        ("An,a@x.vn,1,,nhieu,,", "max_load"),
        ("An,a@x.vn,1,,0,,", "max_load"),
        ("An,a@x.vn,1,,,31/02/2026,", "until_on"),
        ("An,a@x.vn,1,,,,5", "round"),
    ],
)
def test_each_error_is_found_in_its_column(line, column):
    (row,) = rows(line)

    assert (row.number, list(row.problems)) == (2, [column])


def test_good_lines_are_read_in_either_language_and_the_second_of_the_same_person_is_refused():
    first, second, council = rows(
        "Lê  Thị An,An@X.vn,Kinh tế,Chủ tịch,12,31/12/2026,", "An,an@x.vn,1,,,,", "Bình,b@x.vn,,member,,,Chung khảo"
    )

    assert first.problems == {}
    assert (first.values["name"], first.values["email"], first.values["category"]) == ("Lê Thị An", "an@x.vn", 11)
    assert (first.values["role"], first.values["max_load"]) == (PanelRole.CHAIR, 12)
    assert list(second.problems) == ["email"]
    assert (council.problems, council.values["category"], council.values["round"]) == ({}, None, 22)


def test_english_heading_and_empty_lines():
    (row,) = rows("An,a@x.vn,1", ",,", heading="Full name,Email,Category")

    assert row.problems == {}


def test_who_sits_there_already_is_said():
    known = Known({"1": 11}, {}, 21, frozenset(), frozenset({(21, 11, "a@x.vn")}))

    assert list(rows("An,a@x.vn,1,,,,", known=known)[0].problems) == ["email"]


@pytest.mark.parametrize(
    "table", [[], [["Họ và tên"]], [["Họ tên", "email"]], [["Họ tên", "Tên", "email"], ["a", "b", "c"]]]
)
def test_table_that_cannot_be_read_says_why(table):
    with pytest.raises(TableError):
        read_rows(table, KNOWN)


def test_organisations_with_days_come_back_as_written():
    text = "Viện A | 01/09/2020\nTrường B |  | 31/12/2024\nSở C"

    assert write_places(read_places(text)) == text
    for wrong in ("A | hôm qua", "A | 02/01/2026 | 01/01/2026", "| 01/01/2020", "A | 1/1/2020 | | 3"):
        with pytest.raises(TableError):
            read_places(wrong)
    assert str(read_date("2026-03-01 00:00:00")) == "2026-03-01"


def packed(names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in names.items():
            package.writestr(name, data)
    return buffer.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        packed({"xl/worksheets/sheet1.xml": b"0" * 25_000_000}),
        packed({"xl/worksheets/sheet1.xml": ENTITIES}),
        packed({"xl/worksheets/sheet1.xml": ENTITIES.encode("utf-16")}),
        packed({f"a{n}.xml": b"" for n in range(300)}),
        packed({"anything.txt": b"x"}),
        b"PK\x03\x04 torn",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"a,b\n\x00,\x00",
        b"x" * 1_000_001,
        "\n".join(["Họ tên,email"] + ["a,b"] * 501).encode(),
    ],
    ids=["bomb", "entity", "hidden-entity", "crowd", "no-book", "torn", "old", "binary", "large", "long"],
)
def test_hostile_or_unreadable_file_is_refused_in_words(content):
    with pytest.raises(TableError) as caught:
        read_table(content)

    assert str(caught.value.message)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_spreadsheet_is_read(delimiter):
    text = f"\ufeffHọ tên{delimiter}email\r\nLê An{delimiter}a@x.vn\r\n"

    assert (
        read_table(text.encode()) == read_table(text[1:].encode("utf-16")) == [["Họ tên", "email"], ["Lê An", "a@x.vn"]]
    )


def test_workbook_gives_values_and_formulas_stay_text():
    book = Workbook()
    book.active.append(["Họ tên", "email", "Tối đa"])
    book.active.append(["An", "a@x.vn", 12])
    buffer = io.BytesIO()
    book.save(buffer)

    assert read_table(buffer.getvalue())[1] == ["An", "a@x.vn", "12"]
    assert read_table(write_xlsx([["=1+1", "@x"]])) == [["=1+1", "@x"]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(write_xlsx([["=1+1"]]))).read("xl/worksheets/sheet1.xml")


@pytest.fixture
def edition(app):
    made = make_edition()
    made.rounds.append(Round(position=2, code="city", kind=RoundKind.BALLOT, name=both("City round")))
    db.session.commit()
    return made


TABLE = """Họ và tên,E-mail,Cơ quan,Lĩnh vực,Chuyên môn,Tối đa,Từ ngày
Lê An,an@x.vn,HTX số 9; Viện A,1,"nước, đất",9,01/01/2026
Trần Bình,binh@x,Viện B,1,,,
Ông Ba,ba@x.vn,,2,,,
"""


def uploaded(client, edition, text=TABLE):
    address = f"/manage/editions/{edition.id}/panels/import"
    answer = client.post_form(address, {"file": (io.BytesIO(text.encode()), "giam-khao.csv")})
    page = answer.get_data(as_text=True)
    found = re.search(r'name="kept" value="([^"]*)"', page)
    return answer.status_code, page, found and found[1]


def test_nothing_is_kept_before_confirming_and_then_the_good_lines(client, edition):
    make_submission(edition=edition, organisation="Hợp tác xã số 9")
    organizer = make_organizer(edition)
    client.sign_in(organizer)
    status, page, kept = uploaded(client, edition)

    assert status == 200
    assert "“binh@x” is no e-mail address" in page
    assert "Would be in conflict with 1 of 1 dossiers." in page
    assert db.session.scalars(select(Judge)).all() == []
    confirm = f"/manage/editions/{edition.id}/panels/import/confirm"
    assert client.post_form(confirm, {"kept": kept, "way": "invite"}).status_code == 422
    assert client.post_form(confirm, {"kept": kept, "way": "seat"}).status_code == 302

    seats = list(db.session.scalars(select(PanelSeat).order_by(PanelSeat.id)))
    assert [(one.judge.user.email, one.category.number) for one in seats] == [("an@x.vn", 1), ("ba@x.vn", 2)]
    assert [one.name for one in seats[0].judge.organisations] == ["HTX số 9", "Viện A"]
    assert (seats[0].judge.expertise, seats[0].judge.max_load, str(seats[0].from_on)) == (
        ["nước", "đất"],
        9,
        "2026-01-01",
    )
    assert "Sits on this panel or is invited to it already" in uploaded(client, edition)[1]


def test_good_lines_can_be_invited_by_a_day(client, edition):
    client.sign_in(make_organizer(edition))
    kept = uploaded(client, edition)[2]
    confirm = f"/manage/editions/{edition.id}/panels/import/confirm"

    assert client.post_form(confirm, {"kept": kept, "way": "invite", "due_on": "01/01/2020"}).status_code == 422
    assert client.post_form(confirm, {"kept": kept, "way": "invite", "due_on": "31/12/2099"}).status_code == 302

    letters = db.session.scalars(select(PanelInvitation.email).order_by(PanelInvitation.id))
    assert list(letters) == ["an@x.vn", "ba@x.vn"]


def test_forged_or_foreign_lines_are_not_taken_in(client, edition):
    client.sign_in(make_organizer(edition))
    kept = uploaded(client, edition)[2]
    other = make_edition()
    client.sign_in(make_organizer(other))

    for lines in (kept, "x", ""):
        address = f"/manage/editions/{other.id}/panels/import/confirm"
        assert client.post_form(address, {"kept": lines, "way": "seat"}).status_code == 302
    assert db.session.scalars(select(Judge)).all() == []


def test_template_is_a_table_that_can_be_taken_in(client, edition):
    client.sign_in(make_organizer(edition))
    base = f"/manage/editions/{edition.id}/panels/import/template"

    book, text = client.get(f"{base}/xlsx").data, client.get(f"{base}/csv").data

    assert read_table(book) == read_table(text)
    assert "There is no role" not in uploaded(client, edition, text.decode("utf-8-sig"))[1]


def test_secretary_reads_the_own_panel_without_addresses_and_changes_nothing(client, edition):
    judge = make_panel(edition, make_organizer(edition), 1)[0]
    client.sign_in(make_secretary(edition.categories[0]))
    base, number = f"/manage/editions/{edition.id}/panels", edition.rounds[0].id

    page = client.get_text(f"{base}/{number}/{edition.categories[0].id}")
    assert judge.user.name in page
    assert judge.user.email not in page
    client.get_text(base)
    for closed in (f"{number}/{edition.categories[1].id}", f"{number}/0", "import", f"seats/{judge.seats[0].id}"):
        assert client.get(f"{base}/{closed}").status_code == 403
