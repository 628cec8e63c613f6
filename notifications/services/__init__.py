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
    approve_notice,
    cancel_notice,
    draft_notice,
    edit_notice,
    follow_times,
    publish_due,
    publish_notice,
    send_back_notice,
    version_of,
)
from notifications.services.outbox import enqueue, enqueue_many, letter, send_again
from notifications.services.saying import add_update, correct_word, end_notice
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
from notifications.services.templates import add_template, archive_template, edit_template
from notifications.services.tries import resend, send_test
from notifications.services.wording import Preview, fill, fill_so_far, preview, retyped

__all__ = [
    "CONFIRM",
    "UNSUBSCRIBE",
    "Preview",
    "acknowledge",
    "acknowledge_by_link",
    "acknowledgement_of",
    "add_endpoint",
    "add_template",
    "add_update",
    "approve_notice",
    "archive_endpoint",
    "archive_template",
    "cancel_notice",
    "confirm",
    "correct_word",
    "disable_endpoint",
    "draft_notice",
    "edit_endpoint",
    "edit_notice",
    "edit_template",
    "enable_endpoint",
    "end_notice",
    "enqueue",
    "enqueue_many",
    "fill",
    "fill_so_far",
    "filled",
    "follow_times",
    "letter",
    "mark_read",
    "preview",
    "publish_due",
    "publish_notice",
    "remind",
    "remind_due",
    "resend",
    "retyped",
    "rotate_secret",
    "run_queue",
    "send_again",
    "send_back_notice",
    "send_test",
    "subscribe",
    "subscribe_address",
    "subscription_of",
    "unsubscribe",
    "unsubscribe_by_link",
    "version_of",
]
