"""A correction says what it changes, work by work."""

from portal.publication.corrections import changes_between


def results(**prizes):
    listed = [
        {"number": number, "title": f"Công trình {number}", "organisation": "Viện", "authors": [], "summary": "",
         "rank": 1, "mean": {"numerator": 90, "denominator": 1}, "prize": prize}
        for number, prize in prizes.items()
    ]  # fmt: skip
    return {"shortlist": listed}


def told(before, after):
    return [(one["number"], one["was"], one["is"], one["what"]) for one in changes_between(before, after)]


def test_nothing_changed_tells_nothing():
    assert told(results(A="first"), results(A="first")) == []


def test_prizes_given_and_taken_are_told_by_code():
    assert told(results(A="first", B=None), results(A=None, B="first")) == [
        ("A", "first", "", ["prize"]),
        ("B", "", "first", ["prize"]),
    ]


def test_works_that_come_and_go_are_told():
    assert told(results(A="first"), results(B=None)) == [("A", "first", "", ["removed"]), ("B", "", "", ["added"])]


def test_details_are_told_by_their_names():
    after = results(A="first")
    after["shortlist"][0] |= {"title": "Tên đúng", "rank": 2}

    changes = changes_between(results(A="first"), after)

    assert [(one["title"], one["what"]) for one in changes] == [("Tên đúng", ["rank", "title"])]
