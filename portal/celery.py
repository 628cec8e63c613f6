"""The Celery app. Messages are hints: the database is the queue of record, and beat's sweeps back every kick."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from portal import env, folder_broker  # noqa: F401  (registers the folder:// transport)
from portal.schedule import SCHEDULE

app = Celery("portal")
app.conf.update(
    **env.broker_settings(),
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=110,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue="bulk",
    task_create_missing_queues=True,
    worker_soft_shutdown_timeout=20.0,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="UTC",
    enable_utc=True,
    beat_schedule=SCHEDULE,
)
app.autodiscover_tasks()
