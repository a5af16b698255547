"""Attaching from a phone and taking the file out again, in Chromium."""

from pathlib import Path

from django.urls import reverse

from partners.tests.factories import make_draft
from shokuiki.files.models import Attachment
from shokuiki.files.tests import samples
from shokuiki.testing.browser import assert_accessible, expect


def test_a_photograph_is_attached_on_a_phone_taken_out_and_removed(cast, browser_as, tmp_path):
    application = make_draft(cast)
    photograph = tmp_path / "定款の写真.jpg"
    photograph.write_bytes(samples.jpeg(size=(1200, 900), orientation=6))
    wrong = tmp_path / "定款.pdf"
    wrong.write_bytes(b"<html><script>alert(1)</script></html>")

    phone = browser_as(cast.manager, phone=True, allowed=(422,))
    phone.goto(application.get_absolute_url())
    phone.get_by_role("link", name="ファイルを添付する").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("ファイルを添付する")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_label("題名").fill("定款")
    phone.get_by_label("ファイル", exact=False).last.set_input_files(wrong)
    phone.get_by_role("button", name="ファイルを添付する").click()
    expect(phone.locator("#error-summary")).to_contain_text("この種類のファイルは添付できません")
    expect(phone.get_by_label("題名")).to_have_value("定款")
    assert_accessible(phone)

    phone.locator("input[type=file]").set_input_files(photograph)
    phone.get_by_role("button", name="ファイルを添付する").click()
    expect(phone.get_by_text("ファイルを添付しました。")).to_be_visible()
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="定款", exact=True).click()
    taken = waiting.value
    assert taken.suggested_filename == "定款の写真.jpg"
    assert Path(taken.path()).read_bytes() == Attachment.objects.get().read()

    phone.get_by_role("link", name="削除する").click()
    expect(phone.get_by_text("もとに戻せません")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_label("削除する理由").fill("別の年の定款だった。")
    phone.get_by_role("button", name="添付ファイルを削除する").click()
    expect(phone.get_by_text("別の年の定款だった。")).to_be_visible()
    assert_accessible(phone)


def test_a_draft_that_is_saved_by_itself_takes_no_file_along(cast, case, browser_as):
    page = browser_as(cast.program)
    page.goto(reverse("cases:consent_create", args=[case.pk]))
    page.evaluate(
        """() => {
          const input = document.createElement("input");
          input.type = "file"; input.name = "smuggled"; input.id = "smuggled";
          document.querySelector("form[data-sk-autosave]").append(input);
        }"""
    )
    page.locator("#smuggled").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"content of the file"})
    with page.expect_request(lambda request: "draft=1" in request.url) as waiting:
        page.locator("form[data-sk-autosave] input[type=text]:visible").first.fill("R8.4.1")
    body = waiting.value.post_data_buffer or b""
    assert b"R8.4.1" in body
    assert b"smuggled" not in body and b"content of the file" not in body
