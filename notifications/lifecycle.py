"""States of a delivery and of a notice."""

from core.lifecycle import Lifecycle, move

WAITING, SENDING, DELIVERED, FAILED, CANCELLED = "waiting", "sending", "delivered", "failed", "cancelled"
DELIVERY_STATES = [(s, s) for s in (WAITING, SENDING, DELIVERED, FAILED, CANCELLED)]
ENDPOINT_STATES = [(s, s) for s in ("active", "disabled")]
NOTICE_STATES = [(s, s) for s in ("draft", "published", "ended", "cancelled")]

DELIVERY = Lifecycle(
    move("claim", "waiting sending", SENDING),
    move("deliver", "sending", DELIVERED),
    move("retry", "sending", WAITING),
    move("give_up", "sending waiting", FAILED),
    move("send_again", "failed", WAITING),
    move("repeat", "delivered failed cancelled", WAITING),
    move("cancel", "waiting", CANCELLED),
)
ENDPOINT = Lifecycle(
    move("edit", "active disabled", "="),
    move("try", "active disabled", "="),
    move("rotate", "active disabled", "="),
    move("disable", "active", "disabled"),
    move("enable", "disabled", "active"),
    move("archive", "active disabled", "disabled"),
)
NOTICE = Lifecycle(
    move("edit", "draft", "="),
    move("publish", "draft", "published"),
    move("update", "published", "="),
    move("end", "published", "ended"),
    move("cancel", "draft published", "cancelled"),
)
