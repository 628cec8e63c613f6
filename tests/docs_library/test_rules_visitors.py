"""For whom a version opens, said apart from the queries."""

from docs_library.rules.visitors import NAMED, NOBODY, STAFF, TIED, should_open


def test_whom_a_version_opens_for():
    assert should_open(NOBODY, "public", "", is_restricted=False)
    assert not should_open(NOBODY, "public", "staff", is_restricted=False)
    assert not should_open(STAFF, "public", "", is_restricted=True)
    assert should_open(TIED, "partners", "", is_restricted=False)
    assert not should_open(NAMED, "partners", "", is_restricted=False)
