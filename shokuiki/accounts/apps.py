from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shokuiki.accounts"
    label = "accounts"
    verbose_name = "利用者と団体"

    def ready(self):
        from shokuiki.accounts import checks, idle, lockout, second_factor  # noqa: F401  (they listen to signals)
        from shokuiki.accounts.upkeep import every_night
        from shokuiki.records.management.commands import nightly

        nightly.STEPS.append(every_night)
