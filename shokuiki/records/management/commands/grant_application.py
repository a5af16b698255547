from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from shokuiki.records import append_only


class Command(BaseCommand):
    help = "アプリケーション用の PostgreSQL の役割に、必要な権利だけを与えます。所有者の接続で、migrate のたびに実行します。"

    def add_arguments(self, parser):
        parser.add_argument("role", help="アプリケーション用の役割の名前（CREATE ROLE で作っておきます）")

    def handle(self, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("役割があるのは PostgreSQL だけです。DATABASE_URL に PostgreSQL を指定してください。")
        try:
            append_only.grant_to_application(role, connection)
        except ProgrammingError as error:
            raise CommandError(f"権利を与えられません。所有者の接続で実行してください。（{error}）") from error
        self.stdout.write(f"{role} に権利を与えました。追加だけの表の UPDATE・DELETE・TRUNCATE は含みません。")
