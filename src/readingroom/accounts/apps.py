"""Where Django learns of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The ``accounts`` app."""

    name = "readingroom.accounts"
    label = "accounts"
