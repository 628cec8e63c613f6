"""What lists of notices and letters may be narrowed by; pages and API share them."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from core.filters import ANY
from notifications.lifecycle import UNENDED
from notifications.models import (
    DELIVERY_WORDS,
    NOTICE_WORDS,
    Acknowledgement,
    Delivery,
    Notice,
    NoticeKind,
    Subscription,
)
from notifications.types import channels

STATES = [(state, word) for state, word in DELIVERY_WORDS.items() if state not in ("sending", "joined")]
ACK_STATES = [("open", _("has not confirmed")), ("given", _("has confirmed"))]


class NoticeFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Search"), method="with_words")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=NoticeKind.choices, empty_label=ANY)
    state = filters.ChoiceFilter(label=_("State"), choices=list(NOTICE_WORDS.items()), empty_label=ANY)

    class Meta:
        model = Notice
        fields = ["q", "kind", "state"]

    def with_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Titles and words in any language, or what it is about."""
        said = Q(updates__body__et__icontains=value) | Q(updates__body__en__icontains=value)
        titled = Q(title__et__icontains=value) | Q(title__en__icontains=value) | Q(title__ru__icontains=value)
        return queryset.filter(said | titled | Q(about__icontains=value)).distinct()


class DeliveryFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Whom or what"), method="with_words")
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=ANY, method="in_state")
    channel = filters.ChoiceFilter(label=_("Channel"), choices=channels.choices, empty_label=ANY)
    about = filters.CharFilter(label=_("About"), widget=HiddenInput)
    notice = filters.CharFilter(label=_("Notice"), field_name="notice_update__notice__public_id", widget=HiddenInput)
    word = filters.NumberFilter(label=_("Word"), field_name="notice_update", widget=HiddenInput)

    class Meta:
        model = Delivery
        fields = ["q", "state", "channel", "about", "notice", "word"]

    def with_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        person = Q(address__icontains=value) | Q(name__icontains=value) | Q(user__email__icontains=value)
        return queryset.filter(person | Q(subject__icontains=value))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What is being sent this moment, or waits inside a digest, still waits."""
        return queryset.filter(state__in=UNENDED if value == "waiting" else [value])


class AcknowledgementFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Whom"), method="with_words")
    state = filters.ChoiceFilter(label=_("State"), choices=ACK_STATES, empty_label=ANY, method="in_state")

    class Meta:
        model = Acknowledgement
        fields = ["q", "state"]

    def with_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(address__icontains=value) | Q(name__icontains=value) | Q(user__email__icontains=value))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(acknowledged_at__isnull=value == "open")


class SubscriptionFilter(filters.FilterSet):
    class Meta:
        model = Subscription
        fields = ["topic", "channel"]
