"""Background work of the ground floor."""

from celery import shared_task

from core import files
from core.retention import forget_old as forget


@shared_task(name="core.forget_old")
def forget_old() -> dict[str, int]:
    return forget()


@shared_task(name="core.sweep_files")
def sweep_files() -> int:
    return files.sweep()
