"""Nothing that could lead to a person is left over."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.listing import Author
from nlp.reading import Mention
from reports.masking import READ, Piece, masked
from tests.index.sample import listing

DIGITS = "2135550142"


def joined(pieces: Sequence[Piece]) -> str:
    return "".join(f"[{piece.masked}]" if piece.masked else piece.text for piece in pieces)


def text_of(text: str, **fields: Any) -> str:
    return joined(masked(listing(text=text, **fields), length=2000).text)


@pytest.mark.parametrize(
    "written",
    [
        "213-555-0142",
        "(213) 555-0142",
        "213.555.0142",
        "213/555/0142",
        "213_555_0142",
        "213*555*0142",
        "213~555~0142",
        "213•555•0142",
        "213 – 555 – 0142",
        "+1 213 555 0142",
        "+1 (213) 555 01 42",
        "0012135550142",
        "+52 55 5550 0142",
        "52-1-55-5550-0142",
        "5 5 5 5 5 0 0 1 4 2",
        "555-0142",
        "(2)(1)(3)(5)(5)(5)(0)(1)(4)(2)",
        "2 1 3 . . 5 5 5 . . 0 1 4 2",
        "213\n555\n0142",
        "２１３５５５０１４２",
        "②①③⑤⑤⑤⓪①④②",
        "2️⃣1️⃣3️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣2️⃣",
        "٢١٣٥٥٥٠١٤٢",
        "213\u200b555\u200b0142",
        "2\u00ad1\u00ad3\u00ad5\u00ad5\u00ad5\u00ad0\u00ad1\u00ad4\u00ad2",
        "\u202e2410-555-312\u202c",
        "2l3-555-O142",
        "213-555-Ol42",
        "two one three five five five zero one four two",
        "TWO-one-three FIVE FIVE FIVE oh one four two",
        "twoonethree fivefivefive zeroonefourtwo",
        "two13 five5five 0one42",
        "dos uno tres cinco cinco cinco cero uno cuatro dos",
        "cincuenta y cinco, cincuenta y cinco, cero uno, cuarenta y dos",
        "2💊1💊3💊5💊5💊5💊0💊1💊4💊2",
        "$213-555-0142",
    ],
)
def test_telephones(written: str) -> None:
    shown = text_of(f"blue M30s, ask {written} today")
    assert shown.startswith("blue M30s, ask ")
    assert shown.endswith(" today")
    rest = shown.removeprefix("blue M30s, ask ").removesuffix(" today")
    assert re.sub(r"\[number\]|\[contact\]|[\u202e\u202c$]", "", rest) == ""


@given(st.lists(st.sampled_from([*" .-_*/()•~|:,\n\u200b\u2060", " - ", "...", " 💊 ", ""]), min_size=9, max_size=9))
def test_telephones_with_any_signs_between(signs: Sequence[str]) -> None:
    written = "".join(digit + sign for digit, sign in zip(DIGITS, [*signs, ""], strict=True))
    assert not re.search(r"\d", text_of(f"ask {written} today"))


@pytest.mark.parametrize(
    "written",
    [
        "telegram bluedoor",
        "Telegram: @bluedoor",
        "TELE👉bluedoor",
        "tg - bluedoor",
        "tele (vip channel): bluedoor",
        "my telegram is bluedoor",
        "t.me/bluedoor",
        "https://t.me/bluedoor?start=1",
        "t . me / bluedoor",
        "t(dot)me/bluedoor",
        "t[.]me/bluedoor",
        "telegram dot me slash bluedoor",
        "t.me/+bluedoorXYZ",
        "wa.me/bluedoor",
        "✈️ bluedoor",
        "✈️: bluedoor 👻: bluedoor",
        "snap bluedoor",
        "snap: bluedoor / bluedoor2",
        "s n a p : b l u e d o o r",
        "wickr me bluedoor",
        "kik=bluedoor",
        "ＴＧ：ｂｌｕｅｄｏｏｒ",
        "𝐭𝐞𝐥𝐞𝐠𝐫𝐚𝐦 𝐛𝐥𝐮𝐞𝐝𝐨𝐨𝐫",
        "teleg\u200bram blue\u200bdoor",
        "tеlegrаm bluedооr",
        "instagram @ bluedoor",
        "ig bluedoor.7",
        "discord bluedoor#0142",
        "signal bluedoor.42",
        "threema: BLUEDOOR",
        "@bluedoor",
        "@ bluedoor",
        "＠bluedoor",
        "@bluedoor@social.example",
        "bluedoor@",
        "bluedoor@telegram",
        "tele@bluedoor",
        "bluedoor on snap",
        "bluedoor en telegram",
        "add bluedoor",
        "agrégame: bluedoor",
        "usuario bluedoor",
        "_bluedoor_",
        "bluedoor_42",
        "bluedoor42",
        "bluedoor@example.com",
        "bluedoor (at) example (dot) com",
        "bluedoor at example dot com",
        "bluedoor arroba example punto com",
        "bluedoor[@]example[.]org",
        "https://shop.example.com/bluedoor?y=1#z",
        "hxxps://bluedoor.example",
        "HTTP://BLUEDOOR.EXAMPLE",
        "www.bluedoor.example",
        "bluedoor.example/menu",
        "bluedoor.test",
        "bluedoor . example dot com slash bluedoor",
        "bluedoorabcdefghij234567.onion",
        "cash app $bluedoor",
        "$ bluedoor",
        "cashapp: bluedoor",
        "venmo @bluedoor",
        "zelle bluedoor",
        "paypal.me/bluedoor",
    ],
)
def test_handles_addresses_and_names_to_pay(written: str) -> None:
    shown = text_of(f"M30s in stock\n{written}\n30 each").lower()
    plain = re.sub(r"[^a-z]", "", shown)
    assert "bluedoor" not in plain
    assert "example" not in plain
    assert shown.startswith("m30s in stock")
    assert "[" in shown
    assert shown.endswith("30 each")


@pytest.mark.parametrize(
    "wallet",
    [
        "bc1qinvented0000000000000000000000000000000",
        "1InventedWa11etThatNobodyHo1ds0000",
        "3InventedWa11etThatNobodyHo1ds0000",
        "0x00000000000000000000000000000000000000ab",
        "TInventedWa11etThatNobodyHo1ds0000",
        "48" + "Invented0" * 10 + "00000",
        "05" + "0a" * 32,
        "bc1qinvented000000000000 000000000000inv0",
    ],
)
def test_wallets(wallet: str) -> None:
    assert re.fullmatch(r"pay \[\w+\] first", text_of(f"pay {wallet} first"))


def test_titles_are_masked_and_what_the_title_names_is_masked_in_the_text() -> None:
    post = masked(listing(title="Menu: @bluedoor", text="ask Bluedoor, the one and only"), length=500)
    assert joined(post.title) == "Menu: [contact]"
    assert joined(post.text) == "ask [contact], the one and only"


def test_the_author_and_the_site_are_masked_in_the_text() -> None:
    shown = text_of(
        "Doorman here, same Blue Door as before, BLUEDOOR sells again at door-shop",
        author=Author(handle="bluedoor@social.example", name="Blue Door"),
        site="door-shop",
    )
    assert shown == "Doorman here, same [contact] as before, [contact] sells again at [contact]"


def test_what_the_reading_found_is_masked_wherever_it_stands() -> None:
    text = "the plug is quietone, quietone always"
    found = Mention("contact", "quietone", 12, 20, "telegram:quietone", "telegram")
    assert text_of(text, mentions=(found,)) == "the plug is [contact], [contact] always"


def test_offsets_beyond_the_text_harm_nothing() -> None:
    found = Mention("contact", "x", 900, 999, "telegram:zzz", "telegram")
    assert text_of("blue pills", mentions=(found,)) == "blue pills"


@pytest.mark.parametrize(
    "written",
    [
        "Blue M30s pressed, 10/$40, 20/$70, 100 for $300, 1000 for $2500",
        "hit my tele for the menu, fast shipping all over the states",
        "dm me on telegram, discreet",
        "Xanax 2mg bars and 30mg blues, 8 each, $5 a piece over 50",
        "Azules M30 disponibles, envíos a todo México, manda inbox",
        "1-boc-4-piperidone CAS 79099-07-3, 100 g, 99 %",
        "pastillas de 10 o 20 mg",
        "100% real, 5 stars",
    ],
)
def test_goods_prices_and_sentences_stay(written: str) -> None:
    assert text_of(written) == written


def test_a_word_with_digits_stays_only_where_the_reading_knows_it() -> None:
    assert text_of("fresh oxycontin80s today") == "fresh [contact] today"
    drug = Mention("drug", "oxycontin80s", 6, 18, "oxycodone", "drugs:oxycodone")
    assert text_of("fresh oxycontin80s today", mentions=(drug,)) == "fresh oxycontin80s today"


def test_a_text_is_cut_at_a_word_and_never_inside_what_is_masked() -> None:
    shown = joined(masked(listing(text="word " * 20 + "@bluedoor " + "word " * 100), length=112).text)
    assert shown == "word " * 20 + "[contact] word …"


def test_what_lies_beyond_the_part_that_is_read_is_not_shown() -> None:
    text = " ".join(["$bluedoor"] * 2000)
    shown = joined(masked(listing(text=text), length=10**6).text)
    assert "bluedoor" not in shown
    assert len(shown) < READ * 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_masked(title: str, text: str) -> None:
    post = masked(listing(title=title, text=text), length=40)
    assert len(joined(post.text)) <= 40 * 12
