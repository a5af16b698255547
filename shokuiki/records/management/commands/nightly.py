import sys
from datetime import timedelta

from django.core.management.base import BaseCommand

from shokuiki.records import clock, verify
from shokuiki.records.models import DRAFT_DAYS, Draft


def verify_records(command):
    """Look through the ledger of every center, once a night. Returns whether all agreed."""
    night, all_well = clock.today(), True
    for organization in verify.centers():
        done = organization.verifications.filter(night=night).first()
        verification = done or verify.verify(organization.pk, night=night)
        command.stdout.write(f"{organization.name}：{verification.summary}")
        for sentence in verification.findings:
            command.stderr.write(f"  {sentence}")
        all_well &= verification.ok
    return all_well


def clear_drafts(command):
    """What was half typed and is offered to nobody any more: it may speak of persons."""
    gone, _ = Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=DRAFT_DAYS)).delete()
    command.stdout.write(f"片付けた下書き：{gone}件")
    return True


# What is done every night: functions (command) -> whether all is well. Each can be run twice, and twice at once.
STEPS = [verify_records, clear_drafts]


class Command(BaseCommand):
    help = "毎晩の仕事をします。同じ日に二度動かしても、同時に動かしてもかまいません。不一致があれば終了コード1で終わります。"

    def handle(self, **options):
        done, broken = [], []
        for step in STEPS:  # each, whatever came of the one before
            try:
                done.append(step(self))
            except Exception as error:
                broken.append(error)
        if broken:
            raise broken[0]
        if not all(done):
            sys.exit(1)
