"""A mail server that refuses an address puts no address into the log."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest

from partners.tests import factories as make_partners
from shokuiki.files import notice
from shokuiki.files.tests.factories import make_attachment

pytestmark = pytest.mark.django_db


def test_a_refused_address_is_not_logged(cast, monkeypatch, caplog):
    attachment = make_attachment(make_partners.make_draft(cast, organization=cast.corporation, by=cast.manager), cast.manager)

    def refuse(subject, text, sender, addresses):
        raise SMTPRecipientsRefused(dict.fromkeys(addresses, (550, b"unknown")))

    monkeypatch.setattr(notice, "send_mail", refuse)
    with caplog.at_level(logging.WARNING, logger=notice.log.name):
        notice.tell_of_virus(attachment)
    assert "could not be sent" in caplog.text and "example.jp" not in caplog.text
