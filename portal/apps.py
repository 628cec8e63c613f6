from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import celery, ui  # noqa: F401  (the Celery app is the default one; ui registers)
