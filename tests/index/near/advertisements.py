"""Invented advertisements and what people change when they copy one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson

CORPUS = Path(__file__).parents[3] / "nlp" / "corpus"
PLACES = ("Phoenix", "Tucson", "Denver", "El Paso", "Tijuana", "Mexicali", "Guadalajara", "Houston", "Otay", "Nogales")
HANDLES = ("@blue_door_x", "@kai.example", "@norte77", "@pillowfort_ex", "@la_tienda_ex", "@drip_example")
EMOJI = ("🔵", "💊", "🔥", "💯", "❄️", "✈️", "👀", "📦")
DRUGS = ("xanax", "percocet", "oxycodone", "adderall", "fentanyl", "klonopin", "valium", "vicodin", "tramadol", "soma")
LOOK_ALIKE = {"a": "а@4", "e": "е3", "o": "о0", "i": "і1!", "c": "с", "p": "р", "s": "$5"}
KINDS = ("price", "city", "handle", "emoji", "order", "dropped", "camouflage")

_EN = """
back in stock and the line is moving | fresh batch landed this morning | who needs {drug} for the weekend
| {drug} ready to go | new drop of {drug}, same press as always | got {drug} for the night crowd
| restocked {drug}, ask anybody who bought | quality {drug} for serious buyers only

{price} each or cheaper by the hundred | {price} a piece, ten for a better deal | jar price on request
| {price} and up, no singles | prices from {price} depending on the count | {price} flat, do not haggle

meet in {city} after dark | driving to {city} twice a week | drop at the door anywhere in {city}
| mailed in plain boxes with tracking | overnight from {city} to every state | pickup only in {city}

no cops no kids no time wasters | first order is small until i know you | do not ask for pictures
| every pill weighed and counted twice | if it is lost i send half again | test it before you pay me

hit me at {handle} | write {handle} and say who sent you | telegram: {handle} | orders through {handle} only
| message {handle} before noon | new account is {handle}, the old one got taken
"""
_ES = """
ya llego la mercancia nueva | tengo {drug} de la buena | otra vez hay {drug} para la banda
| recien salidas, {drug} sin cortes | surtido completo de {drug} esta semana | quien ocupa {drug} hoy mismo

a {price} la pieza y menos por mayoreo | desde {price} segun la cantidad | precio de caja por inbox
| {price} cada una sin regateo | cinco por {price} nada mas hoy | por cien sale en {price}

entrego en {city} por la tarde | envios a toda la republica desde {city} | paso por {city} los jueves
| punto medio en {city} y nada de domicilios | mando por paqueteria con guia | solo recoger en {city}

puro cliente serio y sin preguntas | primera compra chica para agarrar confianza | no doy muestras a nadie
| pago por adelantado y te mando foto | si se pierde te repongo la mitad | mirones y rateros a volar

escribe a {handle} | informes con {handle} | mi cuenta nueva es {handle} | pide con {handle} antes de las seis
| pregunta en {handle} por la lista | telegram: {handle}
"""
_SHOP = """
Our pharmacy has served patients for many years. Every order leaves within a day in a sealed plain box. Payment is taken
by transfer or coin. Write to our desk at any hour and a person will answer. Returned parcels are sent again without
charge. Product of this page: {drug}, tablets of {price}.

Bienvenido a la tienda. Todos los pedidos salen el mismo dia en caja discreta y con numero de guia. Aceptamos deposito y
moneda digital. Si el paquete no llega se repone una sola vez. En esta pagina: {drug}, caja de {price}.

{drug} for sale online without a script, shipped to {city} overnight, order now and sleep well tonight {price}
"""
_SENTENCE = re.compile(r"(?<=[.!?\n|])\s+")
_PRICE = re.compile(r"\d+(?:[.,]\d+)?")
_HANDLE = re.compile(r"@[\w.]+")
_ANY_EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]\uFE0F?")


@dataclass(frozen=True, slots=True)
class Original:
    """A text; one that is not copied is only there to be told apart."""

    text: str
    is_copied: bool = True


def originals(random: Random) -> Iterator[Original]:
    """The corpus (posts that offer are copied), 500 advertisements of five sentences of which no two share more
    than three, and pages of a shop and texts of a seller that differ in the drug only."""
    for file in sorted(CORPUS.glob("*.jsonl")):
        for post in map(orjson.loads, file.read_bytes().splitlines()):
            text = f"{post['title']}\n{post['text']}" if post["title"] else post["text"]
            yield Original(text, is_copied=post["label"] == "offer" and len(text) > 80)
    languages = [[group.replace("\n", " ").split(" | ") for group in _groups(text)] for text in (_EN, _ES)]
    made: list[tuple[str, ...]] = []
    while len(made) < 500:
        parts = tuple(random.choice(group) for group in random.choice(languages))
        if all(len({*parts} & {*others}) <= 3 for others in made):
            made.append(parts)
            yield Original(_filled(". ".join(random.sample(parts, len(parts))), random))
    for drug in DRUGS:
        for text in _groups(_SHOP):
            yield Original(_filled(text.replace("{drug}", drug), random))


def changed(original: Original, kinds: Sequence[str], random: Random) -> str:
    """The text with these changes, each as far as the text gives occasion."""
    text = original.text
    for kind in kinds:
        text = _CHANGES[kind](text, random)
    return text


def _groups(text: str) -> list[str]:
    return text.strip().split("\n\n")


def _filled(text: str, random: Random) -> str:
    slots = {"price": f"${random.randrange(3, 90)}", "city": random.choice(PLACES), "handle": random.choice(HANDLES)}
    return text.format(drug=random.choice(DRUGS), **slots)


def _price(text: str, random: Random) -> str:
    return _PRICE.sub(lambda _: str(random.randrange(3, 900)), text)


def _city(text: str, random: Random) -> str:
    here = [place for place in PLACES if place in text]
    new = random.choice(PLACES)
    return text.replace(random.choice(here), new) if here else f"{text} {new}"


def _handle(text: str, random: Random) -> str:
    new = f"@{random.choice('bdgkmv')}{random.randrange(10**6)}_example"
    return _HANDLE.sub(new, text) if "@" in text else f"{text} {new}"


def _emoji(text: str, random: Random) -> str:
    words = _ANY_EMOJI.sub("", text).split(" ")
    for _ in range(3):
        words.insert(random.randrange(len(words) + 1), random.choice(EMOJI))
    return " ".join(words)


def _order(text: str, random: Random) -> str:
    parts = _SENTENCE.split(text)
    return " ".join(random.sample(parts, len(parts)))


def _dropped(text: str, random: Random) -> str:
    parts = _SENTENCE.split(text)
    if len(parts) > 2:
        parts.pop(random.randrange(len(parts)))
    return " ".join(parts)


def _camouflage(text: str, random: Random) -> str:
    words = text.split(" ")
    for at in random.sample(range(len(words)), max(1, len(words) // 6)):
        letters = [place for place, char in enumerate(words[at]) if char in LOOK_ALIKE and place]
        if letters:
            place = random.choice(letters)
            words[at] = words[at][:place] + random.choice(LOOK_ALIKE[words[at][place]]) + words[at][place + 1 :]
    return " ".join(words)


_CHANGES = {
    "price": _price,
    "city": _city,
    "handle": _handle,
    "emoji": _emoji,
    "order": _order,
    "dropped": _dropped,
    "camouflage": _camouflage,
}
