from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shokuiki.accounts"
    label = "accounts"
    verbose_name = "利用者と団体"
