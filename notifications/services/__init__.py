"""Every write of the post office."""

from notifications.services.acknowledgements import (
    acknowledge,
    acknowledge_by_link,
    acknowledgement_of,
    remind,
    remind_due,
)
from notifications.services.endpoints import (
    add_endpoint,
    archive_endpoint,
    disable_endpoint,
    edit_endpoint,
    enable_endpoint,
    rotate_secret,
)
from notifications.services.inbox import mark_read
from notifications.services.messages import filled
from notifications.services.notices import (
    add_update,
    cancel_notice,
    draft_notice,
    edit_notice,
    end_notice,
    publish_notice,
)
from notifications.services.outbox import enqueue, enqueue_many, letter, send_again
from notifications.services.sending import run_queue
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
from notifications.services.tries import resend, send_test

__all__ = [
    "CONFIRM",
    "UNSUBSCRIBE",
    "acknowledge",
    "acknowledge_by_link",
    "acknowledgement_of",
    "add_endpoint",
    "add_update",
    "archive_endpoint",
    "cancel_notice",
    "confirm",
    "disable_endpoint",
    "draft_notice",
    "edit_endpoint",
    "edit_notice",
    "enable_endpoint",
    "end_notice",
    "enqueue",
    "enqueue_many",
    "filled",
    "letter",
    "mark_read",
    "publish_notice",
    "remind",
    "remind_due",
    "resend",
    "rotate_secret",
    "run_queue",
    "send_again",
    "send_test",
    "subscribe",
    "subscribe_address",
    "subscription_of",
    "unsubscribe",
    "unsubscribe_by_link",
]
