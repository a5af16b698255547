from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class FilesConfig(AppConfig):
    name = "shokuiki.files"
    label = "files"
    verbose_name = "添付ファイル"

    def ready(self):
        from shokuiki.files import comparing
        from shokuiki.files.storage import check_place
        from shokuiki.files.upkeep import every_night
        from shokuiki.records import verify
        from shokuiki.records.management.commands import nightly

        autodiscover_modules("attachments")
        checks.register(check_place, checks.Tags.security)
        nightly.STEPS.insert(0, comparing.every_night)  # so that the verification of the night tells what came of it
        nightly.STEPS.append(every_night)
        verify.FURTHER.append(comparing.sentences)
