"""Reading posts: the verdicts a user sees, their reasons, and what hostile text does (nothing)."""

from pathlib import Path

import pytest

from nlp.corpus import load_corpus
from nlp.reader import ModelError, Reader, Text
from nlp.reading import Reading


def read(reader: Reader, *texts: Text) -> list[Reading]:
    return list(reader.read(texts))


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        (Text("M30 blues in stock 💊 10 for $150, tap in on telegram @bluedoor_example"), "counterfeit_pill"),
        (Text("p.e.r.c 30s restock tonight, hmu 602-555-0117, cashapp"), "counterfeit_pill"),
        (Text("100x Valium 10mg", kind="marketplace"), "other_pill"),
        (Text("Xanax 2mg bars - 50 pills", kind="marketplace"), "other_pill"),
        (Text("TDP 5 tablet press with M30 die set, free shipping, $1,900", kind="marketplace"), "pill_press"),
        (Text("1-boc-4-AP CAS 125541-22-2 in stock, safe customs clearance, WhatsApp +1 213 555 0142"), "precursor"),
        (Text("vendo clonazepam y tafil sin receta, cajas selladas, entregas en cdmx, manda inbox"), "other_pill"),
        (Text("pastillas azules m30 disponibles, mayoreo y menudeo, entrego en tijuana, whatsapp"), "counterfeit_pill"),
    ],
)
def test_an_offer_is_a_hit_with_reasons(reader: Reader, text: Text, goods: str) -> None:
    (reading,) = read(reader, text)
    assert reading.label == "offer"
    assert goods in reading.goods
    assert reading.hit
    assert any(reason.weight > 0 and reason.text for reason in reading.reasons)


def test_what_is_not_watched_is_no_hit() -> None:
    (reading,) = read(Reader.load(watch=("pill_press",)), Text("100x Valium 10mg", kind="marketplace"))
    assert (reading.label, reading.hit) == ("offer", False)


@pytest.mark.parametrize("kind", ["social", "forum", "profile", "marketplace", "shop", "classified"])
@pytest.mark.parametrize(
    "text",
    [
        "My doctor prescribed Xanax 0.5mg for anxiety and the side effects were awful, I felt foggy all day.",
        "Police seized 12,000 counterfeit M30 pills and arrested two men, prosecutors said on Tuesday.",
        "Three years clean from percs and fentanyl today. Recovery is possible, go to a meeting.",
        "La fiscalía aseguró mil pastillas de fentanilo y detuvo a dos personas en la garita.",
        "Atasco en la M30 a la altura de Ventas",
        "Vintage blue jeans, size 30, $25 shipped",
    ],
)
def test_form_alone_makes_no_offer(reader: Reader, kind: str, text: str) -> None:
    (reading,) = read(reader, Text(text, kind=kind))  # type: ignore[arg-type]
    assert reading.label != "offer"
    assert not reading.hit


HIDDEN_MARKET = (
    "Welcome. PGP always. Escrow, or FE for trusted buyers. Stealth is triple sealed, reship once if the tracking "
    "number shows nothing after 14 working days. Disputes: write to me first. Domestic leaves at once. Bulk welcome."
)
LAWFUL_SHOP = (
    "Welcome to our shop. We ship within two business days with a tracking number; see our refund policy. Our products "
    "are of high quality. Leave feedback, customer service answers on working days. Bulk orders welcome, write to us."
)


def test_a_profile_of_hidden_markets_is_an_offer_whatever_it_names_and_a_lawful_shop_is_none(reader: Reader) -> None:
    readings = read(reader, Text(HIDDEN_MARKET, kind="profile"), Text(LAWFUL_SHOP, kind="profile"))
    assert [reading.label for reading in readings] == ["offer", "none"]


def test_somebody_who_asks_is_a_seeker(reader: Reader) -> None:
    readings = read(reader, Text("who got xanax in phoenix? need some asap"), Text("quien vende tafil en monterrey?"))
    assert [reading.label for reading in readings] == ["seek", "seek"]


def test_order_is_kept_and_reading_is_repeatable(reader: Reader) -> None:
    texts = [Text(row.text, title=row.title, kind=row.kind) for row in load_corpus()[:300]]
    together = read(reader, *texts)
    alone = [reading for text in texts[:40] for reading in reader.read([text])]
    assert together[:40] == alone
    assert read(reader, *texts) == together


def test_a_text_without_any_term_is_screened_out(reader: Reader) -> None:
    (reading,) = read(reader, Text("Lovely weather for a walk by the river"))
    assert reading == Reading("none", (), 0.0, False, "und", (), (), reader.name, screened_out=True)


def test_language_is_the_given_one_or_found(reader: Reader) -> None:
    readings = read(
        reader,
        Text("Vendo pastillas de tafil y clonazepam en la ciudad, escríbeme por favor"),
        Text("Selling xanax and adderall in the city, please write to me"),
        Text("xanax", lang="es-MX"),
    )
    assert [reading.lang for reading in readings] == ["es", "en", "es"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01\x02 xanax \x1b[31m",
        "\ud800xanax\udfff for sale \udc00",
        "xanax " * 200_000,
        "x a n a x " * 100_000,
        "@" * 1_000_000,
        "1" * 1_000_000,
        "xanax 555-0142 " * 60_000,
        "a@b.c " * 150_000,
        "\u202e\u200b\u0336" * 300_000,
        "💊" * 1_000_000,
        "t.me/" * 200_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_is_read_without_harm(reader: Reader, text: str) -> None:
    (reading,) = read(reader, Text(text, title=text[:50], kind="shop"))
    whole = Text(text, title=text[:50]).whole
    assert all(whole[m.start : m.end] == m.text for m in reading.mentions)
    assert 0.0 <= reading.score <= 1.0


def test_a_missing_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pillwatch train") as caught:
        Reader.load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_broken_model_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be used") as caught:
        Reader.load(tmp_path)
    assert "\n" not in str(caught.value)
