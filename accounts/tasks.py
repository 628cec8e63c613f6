"""Background work of accounts."""

from celery import shared_task

from accounts import services

ROUNDS = 20  # batches of one tick: 20,000 rows, some seconds; the rest waits for the next


@shared_task(name="accounts.seal_audit")
def seal_audit() -> None:
    """Chain what the trail has gained since the last tick."""
    for _round in range(ROUNDS):
        if services.seal() is None:
            return


@shared_task(name="accounts.check_trail")
def check_trail() -> None:
    """Verify the whole trail once a day."""
    services.check_trail_daily()
