"""What a text names: each kind of mention in both languages, with offsets into the text as given."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reader import Reader, Text
from nlp.reading import Mention

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"  # the example address of Bitcoin's own documentation

FOUND = [
    ("en", "Got oxycodone for sale", "drug", "oxycodone", "oxycodone"),
    ("en", "pErc0cets for sale, real x4n4x too", "drug", "x4n4x", "alprazolam"),
    ("es", "vendo rivotril en caja", "drug", "rivotril", "clonazepam"),
    ("es", "traigo pastillas azules", "form", "pastillas", "pill"),
    ("es", "traigo pastillas azules", "colour", "azules", "blue"),
    ("en", "fresh M30s here", "imprint", "M30s", "M 30"),
    ("en", "bars stamped S 90 3, hmu", "imprint", "S 90 3", "S 90 3"),
    ("es", "sello A215, xanax y más", "imprint", "A215", "A 215"),
    ("en", "xanax tablets", "form", "tablets", "pill"),
    ("es", "tafil en cápsulas", "form", "cápsulas", "pill"),
    ("en", "yellow xanax", "colour", "yellow", "yellow"),
    ("es", "xanax amarillas", "colour", "amarillas", "yellow"),
    ("en", "oxy 30 mg in hand", "dose", "30 mg", "30mg"),
    ("es", "tramadol 100mg disponible", "dose", "100mg", "100mg"),
    ("en", "50 pills of xanax", "quantity", "50 pills", "50 pills"),
    ("en", "100x valium", "quantity", "100x", "100x"),
    ("es", "vendo 20 pastillas de tafil", "quantity", "20 pastillas", "20 pills"),
    ("en", "percs $25 today", "price", "$25", "25 USD"),
    ("en", "percs 10 for 150", "price", "10 for 150", "10 for 150 USD"),
    ("en", "percs 10/$150", "price", "10/$150", "10 for 150 USD"),
    ("en", "xanax bars, boat for 4.5k", "price", "4.5k", "4500 USD"),
    ("es", "tafil a 150 pesos", "price", "a 150 pesos", "150 MXN"),
    ("en", "xanax, t.me/BlueDoor_example", "contact", "t.me/BlueDoor_example", "telegram:bluedoor_example"),
    ("es", "tafil, telegram: @puerta_example", "contact", "@puerta_example", "telegram:puerta_example"),
    ("en", "xanax wa.me/15555550142", "contact", "wa.me/15555550142", "whatsapp:15555550142"),
    ("en", "xanax snap: blue.door", "contact", "blue.door", "snapchat:blue.door"),
    ("en", "xanax, signal bluedoor.42", "contact", "bluedoor.42", "signal:bluedoor.42"),
    ("en", "xanax session 05" + "ab" * 32, "contact", "05" + "ab" * 32, "session:05" + "ab" * 32),
    ("en", "xanax, wickr: bluedoor9", "contact", "bluedoor9", "wickr:bluedoor9"),
    ("en", "xanax at shop@pills.example", "contact", "shop@pills.example", "email:shop@pills.example"),
    ("en", "xanax call (213) 555-0142", "contact", "(213) 555-0142", "phone:+12135550142"),
    ("es", "tafil llama 55 5550 0117", "contact", "55 5550 0117", "phone:+525555500117"),
    (
        "en",
        "xanax two one 3 five five five 0 one four two",
        "contact",
        "two one 3 five five five 0 one four two",
        "phone:+12135550142",
    ),
    ("en", "xanax discord: bluedoor#1234", "contact", "bluedoor#1234", "discord:bluedoor#1234"),
    ("en", "xanax ig: blue_door", "contact", "blue_door", "instagram:blue_door"),
    ("en", "xanax pay $BlueDoorPills", "payment", "$BlueDoorPills", "$bluedoorpills"),
    ("en", "xanax, zelle only", "payment", "zelle", "zelle"),
    ("en", "xanax, usdt or ltc", "payment", "usdt", "tether"),
    ("es", "tafil, pago en oxxo", "payment", "oxxo", "oxxo"),
    ("en", f"xanax btc {WALLET}", "payment", WALLET, f"bitcoin:{WALLET}"),
    ("en", "xanax, overnight shipping", "shipping", "overnight shipping", "overnight"),
    ("es", "tafil, envíos a toda la república", "shipping", "envíos a toda la república", "nationwide"),
    ("en", "xanax in Phoenix", "place", "Phoenix", "Phoenix, Arizona, United States"),
    ("es", "tafil en Tijuana", "place", "Tijuana", "Tijuana, Baja California, Mexico"),
    ("en", "fentanyl CAS 437-38-7", "cas", "437-38-7", "437-38-7"),
    ("en", "TDP 5 pill press, M30 dies", "press", "TDP 5", "tablet press"),
    ("en", "M30 die set and K9 die", "press", "K9 die", "punch die"),
    ("es", "tableteadora usada", "press", "tableteadora", "tablet press"),
    ("en", "adderall xr 20 in hand", "drug", "adderall xr", "amphetamine"),
    ("en", "got pressed zans", "drug", "pressed zans", "alprazolam"),
    ("en", "real percs and norco 10s", "drug", "norco 10s", "hydrocodone"),
    ("en", "xanax, no roxys, orange 20s too", "drug", "20s", "pills of 20 mg"),
    ("en", "suboxone strips, mail ok", "drug", "suboxone", "buprenorphine"),
    ("en", "suboxone strips, mail ok", "form", "strips", "film"),
    ("en", "blue pills of oxycodone", "colour", "blue", "blue"),
    ("es", "vendo oxis azules", "colour", "azules", "blue"),
    ("en", "selling dimenhyrdrinate pills", "drug", "dimenhyrdrinate", "dimenhydrinate"),
    ("en", "coke, molly, girl, dm", "drug", "girl", "cocaine"),
    ("en", "xanax pills stamped M, round", "imprint", "M", "M 30"),
    ("en", "xanax bars, XANAX 2 on them", "imprint", "XANAX 2", "XANAX 2"),
    ("en", "TDP 0 hand press with round punches", "press", "TDP 0 hand press", "tablet press"),
    ("es", "tableteadora con matriz A 215", "press", "matriz A 215", "punch die"),
    ("en", "percs $210 for 25, dm", "price", "$210 for 25", "25 for 210 USD"),
    ("en", "coke, $25 a q, dm", "price", "$25 a q", "25 USD per q"),
    ("en", "xanax $150 obo", "price", "$150", "150 USD"),
    ("en", "oxy from CHF 110", "price", "CHF 110", "110 CHF"),
    ("es", "xanax diez por cien", "price", "diez por cien", "10 for 100 MXN"),
    ("es", "tafil a $150", "price", "a $150", "150 MXN"),
    ("en", "want 500 to 1000 bars of xanax", "quantity", "500 to 1000 bars", "500 to 1000 pills"),
    ("en", "xanax, strip of ten", "quantity", "strip of ten", "strip of ten"),
    ("en", "tramadol 5 g, 25 kg drums", "quantity", "25 kg", "25 kg"),
    ("en", "xanax ships from Ohio", "shipping", "ships", "ships"),
    ("en", "xanax, ups next day, plain envelope", "shipping", "ups next day", "overnight"),
    ("es", "tafil, entrego en mano en Sonora", "shipping", "entrego en mano", "meets"),
    ("en", "xanax, pay by card", "payment", "card", "card"),
    ("en", "xanax, add blue_door_shop tonight", "contact", "blue_door_shop", "@blue_door_shop"),
    ("en", "xanax 电报 ： @bluedoor", "contact", "@bluedoor", "telegram:bluedoor"),
    ("en", "xanax, ships from Ghent", "place", "Ghent", "Gent, Belgium"),
    ("en", "captagon, police in Lebanon say", "place", "Lebanon", "Lebanon"),
    ("en", "xanax in Lebanon, TN", "place", "Lebanon, TN", "Lebanon, Tennessee, United States"),
    ("en", "pressed hulks 1000 lot", "quantity", "1000 lot", "1000 lot"),
    ("en", "400 A/215 arriving tonight, percs later", "imprint", "A/215", "A 215"),
    ("en", "m-thirty supplier, xanax too", "imprint", "m-thirty", "M 30"),
    ("en", "xanax pills, M on one side and 30 on the back", "imprint", "30", "M 30"),
    ("es", "pastillas de fentanilo con una M grabada y 30 al reverso", "imprint", "30", "M 30"),
    ("en", "percs & blues, dm", "drug", "blues", "counterfeit oxycodone"),
    ("es", "ya llegaron las azulitas 💙", "drug", "azulitas", "counterfeit oxycodone"),
    ("es", "vendo clonas, son verdes", "colour", "verdes", "green"),
    ("es", "xanax, pastillas redondas azules", "colour", "azules", "blue"),
    ("en", "light yellow crystal, xanax too", "form", "crystal", "powder"),
    ("en", "MDMA crystals, dm", "drug", "MDMA", "mdma"),
    ("en", "MDMA crystals, dm", "form", "crystals", "powder"),
    ("es", "quiero fenta o cristal", "drug", "cristal", "methamphetamine"),
    ("en", "im never doing H, xanax is worse", "drug", "H", "heroin"),
    ("en", "switched from oxy to ppt", "drug", "ppt", "opium"),
    ("en", "suboxone 8/2 film, 15 count", "form", "film", "film"),
    ("en", "ketamine S-ISO shards 28g", "form", "shards", "powder"),
    ("es", "decomisan dos kilos de cristal y tafil", "drug", "cristal", "methamphetamine"),
    ("en", "#gas #za #xanax #tapin", "drug", "gas", "cannabis"),
    ("en", "xanax, US2US tracked", "shipping", "US2US tracked", "nationwide"),
    ("es", "tafil, llevo al hotel", "shipping", "llevo", "ships"),
    ("es", "tafil, entrega en tu puerta", "shipping", "entrega en tu puerta", "delivers"),
    ("en", "TDP 5 with 8 mm round die", "press", "8 mm round die", "punch die"),
    ("en", "percs and M's, five each", "drug", "M's", "counterfeit oxycodone"),
    ("en", "xanax, 30/M too", "imprint", "30/M", "M 30"),
    ("en", "dilaudid stamped D8", "imprint", "D8", "D8"),
]


MONERO = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
ETHEREUM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

SPELLINGS = [
    *(
        (f"percs, call {written}", "contact", "phone:+15550101234")
        for written in (
            "+1 555 010 1234",
            "555-010-1234",
            "(555) 010-1234",
            "5550101234",
            "five five five 0 one 0 one two three four",
            "5 5 5 0 1 0 1 2 3 4",
            "555 o1o l234",
            "5️⃣5️⃣5️⃣0️⃣1️⃣0️⃣1️⃣2️⃣3️⃣4️⃣",
            "５５５ ０１０ １２３４",
        )
    ),
    *(
        (f"oxy {written}", "price", "150 USD")
        for written in ("$150", "$0.15k", "150 bucks", "150 usd", "US$150.00", "150$")
    ),
    *(
        (f"percs {written}", "price", "10 for 150 USD")
        for written in ("10/$150", "10 for 150", "10 x 150", "10=$150", "$150 x 10")
    ),
    *(
        (f"percs {written} in hand", "price", "15 USD each")
        for written in ("$15 ea", "$15 each", "15 a pop", "$15/pill")
    ),
    ("percs 3 x 20", "price", "3 for 20 USD"),
    ("coke 80 a g", "price", "80 USD per g"),
    *((f"xanax, {written}", "quantity", "2 kg") for written in ("2 kilos", "2kg", "two kilograms")),
    ("percs, 10-pack ready", "quantity", "10 packs"),
    ("percs, half oz left", "quantity", "0.5 oz"),
    ("heroin, nearly 4 pounds of it", "quantity", "4 lb"),
    *((f"pills stamped {written}", "imprint", "M 30") for written in ("M30", "M-30", "m.3.0", "M 30", "M/30", "m3o")),
    *((f"{written} xanax pills", "imprint", "S 90 3") for written in ("S903", "S|90|3", "S 90 3", "S-90-3")),
    ("vyvanse 50, hmu", "dose", "50mg"),
    ("xanax in Meridian, MS", "place", "Meridian, Mississippi, United States"),
    ("xanax in Springfield, MO", "place", "Springfield, Missouri, United States"),
    ("xanax in Springfield", "place", "Springfield, United States"),
    ("xanax, phx side", "place", "Phoenix, Arizona, United States"),
    (f"xanax, xmr {MONERO}", "payment", f"monero:{MONERO}"),
    (f"xanax, eth {ETHEREUM}", "payment", f"ethereum:{ETHEREUM}"),
    ("xanax at pillbox.example/menu", "contact", "web:pillbox.example/menu"),
    ("xanax, shop (at) pills (dot) example", "contact", "email:shop@pills.example"),
    ("M30 pills and the M30 die", "press", "punch die"),
]


@pytest.mark.parametrize(("text", "kind", "value"), SPELLINGS)
def test_every_spelling_has_one_value(reader: Reader, text: str, kind: str, value: str) -> None:
    assert value in [m.value for m in mentions(reader, Text(text, lang="en")) if m.kind == kind]


def test_a_dollar_is_a_peso_in_spanish(reader: Reader) -> None:
    assert [m.value for m in mentions(reader, Text("tafil a $150", lang="es")) if m.kind == "price"] == ["150 MXN"]


@pytest.mark.parametrize(
    ("text", "kind", "not_text"),
    [
        ("xanax after a drug test", "drug", "drug"),
        ("see r/xanax", "drug", "xanax"),
        ("xanax and a bicycle, M30 motorway closed for 3 days", "imprint", "M30"),
        ("xanax, 50 100 200 500 1000", "contact", "200 500 1000"),
        (f"xanax, eth {ETHEREUM.replace('aAeb', 'AAeb')}", "payment", ETHEREUM.replace("aAeb", "AAeb")),
        (f"xanax, xmr {MONERO[:-1]}B", "payment", f"{MONERO[:-1]}B"),
        ("i need a hand, orange xanax", "place", "orange"),
        ("lost 38 lb on xanax", "quantity", "38 lb"),
        ("xanax in a birthday card", "payment", "card"),
        ("xanax, test strips are free", "form", "strips"),
        ("xanax, the guy in a red hoodie", "colour", "red"),
        ("xanax, a frame of 24x30", "price", "24x30"),
        ("xanax 2 for 1", "price", "2 for 1"),
        ("xanax, only for the girl next door", "drug", "girl"),
        ("xanax, see this sub", "drug", "sub"),
        ("blues and a K9 officer", "imprint", "K9"),
        ("the kid took xanax in his 20s", "drug", "20s"),
        ("xanax, mail blue@door.example", "shipping", "mail"),
        ("Rosa's xanax", "colour", "Rosa's"),
        ("xanax, vaso de cristal", "drug", "cristal"),
        ("mi abuela mandó tafil", "shipping", "mandó"),
        ("xanax and fake pills", "drug", "fake pills"),
        ("xanax found in a blue Honda", "colour", "blue"),
        ("xanax, and a press that makes 5,000 tablets an hour", "form", "tablets"),
        ("xanax in a pill organiser", "form", "pill"),
        ("xanax, blow my mind", "drug", "blow"),
        ("xanax, a Mercedes C230 coupe", "imprint", "C230"),
        ("xanax, a dress in M, 30 at the waist", "imprint", "M, 30"),
    ],
)
def test_what_only_resembles_is_left_out(reader: Reader, text: str, kind: str, not_text: str) -> None:
    assert not_text not in [m.text for m in mentions(reader, Text(text, lang="en")) if m.kind == kind]


def test_mentions_do_not_overlap_and_stand_in_order(reader: Reader) -> None:
    text = Text(
        "Blue M30 pills 30mg, 10/$150, 100 pills in Phoenix AZ, overnight shipping, 602-555-0117, M30 die", lang="en"
    )
    found = mentions(reader, text)
    assert len(found) >= 8
    assert all(one.end <= other.start for one, other in pairwise(found))


def mentions(reader: Reader, text: Text) -> tuple[Mention, ...]:
    (reading,) = reader.read([text])
    return reading.mentions


@pytest.mark.parametrize(("lang", "text", "kind", "shown", "value"), FOUND)
def test_mention_is_found_where_it_stands(
    reader: Reader, lang: str, text: str, kind: str, shown: str, value: str
) -> None:
    found = [m for m in mentions(reader, Text(text, lang=lang)) if m.kind == kind]
    assert (shown, value) in [(m.text, m.value) for m in found]
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(m.rule for m in found)


def test_offsets_count_from_the_title(reader: Reader) -> None:
    text = Text("ships from Tijuana", title="💊 Xanax 2mg", lang="en")
    found = mentions(reader, text)
    assert {"Xanax", "2mg", "Tijuana"} <= {m.text for m in found}
    assert all(text.whole[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    "text",
    [
        "xanax CAS 437-38-8",
        "xanax 1BoatSLRHtKNngkdXEeobR76b53LETtpyX",
        "xanax, open 24/7",
        "percocet 10/325",
    ],
)
def test_what_only_looks_alike_is_no_mention(reader: Reader, text: str) -> None:
    kinds = {m.kind for m in mentions(reader, Text(text, lang="en"))}
    assert not kinds & {"cas", "payment", "price", "contact"}


def test_a_motorway_is_no_imprint(reader: Reader) -> None:
    assert not mentions(reader, Text("Atasco en la M30 hasta Ventas", lang="es"))


_PIECES = st.sampled_from(
    [
        *("xanax", "M30", "m.3.0", "$15 ea", "10/$150", "3 x 20", "555 o1o l234", "five", "Phoenix, AZ", "\u200b", "5️⃣"),
        *(
            "ﬁ",
            "İ",
            "２ kg",
            "t.me/",
            "@",
            "\ud800",
            "\x00",
            "ß",
            "💊",
            "half a",
            "kilos y",
            "0x",
            "bc1q",
            WALLET,
            "\u202e",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=25), st.sampled_from([" ", "", "\n", "."]))
def test_offsets_slice_the_original_in_any_text(reader: Reader, pieces: list[str], between: str) -> None:
    text = "xanax " + between.join(pieces)
    for mention in mentions(reader, Text(text)):
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.value


@pytest.mark.soak
def test_a_hundred_thousand_random_strings(reader: Reader) -> None:
    random = Random(8)
    alphabet = [
        chr(code)
        for code in (*range(32, 127), *range(0x400, 0x460), *range(0x1F48A, 0x1F4C0), 0, 0x200B, 0xD800, 0x202E)
    ]
    words = ["xanax", "M30", "$", "10/", "for", "kilos", "555", "t.me/", "@", "mg", "five", "TX", "\u0301"]
    texts = ["".join(random.choices([*alphabet, *words], k=random.randrange(60))) for _ in range(100_000)]
    for text, reading in zip(texts, reader.read(Text(f"xanax {text}") for text in texts), strict=True):
        assert all(f"xanax {text}"[m.start : m.end] == m.text for m in reading.mentions)
