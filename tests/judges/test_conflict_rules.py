"""Conflicts found by rule: organisations under their many names, persons under several addresses."""

import pytest

from portal.judges.conflict_rules import Candidate, Grounds, Objected, Person, Rule, Work, identities
from portal.judges.models import ConflictKind, ConflictSource
from portal.judges.organisations import Groups, named_in, phone_digits, site_of


def work(**values):
    return Work(**{"id": 1, "organisations": ["Hợp tác xã Số 9"], **values})


def candidate(**values):
    defaults = {"name": "Lê Thị Giám Khảo", "emails": frozenset({"lan@example.com"}), "organisations": ("Viện Xa",)}
    return Candidate(**{**defaults, **values})


def found(one, *works, groups=()):
    return [(finding.work, finding.rule, finding.kind) for finding in Grounds(works, Groups.of(groups)).of(one)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trường Đại học Bách khoa TP.HCM", "ĐH Bách Khoa"),
        ("ỦY BAN NHÂN DÂN QUẬN 1", "UBND Q.1"),
        ("Công ty TNHH MTV Cây xanh", "Công ty trách nhiệm hữu hạn một thành viên cây xanh"),
        ("Sở Nội vụ Thành phố Hồ Chí Minh", "so noi vu"),
        ("Bệnh viện Từ Dũ", "BV Từ Dũ, Quận 1, TP. Hồ Chí Minh"),
        ("Khoa Cơ khí, Trường Đại học Bách khoa", "đại học bách khoa"),
    ],
)
def test_an_organisation_is_known_under_its_other_spellings(one, other):
    assert named_in(one).own == named_in(other).own != frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khoa Cơ khí, Trường Đại học Bách khoa", "Khoa Cơ khí, Trường Đại học Nông Lâm"),
        ("Công ty A, Quận 3", "Công ty B, Quận 3"),
        ("Cá nhân", "cá nhân"),
        ("UBND", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        ("", ""),
    ],
)
def test_what_everybody_has_is_no_organisation(one, other):
    assert named_in(one).all & named_in(other).all == frozenset()


@pytest.mark.parametrize(
    ("email", "site"),
    [
        ("an@hcmut.edu.vn", "hcmut.edu.vn"),
        ("an@cs.hcmut.edu.vn", "hcmut.edu.vn"),
        ("an@gmail.com", ""),
        ("an@yahoo.com.vn", ""),
        ("an@tphcm.gov.vn", ""),
        ("an@snv.tphcm.gov.vn", "snv.tphcm.gov.vn"),
        ("an@demo.example", ""),
        ("an@example.com", ""),
        ("an@edu.vn", ""),
        ("an@firm.xyz", "firm.xyz"),
        ("", ""),
    ],
)
def test_only_a_domain_of_its_own_tells_an_organisation(email, site):
    assert site_of(email) == site


def test_telephone_is_the_same_with_and_without_the_countrys_code():
    assert phone_digits("+84 28 3822 0000") == phone_digits("(028) 3822-0000") == "02838220000"
    assert phone_digits("12") == ""


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (candidate(emails=frozenset({"Tac.Gia@example.com"})), Rule.SAME_ADDRESS),
        (candidate(name="nguyen tac gia", organisations=("HTX số 9",)), Rule.SAME_NAME),
        (candidate(phone="+84 28 3822 0000"), Rule.SAME_PHONE),
    ],
)
def test_the_author_is_met_again_under_another_address(one, rule):
    person = Person("Nguyễn Tác Giả", "tac.gia@example.com", "Hợp tác xã Số 9", "028 3822 0000")

    assert found(one, work(people=[person])) == [(1, rule, ConflictKind.AUTHOR)]


def test_same_name_elsewhere_is_another_person():
    person = Person("Nguyễn Tác Giả", "tac.gia@example.com", "Hợp tác xã Số 9")

    assert found(candidate(name="Nguyễn Tác Giả"), work(people=[person])) == []


@pytest.mark.parametrize(
    ("place", "rule", "kind"),
    [
        ("HTX số 9", Rule.SAME_ORGANISATION, ConflictKind.SAME_ORGANISATION),
        ("Tổ máy, Hợp tác xã số 9", Rule.SAME_ORGANISATION, ConflictKind.SAME_ORGANISATION),
        ("Trạm bơm thuộc Hợp tác xã số 9", Rule.RELATED_ORGANISATION, ConflictKind.SAME_ORGANISATION),
        ("Liên minh Xanh", Rule.RELATED_ORGANISATION, ConflictKind.SAME_ORGANISATION),
    ],
)
def test_same_and_related_organisations(place, rule, kind):
    groups = [["Hợp tác xã số 9", "Liên minh Xanh"]]

    assert found(candidate(organisations=(place,)), work(), groups=groups) == [(1, rule, kind)]


def test_both_of_the_agency_in_charge():
    mine = work(agency="Sở Nội vụ; Department of Home Affairs", organisations=["Sở Nội vụ TP.HCM"])

    assert found(candidate(organisations=("Sở Nội vụ",)), mine) == [(1, Rule.AGENCY, ConflictKind.AGENCY)]
    assert found(candidate(organisations=("Sở Nội vụ",)), work(agency="Sở Nội vụ")) == []


def test_mail_of_the_same_organisation():
    mine = work(people=[Person("A", "a@cs.hcmut.edu.vn", "")])

    assert found(candidate(emails=frozenset({"b@hcmut.edu.vn"})), mine) == [
        (1, Rule.MAIL_DOMAIN, ConflictKind.SAME_ORGANISATION)
    ]
    assert found(candidate(emails=frozenset({"b@gmail.com"})), work(people=[Person("A", "a@gmail.com", "")])) == []


def test_who_wrote_together_before():
    partner = Person("Trần Bạn", "ban@example.com", "Viện Y")
    judge = candidate(partners=dict.fromkeys(identities(partner), "Máy cũ (2021)"))

    listed = Grounds([work(people=[Person("TRAN BAN", "moi@example.com", "Viện Y")])]).of(judge)

    assert [(one.rule, one.evidence) for one in listed] == [(Rule.WROTE_TOGETHER, "Máy cũ (2021)")]


def test_named_by_an_author_unless_of_another_organisation():
    objected = Objected("Lê Thị Giám Khảo", "Viện Xa", ConflictKind.FINANCIAL, "Đang kiện nhau")
    (finding,) = Grounds([work(objections=[objected])]).of(candidate())

    assert (finding.kind, finding.source, finding.evidence) == (
        ConflictKind.FINANCIAL, ConflictSource.AUTHOR, "Đang kiện nhau",
    )  # fmt: skip
    assert Grounds([work(objections=[objected])]).of(candidate(organisations=("Viện Gần",))) == []


def test_names_in_overlapping_lines_of_the_table_belong_together():
    groups = Groups.of([["A1", "B1"], ["B1", "C1"]])

    assert groups.related(["c1"]) == frozenset({"a1", "b1", "c1"})
