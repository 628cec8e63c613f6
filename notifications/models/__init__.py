"""The domain-free post office: notices, who asked to hear, and the outbox that is the queue of record."""

from notifications.models.acknowledgements import Acknowledgement
from notifications.models.endpoints import ENDPOINT_WORDS, Endpoint, channel_choices
from notifications.models.letters import (
    DELIVERY_WORDS,
    DIGEST,
    TRIES_LAST,
    Delivery,
    DeliveryAttempt,
    Subscription,
    a_day_on,
)
from notifications.models.notices import (
    NOTICE_WORDS,
    OPEN_STATES,
    Notice,
    NoticeKind,
    NoticeTemplate,
    NoticeUpdate,
)

__all__ = [
    "DELIVERY_WORDS",
    "DIGEST",
    "ENDPOINT_WORDS",
    "NOTICE_WORDS",
    "OPEN_STATES",
    "TRIES_LAST",
    "Acknowledgement",
    "Delivery",
    "DeliveryAttempt",
    "Endpoint",
    "Notice",
    "NoticeKind",
    "NoticeTemplate",
    "NoticeUpdate",
    "Subscription",
    "a_day_on",
    "channel_choices",
]
