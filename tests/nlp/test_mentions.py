"""What a text names: each kind of mention in both languages, with offsets into the text as given."""

import pytest

from nlp.reader import Reader, Text
from nlp.reading import Mention

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"  # the example address of Bitcoin's own documentation

FOUND = [
    ("en", "Got oxycodone for sale", "drug", "oxycodone", "oxycodone"),
    ("en", "pErc0cets for sale, real x4n4x too", "drug", "x4n4x", "alprazolam"),
    ("es", "vendo rivotril en caja", "drug", "rivotril", "clonazepam"),
    ("es", "traigo pastillas azules", "drug", "pastillas azules", "counterfeit oxycodone"),
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
    ("es", "tafil, pago en oxxo", "payment", "oxxo", "oxxo"),
    ("en", f"xanax btc {WALLET}", "payment", WALLET, f"bitcoin:{WALLET}"),
    ("en", "xanax, overnight shipping", "shipping", "overnight shipping", "overnight"),
    ("es", "tafil, envíos a toda la república", "shipping", "envíos a toda la república", "nationwide"),
    ("en", "xanax in Phoenix", "place", "Phoenix", "Phoenix, Arizona, United States"),
    ("es", "tafil en Tijuana", "place", "Tijuana", "Tijuana, Baja California, Mexico"),
    ("en", "fentanyl CAS 437-38-7", "cas", "437-38-7", "437-38-7"),
    ("en", "TDP 5 pill press, M30 dies", "press", "TDP 5", "tablet press"),
    ("es", "tableteadora usada", "press", "tableteadora", "tablet press"),
]


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
