"""A piece of HTML that a platform gives for a post, as the plain text and media of its author."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.address import join, split
from crawlers.answer import clean
from index.listing import Media

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
        address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form
        h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody tfoot thead tr ul
        """,
    )
)
DROPPED = frozenset(re.findall(r"\w+", "script style template noscript iframe object embed svg math canvas head title"))
PICTOGRAMS = frozenset(["emoji", "wp-smiley", "custom-emoji"])
FURNITURE = frozenset(["avatar", "site-icon", "thumbnail"])
REFERENCES = frozenset(["mention", "mention-group", "hashtag", "hashtag-cooked", "anchor", "attachment"])
CONTACTS = ("mailto", "tel", "sms", "tg", "whatsapp", "viber", "xmpp")
LONGEST_LINK = 2_000
MOST_TAGS = 10_000
"""The parser's time grows with the square of the depth; beyond this a fragment is an attack."""
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINE_END = re.compile(r" +\n")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)$", re.I)


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text with line breaks, and pictures, films and sounds in order."""

    text: str
    media: tuple[Media, ...] = ()


def read_fragment(html: str, *, base: str = "") -> Fragment:
    """The author's own text and media in a fragment; `base` is the address that relative links start from.

    Own text is what the author wrote or chose to show: paragraphs, lists, block quotes, spoilers, poll
    options. Left out is what the software adds: a quote that cites another post of the forum, a preview
    of a linked page (its address stays), the "RE:" line of a quoting post, picture captions, scripts.
    Pictograms become their `alt`. A link to another site whose address the words do not show is
    followed by that address in brackets: contacts hide there. White space is collapsed as a browser does.
    Raises ValueError for more than MOST_TAGS tags.
    """
    html = clean(html)
    if html.count("<") > MOST_TAGS:
        raise ValueError(f"more than {MOST_TAGS} tags in a text")
    if "<" not in html and "&" not in html:
        return Fragment(_SPACE.sub(" ", html).strip())
    writer = _Writer(base)
    # with an explicit body a hostile <frameset> cannot replace it
    body = LexborHTMLParser(f"<body>{html}").body
    node = body.first_child if body is not None else None
    depth = 0
    while node is not None:
        inner = node.first_child if writer.enter(node) else None
        if inner is not None:
            node, depth = inner, depth + 1
            continue
        writer.leave(node)
        while node.next is None and depth and node.parent is not None:
            node, depth = node.parent, depth - 1
            writer.leave(node)
        node = node.next
    text = _LINE_END.sub("\n", "".join(writer.pieces)).strip(" \n")
    return Fragment(text, tuple(writer.media))


@dataclass(slots=True)
class _Writer:
    base: str
    pieces: list[str] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    fresh: bool = True

    def enter(self, node: LexborNode) -> bool:
        """Take a node; false when what is inside is not the author's."""
        if node.is_text_node:
            self._write(node.text_content or "")
            return False
        tag, classes = node.tag or "", _classes(node)
        if tag in DROPPED or "quote-inline" in classes or "poll-info" in classes or _cites(tag, classes, node):
            return False
        if tag in BLOCKS:
            self._break_line()
        if "onebox" in classes or "lazy-video-container" in classes:
            self._preview(node)
            return False
        if tag == "a" and "lightbox" in classes:
            picture = node.css_first("img")
            self._add(node.attributes.get("href"), "image", picture.attributes.get("alt") if picture else None)
            return False
        if "title" in classes and node.parent is not None and "quote" in _classes(node.parent):
            return False
        return self._element(tag, classes, node)

    def leave(self, node: LexborNode) -> None:
        """A node ends."""
        tag = node.tag or ""
        if tag in BLOCKS:
            self._break_line()
        elif tag in ("td", "th"):
            self._write(" ")
        elif tag == "a" and self.links:
            self._close_link(node)

    def _element(self, tag: str, classes: frozenset[str], node: LexborNode) -> bool:
        match tag:
            case "br":
                self.pieces.append("\n")
                self.fresh = True
            case "img" if classes & PICTOGRAMS:
                self._write(node.attributes.get("alt") or "")
            case "img" if not classes & FURNITURE:
                self._add(node.attributes.get("src"), "image", node.attributes.get("alt"))
            case "video" | "audio":
                inner = node.css_first("source[src]")
                self._add(node.attributes.get("src") or (inner.attributes.get("src") if inner else None), tag, None)
                return False
            case "div" if node.attributes.get("data-video-src"):
                self._add(node.attributes.get("data-video-src"), "video", None)
                return False
            case "a":
                self.links.append(len(self.pieces))
        return True

    def _close_link(self, node: LexborNode) -> None:
        start = self.links.pop()
        classes = _classes(node)
        shown = "".join(self.pieces[start:]).strip()
        href = (node.attributes.get("href") or "").strip()
        if classes & REFERENCES or shown.startswith(("@", "#")) or len(href) > LONGEST_LINK:
            return
        if "inline-onebox" in classes and href:
            self.pieces[start:] = [href]
        elif _hides(shown, href, self.base) and (shown or node.css_first("img")):
            if shown.endswith(("...", "…")) and _bare(href).startswith(_bare(shown.rstrip(".…"))):
                self.pieces[start:] = [href]
            else:
                self._write(f" ({href})" if shown else f"({href})")

    def _preview(self, node: LexborNode) -> None:
        link = node.css_first("a[href]")
        address = node.attributes.get("data-onebox-src") or (link.attributes.get("href") if link else None)
        self._write(address or "")
        self._break_line()

    def _add(self, url: str | None, kind: str, alt: str | None) -> None:
        if url and not url.startswith("data:"):
            self.media.append(Media(join(self.base, url), kind, alt or None))

    def _write(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        if self.fresh or (self.pieces and self.pieces[-1].endswith(" ")):
            text = text.lstrip(" ")
        if text:
            self.pieces.append(text)
            self.fresh = False

    def _break_line(self) -> None:
        if not self.fresh:
            self.pieces.append("\n")
            self.fresh = True


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())


def _cites(tag: str, classes: frozenset[str], node: LexborNode) -> bool:
    """Whether this is a Discourse quote of a post that exists; one made up by the author is the author's text."""
    return tag == "aside" and "quote" in classes and bool(node.attributes.get("data-post"))


def _hides(shown: str, href: str, base: str) -> bool:
    """Whether a link leads to another site or a contact that its words do not show."""
    parts = split(href)
    if parts.scheme in CONTACTS:
        return href.partition(":")[2].partition("?")[0].strip("/").casefold() not in shown.casefold()
    if parts.scheme not in ("http", "https") or parts.netloc == split(base).netloc:
        return False
    if not shown and _PICTURE.search(parts.path):
        return False
    return _bare(href) not in _bare(shown)


def _bare(address: str) -> str:
    """An address without what people leave out when they write it."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", unquote(address).strip().casefold()).rstrip("/")
