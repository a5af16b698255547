from django.core.management.base import BaseCommand

from shokuiki.sample.people import sign_ins


class Command(BaseCommand):
    help = "見本のセンターの利用者を、立場ごとに1人ずつ書き出します（立場、メールアドレス、パスワード。タブ区切り）。"

    def handle(self, **options):
        for row in sign_ins():
            self.stdout.write("\t".join(row))
