"""Background work of the ground floor."""

from celery import shared_task

from core import files
from core.retention import forget_old as forget
from core.search.index import sweep


@shared_task(name="core.forget_old")
def forget_old() -> dict[str, int]:
    return forget()


@shared_task(name="core.sweep_files")
def sweep_files() -> int:
    return files.sweep()


@shared_task(name="core.sweep_search")
def sweep_search() -> dict[str, int]:
    return sweep()
