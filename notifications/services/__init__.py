"""Every write of the post office."""

from notifications.services.inbox import mark_read
from notifications.services.notices import (
    add_update,
    cancel_notice,
    draft_notice,
    edit_notice,
    end_notice,
    publish_notice,
)
from notifications.services.outbox import enqueue, enqueue_many, letter, send_again
from notifications.services.sending import filled, run_queue
from notifications.services.subscriptions import (
    CONFIRM,
    UNSUBSCRIBE,
    confirm,
    subscribe,
    subscribe_address,
    subscription_of,
    unsubscribe,
    unsubscribe_by_link,
)

__all__ = [
    "CONFIRM",
    "UNSUBSCRIBE",
    "add_update",
    "cancel_notice",
    "confirm",
    "draft_notice",
    "edit_notice",
    "end_notice",
    "enqueue",
    "enqueue_many",
    "filled",
    "letter",
    "mark_read",
    "publish_notice",
    "run_queue",
    "send_again",
    "subscribe",
    "subscribe_address",
    "subscription_of",
    "unsubscribe",
    "unsubscribe_by_link",
]
