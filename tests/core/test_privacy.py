"""Personal codes are found wherever people and programs put them; what only looks alike stays."""

import hashlib
import logging
import uuid
from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.privacy import MASK, contains_code, mask, mask_event

# Published test codes of SK and TARA; nobody's.
CODE, TARA, OLD, YOUNG = "38001085718", "60001019906", "10101010005", "50001029996"


def check_digit(ten: str) -> str:
    """Written out separately from the product: two rounds of weights, modulo 11."""
    digits = [int(d) for d in ten]
    first = sum(d * ((i % 9) + 1) for i, d in enumerate(digits)) % 11
    second = sum(d * (((i + 2) % 9) + 1) for i, d in enumerate(digits)) % 11
    return str(first if first < 10 else second % 10 if second < 10 else 0)


@st.composite
def codes(draw) -> str:
    born = draw(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
    century = (born.year - 1800) // 100 * 2 + draw(st.sampled_from([1, 2]))
    ten = f"{century}{born:%y%m%d}{draw(st.integers(0, 999)):03}"
    return ten + check_digit(ten)


@pytest.mark.parametrize("code", [CODE, TARA, OLD, YOUNG])
def test_published_codes_are_found(code):
    assert contains_code(code)
    assert mask(code) == MASK


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Kasutaja {CODE} ei saa sisse", "Kasutaja [isikukood] ei saa sisse"),
        (f"({CODE})", "([isikukood])"),
        (f"isikukood:{CODE}.", "isikukood:[isikukood]."),
        (f"isikukood{CODE}", "isikukood[isikukood]"),
        (f"EE{CODE}", "[isikukood]"),
        (f"ee{CODE}", "[isikukood]"),
        (f"sub=EE{TARA}&amr=mID", "sub=[isikukood]&amr=mID"),
        (f"PNOEE-{CODE}", "[isikukood]"),
        (f"toend_{CODE}.pdf", "toend_[isikukood].pdf"),
        (f"{CODE}-avaldus.bdoc", "[isikukood]-avaldus.bdoc"),
        (f"{CODE}avaldus.bdoc", "[isikukood]avaldus.bdoc"),
        (f"1.{CODE}.pdf", "1.[isikukood].pdf"),
        (f"MÄNNIK,MARI-LIIS,{CODE}", "MÄNNIK,MARI-LIIS,[isikukood]"),
        (f"7,{CODE},Näidis", "7,[isikukood],Näidis"),
        (f"12 {CODE} 34", "12 [isikukood] 34"),
        (f"{CODE}@eesti.ee", "[isikukood]@eesti.ee"),
        ("3 800108 571 8", "[isikukood]"),
        ("38001 08571 8", "[isikukood]"),
        ("380 01 08 5718.", "[isikukood]."),
        ("380\u00a00108\u00a05718", "[isikukood]"),
        ("EE3 800108 5718", "[isikukood]"),
        ("3 8 0 0 1 0 8 5 7 1 8", "[isikukood]"),
        (f"{CODE} {TARA}", "[isikukood] [isikukood]"),
        (f"{CODE},{TARA}\n{OLD}", "[isikukood],[isikukood]\n[isikukood]"),
        (f"/otsi?q=%20{CODE}%20", "/otsi?q=%20[isikukood]%20"),
        (f"/otsi?kood%3D{CODE}", "/otsi?kood%3D[isikukood]"),
        (f'{{"kood":"\\u00a0{CODE}"}}', '{"kood":"\\u00a0[isikukood]"}'),
        (f"<isikukood>{CODE}</isikukood>", "<isikukood>[isikukood]</isikukood>"),
        (f"õ{CODE}õ", "õ[isikukood]õ"),
    ],
)
def test_codes_in_texts_file_names_and_addresses(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+372 5123 4567",
        "+3725123456",
        "37251234567",
        "372 5123 4567",
        "00372 51234567",
        "+46 701 234 567",
        "+38001085718",
        "tel. (+38001085718)",
        "38001085719",  # wrong check digit
        "38013085718",  # no such month
        "38002305712",  # 30 February
        "98001085718",  # no such century
        "08001085718",
        "3800108571",  # ten digits
        "380010857180",  # twelve
        "1238001085718",
        "3 8001  085718",  # two spaces are a table, not a code
        "3800-108-5718",
        "EE/GOV/70009770/skais2/isikuAndmed/v1",
        "EE-GOV-70009770-00380010",
        "4894e35d-bf0f-44a6-867a-8e51f1daa7e0",
        f"4894e35d-bf0f-44a6-867a-{CODE}a",
        f"4894e35d-bf0f-44a6-867a-f{CODE}",
        f"sha256:ab{CODE}cd",
        f"0x{CODE[:10]}",
        "0.38001085718",
        "2026-03-02 10:30:15.123456",
        "UK-2026-00142",
        "EE10220012345678 9012",
        "INC-2026-38001",
        "192.168.100.200 8080",
        "٣٨٠٠١٠٨٥٧١٨",
    ],
)
def test_what_only_looks_alike_stays(text):
    assert mask(text) == text
    assert not contains_code(text)


@given(codes())
def test_every_valid_code_is_found(code):
    assert mask(f"kood {code}, palun") == "kood [isikukood], palun"


@given(codes(), st.integers(0, 9))
def test_a_wrong_check_digit_is_left_alone(code, digit):
    assume(str(digit) != code[10])
    assert not contains_code(code[:10] + str(digit))


@given(st.text(alphabet="0123456789 EeDx%+-./:\u00a0a", max_size=80))
def test_nothing_is_left_after_masking(text):
    masked = mask(text)
    assert not contains_code(masked)
    assert mask(masked) == masked
    assert contains_code(text) is (masked != text)


@given(st.text(), codes(), st.text())
def test_a_code_between_any_other_texts_is_found(before, code, after):
    assert code not in mask(f"{before} isikukood: {code}; {after}")


@given(st.sampled_from("358"), st.integers(0, 9_999_999))
def test_estonian_phone_numbers_stay(first, rest):
    for length in (6, 7):
        number = f"{first}{rest % 10**length:0{length}}"
        for text in (f"+372{number}", f"+372 {number}", f"372{number}", f"+372 {number[:4]} {number[4:]}", number):
            assert mask(text) == text


@given(st.uuids())
def test_uuids_stay(value):
    assert mask(str(value)) == str(value)
    assert mask(value.hex) == value.hex


@given(st.binary())
def test_hashes_stay(data):
    digest = hashlib.sha256(data).hexdigest()
    assert mask(digest) == digest


def test_a_long_text_is_masked_at_once():
    text = f"{'1234567890 ' * 20_000}{CODE}{'x' * 100_000}"
    assert CODE not in mask(text)


class TestLogLines:
    def test_every_value_is_masked(self):
        event = {
            "event": f"päring {CODE}",
            "user": {"id": int(CODE), "codes": [CODE, ("x", TARA)], CODE: 1},
            "path": PurePosixPath(f"/toend/{CODE}.pdf"),
            "error": ValueError(CODE),
            "raw": CODE.encode(),
            "seen": {CODE},
        }
        masked = mask_event(None, "info", event)
        assert not contains_code(repr(masked))
        assert masked["event"] == "päring [isikukood]"
        assert masked["user"] == {"id": MASK, "codes": [MASK, ("x", MASK)], MASK: 1}
        assert masked["path"] == "/toend/[isikukood].pdf"

    def test_what_holds_no_code_keeps_its_type(self):
        request_id = uuid.UUID("4894e35d-bf0f-44a6-867a-8e51f1daa7e0")
        event = {"event": "ok", "ms": 12.5, "n": 3, "done": True, "who": None, "id": request_id, "list": [1], "t": (1,)}
        assert mask_event(None, "info", event) == event

    def test_deep_nesting_is_masked_as_text(self):
        value = CODE
        for _each in range(20):
            value = [value]
        assert not contains_code(repr(mask_event(None, "info", {"event": value})))

    def test_the_record_of_the_standard_library_stays(self):
        record = logging.LogRecord("x", logging.INFO, __file__, 1, f"kood {CODE}", None, None)
        masked = mask_event(None, "info", {"event": record.getMessage(), "_record": record})
        assert masked == {"event": "kood [isikukood]", "_record": record}
