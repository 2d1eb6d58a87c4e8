"""The name check finds judges in every spelling, and leaves ordinary words alone."""

import pytest

from portal.feedback.name_check import FindingKind, Watch, findings_in

WATCH = Watch.of(
    ["Nguyễn Văn An", "PGS.TS. Trần Thị Hoà", "Lê Thành Công", "Phạm Minh Chứng"],
    ["Viện Công nghệ Số, Trường Đại học Thử Nghiệm", "VTX"],
)
OWN = "HCM-2025-3-0042-17"


def found(text):
    return [(one.kind, one.words) for one in findings_in({"general": text}, WATCH, OWN)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Theo Nguyễn Văn An, nên làm tiếp.", "Nguyễn Văn An"),
        ("theo nguyen van an thi duoc", "nguyen van an"),
        ("Ý của NGUYỄN VĂN AN là đúng", "NGUYỄN VĂN AN"),
        ("Nguyễn An đã nói", "Nguyễn An"),
        ("nguyen an da noi", "nguyen an"),
        ("Anh Văn An đã nói", "Văn An"),
        ("ông An đã nói", "ông An"),
        ("ÔNG AN đã nói", "ÔNG AN"),
        ("ong an da noi", "ong an"),
        ("Bà Hòa đồng ý", "Bà Hòa"),
        ("ba Hoa dong y", "ba Hoa"),
        ("PGS Hoà đồng ý", "PGS Hoà"),
        ("PGS.TS. Hòa đồng ý", "TS. Hòa"),
        ("ts an nói", "ts an"),
        ("giáo sư An nói", "sư An"),
        ("Tran Thi Hoa noi", "Tran Thi Hoa"),
        ("Theo thầy Công thì", "thầy Công"),
    ],
)
def test_names_are_found(text, words):
    assert found(text) == [(FindingKind.NAME, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Dự án thành công, an toàn và có minh chứng rõ.",
        "Thành công của dự án. An toàn lao động được chú ý.",
        "Có công trình tương tự; ba công đoạn; kỹ sư công nghệ; ông ấy; tham khảo an toàn.",
        "Chi phí 1.200.000.000 đồng, giảm 30 %, từ 01/01/2025 đến 31/12/2025.",
        f"Hồ sơ {OWN} trình bày tốt.",
        "Nguyễn Trãi là tên đường. Văn bản an toàn.",
        "Một vtx nhỏ trong công nghệ số.",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TS. N.V.A nói", "TS. N.V.A"),
        ("PGS TTH nói", "PGS TTH"),
        ("ông A. nói", "ông A"),
        ("TS. N. V. An", "TS. N. V. An"),
    ],
)
def test_initials_after_a_form_of_address_are_found(text, words):
    assert found(text) == [(FindingKind.INITIALS, words)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Viết cho an.nguyen@vien.example nhé.", FindingKind.EMAIL, "an.nguyen@vien.example"),
        ("Gọi 0903 123 456.", FindingKind.PHONE, "0903 123 456"),
        ("Gọi +84 (28) 3822-1234 nhé", FindingKind.PHONE, "+84 (28) 3822-1234"),
        ("Gọi 0281234567.", FindingKind.PHONE, "0281234567"),
        ("Ở viện công nghệ số chúng tôi", FindingKind.ORGANISATION, "viện công nghệ số"),
        ("tai Truong Dai hoc Thu Nghiem", FindingKind.ORGANISATION, "Truong Dai hoc Thu Nghiem"),
        ("Bên VTX đã làm", FindingKind.ORGANISATION, "VTX"),
        ("Giống hồ sơ hcm-2025-3-0007-55.", FindingKind.NUMBER, "hcm-2025-3-0007-55"),
    ],
)
def test_addresses_places_and_other_works_are_found(text, kind, words):
    assert found(text) == [(kind, words)]


def test_each_finding_says_where_it_stands():
    texts = {"text-3": "Tốt", "general": "Hỏi ông An hoặc gọi 0903123456."}

    listed = findings_in(texts, WATCH, OWN)

    assert [(one.part, texts[one.part][one.start : one.end]) for one in listed] == [
        ("general", "ông An"),
        ("general", "0903123456"),
    ]


def test_nobody_to_look_for_still_finds_addresses():
    assert [one.kind for one in findings_in({"general": "a@b.example, ông An"}, Watch.of([], []))] == [
        FindingKind.EMAIL
    ]
