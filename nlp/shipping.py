"""Phrases of sending and handing over: carriers, ways and times around a word for it, as one mention."""

import re
from collections.abc import Iterator

from nlp.units import Measure

_CORE = (
    r"ships?|shipping|shipped|shipment|mails?|mailed|mailing|posts? (?:worldwide|within)|postage|deliver|delivers|"
    r"delivery|deliveries|delivered|dispatch(?:ed)?|courier|airmail|(?:letter|parcel) (?:post|by [a-z]+"
    r"(?: letter| mail)?)|"
    r"meet ?ups?|pick ?up|hand ?off|drop ?offs?|envios?|enviamos|envia|entregas?|entrego|entregamos"
    r"|reparto|mando|mandamos|"
    r"domicilios?|paqueteria|mensajeria|recoleccion|usps|ups|fedex|dhl|ems|evri|royal mail|correos"
    r"|estafeta|redpack|gls|"
    r"postnl|inpost|versand|re-?ships?|reshipment|special delivery|first class|1st class|2nd class"
    r"|overnight|next day|"
    r"usa ?(?:2|to) ?usa|uk ?(?:2|to) ?uk|us to us|collection|bubble mailer|vac(?:uum)? sealed|meets?|contra entrega|"
    r"punto medio|en mano|local only|door to door|stealth|ndd|tracked|nationwide|worldwide"
)
_FRONT = (
    r"free|local|discreet|stealth|tracked|untracked|plain|padded|special|door to door|overnight|express"
    r"|priority|next day|"
    r"two day|2-?day|same day|first class|1st class|2nd class|registered|insured|worldwide|domestic"
    r"|international|porch|"
    r"fast|quick|secure|safe|nationwide|usps|ups|fedex|dhl|ems|royal mail|re|hago|hacemos|se|por|para"
    r"|servicio a|normal|"
    r"signed|bubble|curbside|gratis"
)
_BACK = (
    r"tracked|tracking|priority|post|letter|overnight|express|guarantee|nationwide|worldwide|only"
    r"|available|insured|class|"
    r"mail|mailer|envelope|from|to|in \d+ ?h|in person|\d{2}h?|\d days?|ground(?: advantage)?|a todo el pais|"
    r"a toda la republica|a todo (?:el )?mexico|nacionales|internacionales|express?o|inmediat[ao]"
    r"|personal(?:es)?|gratis|"
    r"discretos?|seguros?|por (?:dhl|fedex|estafeta|paqueteria|correos)|a domicilio|usa|eu|uk"
    r"|internationally|locally|"
    r"packaging|service|next (?:working )?day|2 day|48h?|24h?|cold|flat|if seized"
)
_PHRASE = re.compile(rf"(?<![\w@$#-])(?:(?:{_FRONT})[ -]){{0,3}}(?:{_CORE})(?:[ -](?:{_BACK})){{0,6}}(?![\w-])")
_TRAIL = re.compile(r"[ -](?:from|to)$")
_HINT = re.compile(
    r"ship|mail|post|deliver|dispatch|courier|pick|meet|drop|hand|env[ií]|entreg|repart|mand|domicil"
    r"|paquet|mensaj|usps|ups"
    r"|fedex|dhl|ems|evri|correo|estafeta|class|night|day|usa|uk|us to|collect|seal|stealth|ndd|track"
    r"|wide|mano|medio|door"
    r"|local|versand|gls|redpack|recole"
)
_SENSES = (
    ("overnight", re.compile(r"overnight|next (?:working )?day|express|expres|ndd|same day|24 ?h")),
    ("worldwide", re.compile(r"worldwide|international|todo el mundo|internacional")),
    (
        "nationwide",
        re.compile(
            r"nationwide|toda la republica|todo (?:el )?(?:mexico|pais)|nacional|us to us|usa ?(?:2"
            r"|to) ?usa|uk ?(?:2|to) ?uk|domestic"
        ),
    ),
    ("discreet", re.compile(r"stealth|discre|vac|plain|bubble|padded")),
    ("meets", re.compile(r"meet|pick ?up|hand ?off|drop ?off|mano|punto medio|collection|in person|personal")),
    ("delivers", re.compile(r"deliver|entreg|domicilio|reparto|door|local only")),
    (
        "carrier",
        re.compile(
            r"usps|ups|fedex|dhl|ems|evri|royal mail|correos|estafeta|redpack|gls|courier|paqueteria|mensajeria|class"
        ),
    ),
)


def _sense(phrase: str) -> str:
    return next((sense for sense, pattern in _SENSES if pattern.search(phrase)), "ships")


def shipping(plain: str) -> Iterator[Measure]:
    """Shipping phrases in plain characters; the value is what the phrase comes to (overnight, meets)."""
    if not _HINT.search(plain):
        return
    for match in _PHRASE.finditer(plain):
        phrase = match[0]
        trail = _TRAIL.search(phrase)
        if trail and not re.search(r"us to us|to usa$", phrase):
            phrase = phrase[: trail.start()]
        yield Measure("shipping", match.start(), match.start() + len(phrase), _sense(phrase), "shipping_phrase")
