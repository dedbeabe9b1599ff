"""What an answer is before any platform looks at it: content, a refusal, gone, or broken."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from crawlers.jsonslice import JsonError, Slice, read_slice
from crawlers.page import Extract, Malformed, Page, PageOutcome

CHALLENGE = re.compile(
    r"just a moment|cf-chl|challenge-platform|captcha|ddos|are you (?:a )?human|unusual traffic", re.I
)
WEB_PAGE = re.compile(
    r"(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script|div|h1|p|center)\b", re.I | re.S
)
"""Each comment has one end only: otherwise a page of comments could be cut up in endlessly many ways."""
LONGEST_REFUSAL = 1_000
"""Characters of a refusal in words; a longer text is some document."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
BROKEN = re.compile(r"[\x00\ud800-\udfff]")
UNDECODED = re.compile(r"[\udc80-\udcff]")
"""Bytes that the charset has no character for, as `decode` leaves them."""


class UnreadableError(Exception):
    """The server failed; `name` is the class of the failure, such as `http_502`."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server failed: HTTP {status}")
        self.name = f"http_{status}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON body; `raw` gives the bytes of one of its values as received."""

    root: Slice
    codec: str

    def raw(self, piece: Slice) -> bytes:
        """The bytes of this value as they were sent."""
        return piece.raw.encode(self.codec, "surrogateescape")


def read_json(response: Response) -> Answer | Extract:
    """The JSON of an answer, or the Extract that says why there is none.

    404 and 410 are `gone`; other refusals, redirects that lead nowhere, web pages and plain text where
    JSON belongs (log-in pages, challenges) are `blocked`; a body that is cut off, garbled or in
    a charset that nobody declared is one Malformed. Raises UnreadableError when the server failed (5xx without a
    challenge).
    """
    refused = _by_status(response)
    if refused:
        return Extract(refused)
    text, codec = decode(response)
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return Extract("empty") if response.status == 204 else _broken(response, "the body is empty")
    if WEB_PAGE.match(start):
        return Extract("blocked")
    try:
        root = read_slice(text)
    except JsonError as error:
        return _no_json(response, start, str(error))
    if UNDECODED.search(text):
        return _broken(response, "not UTF-8, nor what its Content-Type declares: its letters cannot be known")
    if isinstance(root.value, str):
        return Extract("blocked")
    if not isinstance(root.value, (dict, list)):
        return _broken(response, "JSON, but neither an object nor a list")
    return Answer(root, codec)


def decode(response: Response) -> tuple[str, str]:
    """The body as text and the codec that gives its bytes back (with `surrogateescape`).

    UTF-8 where it is UTF-8, whatever is declared; else the declared charset; bytes that fit neither
    become lone surrogates.
    """
    try:
        return response.body.decode(), "utf-8"
    except UnicodeDecodeError:
        declared = http_content_type_encoding(header(response, "Content-Type"))
        codec = (resolve_encoding(declared) if declared else None) or "utf-8"
    try:
        text = response.body.decode(codec, "surrogateescape")
        if text.encode(codec, "surrogateescape") == response.body:
            return text, codec
    except (LookupError, UnicodeError):
        pass
    return response.body.decode("utf-8", "surrogateescape"), "utf-8"


def page_of(response: Response, extract: Extract, fetched: datetime) -> Page:
    """The Page of a response that was received then; cookies are not kept."""
    names = [name.decode("latin-1") for name in response.headers]
    return Page(
        url=response.url,
        status=response.status,
        headers={name.lower(): header(response, name) for name in names if name.lower() != "set-cookie"},
        fetched=fetched,
        body_sha256=sha256(response.body).hexdigest(),
        extract=extract,
    )


def header(response: Response, name: str) -> str:
    """A response header as text, several joined by commas; empty when it is not there."""
    return ", ".join(value.decode("latin-1") for value in response.headers.getlist(name))


def clean(text: str) -> str:
    """The text as it can be stored: what is no character (a lone surrogate, NUL) becomes U+FFFD."""
    return BROKEN.sub("\ufffd", text)


def words(value: Any) -> str | None:
    """A short text of the platform as it can be stored; None where it is blank or no text."""
    return clean(value) if isinstance(value, str) and value.strip() else None


def identifier(value: Any) -> str | None:
    """A handle or an address of the platform; None where it is blank or no text.

    Raises ValueError, in words, where it holds what is no character: mended it would name somebody else.
    """
    if isinstance(value, str) and BROKEN.search(value):
        raise ValueError("a handle or an address with characters that are none")
    return words(value)


def moment(value: Any) -> datetime:
    """A time of the platform in UTC. Raises ValueError in words."""
    if not isinstance(value, str):
        raise ValueError("no time")
    try:
        return in_utc(datetime.fromisoformat(value))
    except ValueError:
        raise ValueError("a time that cannot be read") from None


def in_utc(time: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is UTC. Raises ValueError beyond the calendar's ends."""
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time beyond the calendar") from None


def refusal_of(value: Any) -> PageOutcome | None:
    """What an error object says, whatever its status was: `gone` or `blocked`; None for other objects."""
    if not isinstance(value, dict):
        return None
    data = value.get("data")
    status = data.get("status") if isinstance(data, dict) else None
    if value.get("error_type") == "not_found" or status in (404, 410):
        return "gone"
    if value.get("error") or value.get("errors") or (value.get("code") and value.get("message")):
        return "blocked"
    return None


def outcome_without_posts(value: Any) -> PageOutcome:
    """The outcome of well-formed JSON in which no post was found."""
    return refusal_of(value) or ("empty" if _holds_nothing(value) else "list")


def _by_status(response: Response) -> PageOutcome | None:
    status = response.status
    if status in (404, 410):
        return "gone"
    if 300 <= status < 500:
        return "blocked"
    if status >= 500:
        text, _ = decode(response)
        if CHALLENGE.search(text):
            return "blocked"
        raise UnreadableError(status)
    return None


def _no_json(response: Response, start: str, reason: str) -> Extract:
    """A short readable text is a refusal in words; what is longer, or begins like JSON, XML or Markdown, is broken."""
    is_words = len(start) <= LONGEST_REFUSAL and start[0] not in '{["<#' and any(map(str.isalpha, start))
    return Extract("blocked") if is_words and not UNPRINTABLE.search(start) else _broken(response, reason)


def _broken(response: Response, reason: str) -> Extract:
    return Extract("posts", malformed=(Malformed(response.body, reason),))


def _holds_nothing(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(inner, (dict, list)) and _holds_nothing(inner) for inner in value.values())
    return isinstance(value, list) and not value
