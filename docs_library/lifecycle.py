"""States of a version: one live at a time, which stays live until the minute of change."""

from core.lifecycle import Lifecycle, move

DRAFT, REVIEW, APPROVED, SCHEDULED = "draft", "review", "approved", "scheduled"
IN_FORCE, SUPERSEDED, WITHDRAWN = "in_force", "superseded", "withdrawn"
STATES = (DRAFT, REVIEW, APPROVED, SCHEDULED, IN_FORCE, SUPERSEDED, WITHDRAWN)
COMING = (DRAFT, REVIEW, APPROVED, SCHEDULED)  # at most one of a document
AGREED = (APPROVED, SCHEDULED)  # nothing of it changes any more, and it is not in force yet
READABLE = (IN_FORCE, SUPERSEDED)  # by those whom it is for

VERSION = Lifecycle(
    move("change", DRAFT, "="),
    move("submit", DRAFT, REVIEW),
    move("approve", REVIEW, APPROVED),
    move("return", (REVIEW, APPROVED, SCHEDULED), DRAFT),
    move("schedule", (APPROVED, SCHEDULED), SCHEDULED),
    move("put_in_force", (APPROVED, SCHEDULED), IN_FORCE),
    move("supersede", IN_FORCE, SUPERSEDED),
    move("withdraw", (DRAFT, REVIEW, APPROVED, SCHEDULED, IN_FORCE, SUPERSEDED), WITHDRAWN),
    move("hide", (SUPERSEDED, WITHDRAWN), "="),
    move("restrict", STATES, "="),
    move("share", (REVIEW, APPROVED, SCHEDULED, IN_FORCE, SUPERSEDED), "="),
)
