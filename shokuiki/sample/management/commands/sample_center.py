from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shokuiki.accounts.models import Organization
from shokuiki.sample.center import make_sample


class Command(BaseCommand):
    help = "空のデータベースに、見本のセンターを作ります。"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="団体が1つでもあれば、何もしません。")

    def handle(self, *, if_empty, **options):
        if not settings.EMBEDDED and not settings.TESTING:
            raise CommandError("見本のセンターは、本番のデータベース（DATABASE_URL）には作れません。")
        if Organization.objects.exists():
            if if_empty:
                return
            raise CommandError("すでに団体が登録されています。見本のセンターは、空のデータベースにだけ作れます。")
        self.stdout.write("見本のセンターを作っています。1分ほどかかります。")
        self.stdout.flush()
        make_sample()
