"""Units, windows, lists and roles of measures, with their words."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy

ENOUGH = 5  # rule 4: a percentage of fewer rows would say more than is known
SHARE, COUNT, MINUTES, YES = "share", "count", "minutes", "yes"
Unit = Literal["share", "count", "minutes", "yes"]
YEAR, STATE, MONTHS, MONTH = "year", "state", "months", "month"
TWELVE_MONTHS, MATURE, THREE_MONTHS, REVIEW = "twelve_months", "mature", "three_months", "review"
Window = Literal["year", "state", "months", "month", "twelve_months", "mature", "three_months", "review"]
TELLING = "telling"  # the group of measures of what people were told
WINDOWS: dict[str, str] = {
    YEAR: gettext_lazy("the year so far"),
    STATE: gettext_lazy("as it stands that day"),
    MONTHS: gettext_lazy("the complete months of the year"),
    MONTH: gettext_lazy("the month up to the day before"),
    TWELVE_MONTHS: gettext_lazy("the last 365 days"),
    MATURE: gettext_lazy("from 365 to 90 days ago: each had 90 full days since"),
    THREE_MONTHS: gettext_lazy("this month and the two before"),
    REVIEW: gettext_lazy("from one annual review to the next"),
}
FULFILLED, MISSED, LEFT_OUT = "fulfilled", "missed", "left_out"
LISTS = {
    FULFILLED: gettext_lazy("Fulfilled"),
    MISSED: gettext_lazy("Missed"),
    LEFT_OUT: gettext_lazy("Left out"),
}
ROLES = {
    "lead": gettext_lazy("lead measure"),
    "support": gettext_lazy("supporting"),
    "info": gettext_lazy("for information"),
}
NOT_DUE = gettext_lazy("still in time")
