import pytest

from notifications.rules import approval


@pytest.mark.parametrize(
    ("kind", "impact", "when"),
    [
        ("maintenance", "minor", "before"),
        ("change", "critical", "before"),
        ("problem", "critical", "after"),
        ("problem", "major", "never"),
        ("training", "minor", "never"),
        ("document", "critical", "never"),
    ],
)
def test_what_is_planned_is_approved_before_and_the_gravest_trouble_after(kind, impact, when):
    assert approval.needed(kind, impact) == when
