"""The roof: settings, addresses, Celery, the schedule and the few pages that unite all floors."""
