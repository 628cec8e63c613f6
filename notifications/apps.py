from core.apps import RoomsConfig


class NotificationsConfig(RoomsConfig):
    name = "notifications"
