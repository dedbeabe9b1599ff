"""What a word becomes: the form that is stored, searched and matched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.characters import characters
from nlp.normalise import normalise
from nlp.tokens import Token, line_of, placed, search_tokens, search_words

CAMOUFLAGE = [
    ("x@nax", "xanax"),
    ("x4n4x", "xanax"),
    ("0xy", "oxy"),
    ("p3rc", "perc"),
    ("p3rc5", "percs"),
    ("f3nt", "fent"),
    ("$hip", "ship"),
    ("@dderall", "adderall"),
    ("vicod1n", "vicodin"),
    ("p!lls", "pills"),
    ("pi1ls", "pills"),
    ("perccc", "perc"),
    ("xannnnies", "xannies"),
    ("percs5555", "percs5555"),
    ("adderalllll", "adderall"),
    ("peeeercs", "percs"),
    ("pi11s", "pills"),
    ("pr!ce$", "prices"),
    ("3cstasy", "ecstasy"),
    ("5h1pp1ng", "shipping"),
    ("fentany1", "fentanyl"),
    ("pill$", "pills"),
    ("per¢s", "percs"),
    ("M3O", "m30"),
    ("1OOmg", "100mg"),
    ("p.e.r.c", "perc"),
    ("p:e:r:c", "perc"),
    ("p.e-r_c", "perc"),
    ("xan.ax", "xanax"),
    ("oxy*codone", "oxycodone"),
    ("per💊cs", "percs"),
    ("o x y", "oxy"),
    ("0 x y", "oxy"),
    ("p.3.r.c.s", "percs"),
    ("x-a-n-a-x", "xanax"),
    ("x_a_n_a_x", "xanax"),
    ("x a n a x", "xanax"),
    ("x\na\nn\na\nx", "xanax"),
    ("#p #e #r #c", "perc"),
    ("x💊a💊n", "xan"),
    ("xa\u200bn\u200dax", "xanax"),
    ("xa\u00adnax", "xanax"),
    ("\u202exanax", "xanax"),
    ("\u202escrep\u202c", "percs"),
    ("\u202epercs\u202c", "percs"),
    ("xa\ufe0fnax", "xanax"),
    ("x\u0336a\u0336n\u0336a\u0336x\u0336", "xanax"),
    ("ｘａｎａｘ", "xanax"),
    ("𝐱𝐚𝐧𝐚𝐱", "xanax"),
    ("𝔵𝔞𝔫𝔞𝔵", "xanax"),
    ("ⓧⓐⓝⓐⓧ", "xanax"),
    ("ᴘᴇʀᴄ", "perc"),
    ("хаnах", "xanax"),
    ("ρεrс", "perc"),
    ("⒳⒜⒩⒜⒳", "xanax"),
    ("ꓫꓮꓠꓮꓫ", "xanax"),
    ("XΛNΛX", "xanax"),
    ("ⴹⲥstasყ", "ecstasy"),
    ("₱ɆⱤ₵₴", "percs"),
    ("❌anax", "xanax"),
    ("xana❌", "xanax"),
    ("💲hip", "ship"),
    ("⭕xy", "oxy"),
    ("🇽🇦🇳🇦🇽", "xanax"),
    ("🇵\u200b🇪\u200b🇷\u200b🇨", "perc"),
    ("Xanax™", "xanax"),
    ("٣٠", "30"),
    ("🅿️ercs", "percs"),
    ("Ⓜ️30", "m30"),
    ("3️⃣0️⃣", "30"),
    ("azúl", "azul"),
    ("Niño", "nino"),
    ("nin\u0303o", "nino"),
    ("don't", "dont"),
    ("don’t", "dont"),
    ("@blue_door", "blue_door"),
    ("$johnny", "johnny"),
    ("#M30", "m30"),
    ("_percs_", "percs"),
]


@pytest.mark.parametrize(
    ("written", "meant"), CAMOUFLAGE, ids=[meant + str(n) for n, (_, meant) in enumerate(CAMOUFLAGE)]
)
def test_camouflage_is_undone_and_points_back(written: str, meant: str) -> None:
    text = f"got {written} today"
    tokens = search_tokens(text)
    assert [token.text for token in tokens] == ["got", meant, "today"]
    assert text[tokens[1].start : tokens[1].end] in written
    assert text[tokens[0].start : tokens[0].end] == "got"
    assert text[tokens[2].start : tokens[2].end] == "today"


@pytest.mark.parametrize(
    "written",
    [
        "m30",
        "m30s",
        "perc30",
        "perc5",
        "3tabs",
        "50ct",
        "7days",
        "0x1f4a",
        "3f4a0b1c",
        "h2o",
        "12th",
        "iphone15",
        "30mg",
        "2x30mg",
        "x5mg",
        "a215",
        "k9",
        "s903",
        "g3722",
        "dp30",
        "2cb",
        "3mmc",
        "u47700",
        "10k",
    ],
)
def test_digits_that_are_digits_stay(written: str) -> None:
    assert [token.text for token in search_tokens(written)] == [written]


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("$5", ["5"]),
        ("10/$150", ["10", "150"]),
        ("437-38-7", ["437", "38", "7"]),
        ("+1 (213) 555-0142", ["1", "213", "555", "0142"]),
        ("R 0 3 9", ["r", "0", "3", "9"]),
        ("plan A B", ["plan", "a", "b"]),
        ("a  x a n a x  b a r s", ["a", "xanax", "bars"]),
        ("got i s e l l p e r c s", ["got", "i", "sell", "percs"]),
        ("#p #e #r #c #b #a #r #s", ["perc", "bars"]),
        ("pick-up t.me/blue", ["pick", "up", "t", "me", "blue"]),
        ("❌no", ["❌", "no"]),
        ("₱500", ["500"]),
        ("www.example.com", ["www", "example", "com"]),
        ("schedule III", ["schedule", "iii"]),
        ("precio$ 200", ["precio", "200"]),
        ("$hopper", ["hopper"]),
        ("🇲🇽🇺🇸 🇨🇦", ["🇲🇽", "🇺🇸", "🇨🇦"]),
        ("joe@mail.example", ["joe", "mail", "example"]),
        ("👍🏽💊💊", ["👍", "💊", "💊"]),
        ("🇲🇽🇺🇸", ["🇲🇽", "🇺🇸"]),
        ("🅿️ 30", ["🅿", "30"]),
        ("1000000", ["1000000"]),
        ("", []),
        (" \n\t", []),
        ("\ud800\x00", []),
    ],
)
def test_tokens_of(written: str, tokens: list[str]) -> None:
    assert [token.text for token in search_tokens(written)] == tokens


HOSTILE = st.text(st.characters(), max_size=80) | st.text(
    st.sampled_from(list("xanpercXAN0134579@$!€¢ .-_#\n\u200b\u0336\u202e\u202c💊🅿️❌🇽🇲₱ەİßﬁ½хе\ud800\x00'")),
    max_size=60,
)


@given(HOSTILE)
def test_any_string_gives_tokens_within_it(text: str) -> None:
    for token in search_tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not any(char.isspace() for char in token.text)
        assert token.text == token.text.lower()


PIECES = st.lists(
    st.sampled_from(
        [
            *"abxn0134$@#.!_-'`\u200b\u0336\u202e\u202c💊🅿️❌🇽🇲₱ە·é€",
            *" " * 12,
            "\n",
            "\u2800",
            "\x00",
            "dd",
            "xan",
            "p3rc",
            "joe@mail.2x",
            "…",
        ]
    ),
    max_size=30,
).map("".join)


@given(PIECES | HOSTILE)
def test_words_are_the_tokens_texts_whatever_was_read_before(text: str) -> None:
    """What a store indexes is what highlights look for."""
    assert search_words(text) == [token.text for token in search_tokens(text)]


@given(PIECES | HOSTILE)
def test_tokens_from_stretches_stand_where_those_of_the_whole_text_do(text: str) -> None:
    chunks = text.split()
    line = line_of(text, chunks)
    if line is not None:
        starts, ends, clean = placed(text, chunks)
        words = line.split()
        assert [*map(Token, words, starts, ends)] == search_tokens(text)
        assert len(words) == len(starts)
        if clean:
            assert characters(text).text == normalise(text).text


@pytest.mark.parametrize(
    "text",
    [
        "n e w stock",
        "!nbox me",
        "!!!Brand new",
        "the .0xy beside p3rc",
        "don`t and more",
        "don`t and 💊",
        "#p #e #r #c",
        "a \u200b b c d",
        "got x a n a x",
        "x a\u0336 n a\u0336",
        "a\x00b c d",
        "joe@1.2$hip",
        "y" * 200 + " .0xy",
    ],
)
def test_words_that_hang_on_the_rest_of_the_text(text: str) -> None:
    assert search_words(text) == [token.text for token in search_tokens(text)]


@given(HOSTILE)
def test_every_character_of_the_plain_form_points_into_the_original(text: str) -> None:
    plain = normalise(text)
    spans = [plain.span(at, at + 1) for at in range(len(plain.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


def test_a_long_text_is_read_whole() -> None:
    text = "a.b " * 50_000 + "x4n4x"
    assert search_tokens(text)[-1].text == "xanax"
