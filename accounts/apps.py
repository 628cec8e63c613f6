from core.apps import RoomsConfig


class AccountsConfig(RoomsConfig):
    name = "accounts"
