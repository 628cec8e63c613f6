"""States of a delivery and of a notice."""

from core.lifecycle import Lifecycle, move

WAITING, SENDING, DELIVERED, FAILED, CANCELLED = "waiting", "sending", "delivered", "failed", "cancelled"
JOINED = "joined"  # it goes inside a digest
UNENDED = [WAITING, SENDING, JOINED]
DELIVERY_STATES = [(s, s) for s in (WAITING, SENDING, JOINED, DELIVERED, FAILED, CANCELLED)]
ENDPOINT_STATES = [(s, s) for s in ("active", "disabled")]
NOTICE_STATES = [(s, s) for s in ("draft", "proposed", "scheduled", "published", "ended", "cancelled")]

DELIVERY = Lifecycle(
    move("claim", "waiting sending", SENDING),
    move("deliver", "sending joined", DELIVERED),
    move("retry", "sending", WAITING),
    move("give_up", "sending waiting joined", FAILED),
    move("send_again", "failed", WAITING),
    move("repeat", "delivered failed cancelled", WAITING),
    move("cancel", "waiting joined", CANCELLED),
)
ENDPOINT = Lifecycle(
    move("edit", "active disabled", "="),
    move("try", "active disabled", "="),
    move("rotate", "active disabled", "="),
    move("disable", "active", "disabled"),
    move("enable", "disabled", "active"),
    move("archive", "active disabled", "disabled"),
)
# What is changed after it was sent for approval or given a time is a draft again: nobody has agreed to the new words.
NOTICE = Lifecycle(
    move("edit", "draft proposed scheduled", "draft"),
    move("propose", "draft", "proposed"),
    move("approve", "proposed", "scheduled"),
    move("send_back", "proposed scheduled", "draft"),
    move("schedule", "draft", "scheduled"),
    move("publish", "draft scheduled", "published"),
    move("confirm", "published ended", "="),
    move("update", "published", "="),
    move("correct", "published ended", "="),
    move("end", "published", "ended"),
    move("cancel", "draft proposed scheduled published", "cancelled"),
)
