"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from core.kicks import kick
from docs_library import services


@shared_task(name="docs_library.change_due")
def change_due() -> int:
    return services.change_due()


@shared_task(name="docs_library.remind_of_reviews")
def remind_of_reviews() -> int:
    return services.remind_due()


@shared_task(name="docs_library.end_restrictions")
def end_restrictions() -> int:
    return services.expire_due()


@shared_task(name="docs_library.look_at_links")
def look_at_links() -> int:
    return services.look_at_links()


@shared_task(name="docs_library.look_at_schemas")
def look_at_schemas() -> int:
    return services.look_at_schemas()


def kick_schemas() -> None:
    kick(look_at_schemas, "bulk")


@shared_task(name="docs_library.visit")
def visit() -> int:
    return services.visit_due()
