"""Phrases of sending and handing over: what is done or who carries it, with the words beside it that say how."""

import re
from collections.abc import Iterator

from nlp.gates import PLAIN
from nlp.units import Measure

_CARRIERS = (
    r"usps|ups|fedex|dhl|ems|evri|dpd|gls|seur|postnl|inpost|chronopost|xpresspost|paquetexpress|sepomex|estafeta"
    r"|redpack|correos|starken|chilexpress|olva|servientrega|interrapidisimo|royal mail|an post|hk post|rm\d\d"
    r"|uber flash|rappi"
)
_SENDING = (
    r"re-?ships?|reshipment|ships?|shipping|shipped|shipment|mails|mailed|mailing|mail(?![ ]\S{0,64}@)"
    r"|posts?(?=[ ](?:worldwide|within|to|from|or)\b|[ ][£€$]|[ ]flat)|(?<=can )post|postage|deliver|delivers"
    r"|delivery|deliveries|delivered|delivry|dispatch(?:ed)?|courier|couriered|airmail|freight"
    r"|(?:letter|parcel|express|second class|2nd class|1st class|first class|tracked|normal|slow"
    r"|special) (?:post|mail)"
    r"|priority mail|media mail|first class|1st class|2nd class|special delivery|special line|ground advantage"
    r"|posted(?=[ ](?:free|1st|first|tracked|next|same|via|mon|tue|wed|thu|fri)\b)"
    r"|free post|by post|track (?:&|and) trace"
    r"|livraison|(?<![a-z][ ])sent(?=[ ](?:in|from|via|by)\b)(?! from my)"
    r"|usa? ?(?:2|to) ?usa?|uk ?(?:2|to) ?uk|eu ?2 ?eu|versand|verzending|envoi|brief|einschreiben|lettre|la poste"
    r"|pallet"
)
_PACKING = (
    r"(?:vac|vacuum)(?:uum)? sealed|mylar sealed|sellado al vacio|empaque discreto|stealth|discreet packing"
    r"|neutral envelope|cold packs?"
    r"|(?:plain|blank|neutral|padded|discreet|registered|stealth|worldwide|tracked) (?:envelope|letter|box|mailer)"
    r"|bubble mailer|padded mailer|letter(?=[ ]pack|\s*$)|tracking|tracked"
)
_HANDING = (
    r"meets|meet ?ups?|meet(?=[ ](?:up|in|at|near|halfway|by|or|you|behind|me)\b)|(?:can|or|local|to) meet|pick ?up"
    r"|hand ?offs?|hand to hand|drop[ -]?offs?|(?<!the )(?:dead|same day|quick|porch) drops?"
    r"|(?<![a-z][ ])collection|collection(?=[ ](?:only|or|from))|local only"
    r"|door to door|pull ?up(?![ ]bars?)|(?<=can )bring(?![ ](?:my|a|the|your|own)\b)"
    r"|(?<=\bi )bring(?=[ ]?[.,;\n]|$|[ ]to\b)"
)
_SPEED = r"overnight|overnighted|next[ -](?:working )?day|ndd|same day|2-?day"
_REACH = r"nationwide|worldwide|all 50 states|a todo el (?:pais|mundo)|a todo mexico|(?:a )?toda la republica|domestic"
_SPANISH = (
    r"envios?|enviamos|envia|entregas?|entregan|entrego|entregamos|entregado|reparto|repartimos"
    r"|mando(?![ ](?:fotos?|video|videos|audio|muestra|material|lista|menu|info|la tarea))|mandamos(?! material)"
    r"|domicilios?|domiciliario|a domicilio|paqueteria|mensajeria|recoleccion|encomienda|reenvio|fletes?|despacho"
    r"|embarques|motorizado|motito|guia(?=[ ](?:fedex|dhl|estafeta|incluida))|(?<=por )correo|correo certificado"
    r"|carta registrada|punto medio|punto de entrega|puerta a puerta|en mano|(?:te|las|la) llevo|llevamos|envian"
    r"|llevo(?=[ ](?:al|a (?!mis?\b|la\b|las\b|los\b|el\b|una?\b)|hasta|tambien|en (?:moto|mano|\d))|[ ]?[,.;]|$)"
)
_CORE = "|".join((_SENDING, _PACKING, _HANDING, _SPEED, _REACH, _SPANISH, _CARRIERS))
_FRONT = (
    r"free|local|discreet|stealth|tracked|untracked|plain|padded|overnight|express|priority|next[ -]day|two day"
    r"|2-?day"
    r"|same day|first class|1st class|2nd class|registered|insured|worldwide|domestic|international|porch"
    r"|curbside|fast"
    r"|quick|secure|safe|nationwide|ground|normal|signed|bubble|gratis|split|ddp|triangle|usps|ups|fedex|dhl|ems"
    r"|royal mail|dpd|hago|hacemos|servicio a|einwurf|letter|guia"
)
_BACK = (
    r"tracked|tracking|priority|post|letter|overnight|express|guarantee|nationwide|worldwide|only|insured|class|mail"
    r"|mailer|envelope|cold|flat|fast|free|frei|discret|halfway|everywhere|in person|internationally|locally|service"
    r"|packaging|guaranteed|ground(?: advantage)?|special(?: delivery)?|(?:next )?(?:working )?day|same day|2 day"
    r"|\d{2}(?:/\d{2})? ?h|24|48|a todo el pais|a tod[oa] (?:la |el |los |las )?[a-z]+|nacional(?:es)?"
    r"|internacional(?:es)?|local(?:es)?|exprese?s?|inmediat[ao]s?|personal(?:es)?|gratis|discret[oa]s?|segur[oa]s?"
    r"|propi[oa]|asegurad[oa]|certificado|registrado|bonificado|electronica|economica|terrestre|maritimo|mismo dia"
    r"|sin (?:costo|cargo)|con (?:seguimiento|guia|rastreo)|en mano|(?:a|en) tu (?:puerta|salon|casa)|a domicilio"
    r"|con chofer|on bike|by bike"
    r"|por (?:dhl|fedex|estafeta|paqueteria|correos?|usps|camion|moto|mensajeria)|fedex|dhl|pickup|to door|pack"
    r"|verte|suivi|3 day"
    r"|to (?:all|every|most) (?:50 )?states?|to your door|at (?:ur|your) door"
)
_PHRASE = re.compile(rf"(?<![\w@$#/-])(?:(?:{_FRONT})[ -]){{0,3}}(?:{_CORE})(?:[ -](?:{_BACK})){{0,5}}(?![\w-]|\.\w)")
_NUMBER = PLAIN.add(_PHRASE)
_LEADING = re.compile(r"(?:can|or|to|te|las|la)[ ](?=meet|llevo)")
_HINT = re.compile(
    r"ship|mail|post|deliv|dispatch|courier|pick|meet|drop|hand|envi|entreg|repart|mand|domicil|paquet|mensaj"
    r"|usps|ups"
    r"|fedex|dhl|ems|evri|correo|estafeta|class|night|day|usa|uk|us to|collect|seal|stealth|ndd|track|wide|mano|medio"
    r"|door|local|versand|verzend|gls|dpd|seur|redpack|recole|freight|flete|letter|brief|lettre|chrono|xpress|sepomex"
    r"|starken|express|olva|servient|interrap|despacho|embarq|moto|motito|guia|carta|llev|repub|states|domestic|pais"
    r"|insured|plain|blank|pallet|rm\d|uber f|rappi|special|encomienda|puerta|us2|us 2|eu2|cold|livraison|trace"
    r"|envelope|packing|mailer|pull|bring|sent"
)
_SENSES = (
    ("overnight", re.compile(r"overnight|next[ -](?:working )?day|express|expres|ndd|same day|24 ?h|mismo dia")),
    ("worldwide", re.compile(r"worldwide|international|todo el mundo|internacional")),
    (
        "nationwide",
        re.compile(
            r"nationwide|toda la republica|todo (?:el )?(?:mexico|pais)|nacional|usa? ?(?:2|to) ?usa?"
            r"|uk ?(?:2|to) ?uk|domestic|states"
        ),
    ),
    ("discreet", re.compile(r"stealth|discre|vac|plain|bubble|padded|blank|neutral|mylar")),
    ("meets", re.compile(r"meet|pick ?up|hand|drop[ -]?off|mano|punto medio|collection|in person|personal")),
    ("delivers", re.compile(r"deliver|entreg|domicili|repart|door|local only|drop|puerta|motito|motorizado")),
    ("carrier", re.compile(rf"\b(?:{_CARRIERS}|courier|paqueteria|mensajeria)\b|class")),
)


def _sense(phrase: str) -> str:
    return next((sense for sense, pattern in _SENSES if pattern.search(phrase)), "ships")


def shipping(plain: str) -> Iterator[Measure]:
    """Shipping phrases in plain characters; the value is what the phrase comes to (overnight, meets)."""
    if _NUMBER not in PLAIN.open(plain) or not _HINT.search(plain):
        return
    for match in _PHRASE.finditer(plain):
        lead = _LEADING.match(match[0])
        start = match.start() + (lead.end() if lead else 0)
        yield Measure("shipping", start, match.end(), _sense(match[0]), "shipping_phrase")
