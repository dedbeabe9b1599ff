"""A reading as an analyst looks it over: the text with its mentions coloured, and what each comes to."""

from rich.text import Text as Shown

from index.visible import visible
from nlp.reading import MentionKind, Reading
from pillwatch.terminal import out

COLOURS: dict[MentionKind, str] = {
    "drug": "bold red",
    "imprint": "bold magenta",
    "form": "magenta",
    "colour": "blue",
    "dose": "cyan",
    "quantity": "green",
    "price": "bold green",
    "contact": "bold yellow",
    "payment": "yellow",
    "shipping": "bright_blue",
    "place": "bright_cyan",
    "cas": "bold cyan",
    "press": "bold bright_red",
}


def print_reading(text: str, reading: Reading) -> None:
    """The verdict, the text, and below it a line for each mention."""
    goods = f", {', '.join(reading.goods)}" if reading.goods else ""
    verdict = "screened out" if reading.screened_out else f"{reading.label} {reading.score:.2f}{goods}"
    out.print(Shown(verdict, style="bold"))
    shown, at = Shown("  "), 0
    for mention in reading.mentions:
        shown.append(visible(text[at : mention.start]))
        shown.append(visible(mention.text), style=f"{COLOURS[mention.kind]} underline")
        at = mention.end
    out.print(shown.append(visible(text[at:])))
    for mention in reading.mentions:
        line = Shown("    ").append(f"{mention.kind:9}", style=COLOURS[mention.kind])
        out.print(line.append(visible(f"{mention.text} -> {mention.value}  [{mention.rule}]")))
