"""Units that goods are counted, weighed and dosed in, with one name for each."""

from dataclasses import dataclass
from decimal import Decimal

from nlp.reading import MentionKind

_WEIGHTS = {
    "g": "g gr grs gm gms gram grams gramo gramos gramm gramms gramme grammes",
    "mg": "milligram milligrams milligramme milligrammes microgrammes",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramo kilogramos kilogramme kilogrammes",
    "oz": "oz ounce ounces onza onzas zip zips",
    "lb": "lb lbs pound pounds libra libras elbow elbows",
    "t": "ton tons tonne tonnes tonelada toneladas",
    "qp": "qp qps",
    "eighth": "eighth eighths 8th 8ths",
    "eightball": "8ball 8balls eightball eightballs",
    "ml": "ml cc mls",
    "l": "l liter liters litre litres litro litros gal gallon gallons galon galones",
}
_COUNTS = {
    "pill": (
        "pill pills pillz tab tabs tablet tablets tabletten tabletas tableta tbl pcs pc piece pieces ct count cnt "
        "cap caps capsule capsules caplets kapseln bar bars pellet pellets pastilla pastillas pasti pastis pastas "
        "comprimido comprimidos comp capsulas capsula pieza piezas pz pza pzas pzs unit units unidad unidades uds "
        "und unds stuck stk tabl compr retardtabletten rounds doses dose dosis hits hit blotters grageas"
    ),
    "pack": "pack packs pk packet packets package packages paquete paquetes carton cartons can cans",
    "box": "box boxes caja cajas cajita cajitas case cases",
    "blister": "blister blisters blisteres strip strips tira tiras plancha planchas sheet sheets",
    "bottle": "bottle bottles jeringa jeringas syringe syringes frasco frascos vial vials viales ampoule"
    " ampoules ampolla ampollas ampolletas botellas",
    "bag": "bag bags raviol ravioles baggie baggies bolsa bolsas bolsita bolsitas wrap wraps envoltorio"
    " envoltorios sachet sachets",
    "boat": "boat boats bote botes barco",
    "script": "script scripts",
    "jar": "jar jars pint pints pinta pintas deuce",
    "bundle": (
        "slab slabs sack sacks briquette briquettes container containers bundle bundles brick bricks bale bales "
        "parcel parcels ladrillo ladrillos"
    ),
    "cart": "cart carts cartridge cartridges cartucho cartuchos",
    "patch": "patch patches parche parches",
    "plant": "plant plants planta plantas joint joints",
    "set": "set sets juego juegos kit kits",
    "sample": "muestra muestras sample samples",
    "dozen": "docena docenas dozen dozens",
    "driveway": "driveway driveways sleeve sleeves",
}
_NAMES = {word: name for units in (_WEIGHTS, _COUNTS) for name, words in units.items() for word in words.split()}


def _alternation(units: dict[str, str]) -> str:
    words = sorted((word for words in units.values() for word in words.split()), key=len, reverse=True)
    return "(?:" + "|".join(words) + ")"


WEIGHED = _alternation(_WEIGHTS)
COUNTED = _alternation(_COUNTS)


@dataclass(frozen=True, slots=True)
class Measure:
    """A find at `start` to `end` of the plain characters, with its standard value and the pattern's name."""

    kind: MentionKind
    start: int
    end: int
    value: str
    rule: str


def unit_name(word: str) -> str | None:
    """The one name of a unit, singular: `gramos` and `g` are `g`, `tabs` are `pill`."""
    return _NAMES.get(word.strip(" .-"))


def plural(name: str | None, number: Decimal | None) -> str:
    """A unit's name as it stands behind a number; abbreviations of weights stay as they are."""
    if name is None or number == 1 or name not in _COUNTS:
        return name or ""
    return name + ("es" if name.endswith(("x", "ch")) else "s")
