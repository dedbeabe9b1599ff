"""Text to HTML, in the shapes that Mastodon and Discourse give it."""

import re
from collections.abc import Callable, Mapping
from html import escape

from replica.world import ForumPost, Person

HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d]\w*)")
MENTION = re.compile(r"(?<![\w/])@(\w+(?:@[\w.]+\w)?)")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")
_TOKEN = re.compile(f"(?P<link>{_LINK.pattern})|(?P<tag>{HASHTAG.pattern})|(?P<mention>{MENTION.pattern})")


def status_html(text: str, *, people: Mapping[str, Person], base: str) -> str:
    """The `content` of a status: paragraphs, line breaks, links, hashtags, and mentions of known people."""

    def linked(match: re.Match[str]) -> str:
        token = match.group()
        if match["link"]:
            return _status_link(token)
        if match["tag"]:
            name = escape(token[1:])
            return f'<a href="{base}/tags/{name.lower()}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'
        person = people.get(token[1:])
        if person is None:
            return _escape(token)
        return (
            f'<span class="h-card" translate="no"><a href="{person_url(person, base=base)}" class="u-url mention">'
            f"@<span>{person.username}</span></a></span>"
        )

    return _paragraphs(_replace(text, linked), line_break="<br />")


def person_url(person: Person, *, base: str) -> str:
    return f"https://{person.domain}/@{person.username}" if person.domain else f"{base}/@{person.username}"


def cooked(post: ForumPost, text: str, *, base: str) -> str:
    """The `cooked` HTML of a forum post with its quote and onebox."""
    if post.raw:
        return text
    quote = ""
    if post.quote is not None:
        by = escape(str(post.quote["by"]))
        quote = (
            f'<aside class="quote no-group" data-username="{by}" data-post="{post.quote["number"]}" '
            f'data-topic="{post.topic}">\n<div class="title">\n<div class="quote-controls"></div>\n'
            f'<img alt="" width="24" height="24" src="{base}/letter_avatar_proxy/v4/letter/{by[0]}/8797f3/48.png" '
            f'class="avatar"> {by}:</div>\n'
            f"<blockquote>\n<p>{_escape(post.quote['text'])}</p>\n</blockquote>\n</aside>\n"
        )
    body = _paragraphs(_replace(text, lambda match: _forum_link(match) if match["link"] else _escape(match.group())))
    return quote + body + (_onebox(post.onebox) if post.onebox is not None else "")


def _escape(text: str) -> str:
    return escape(text).replace("&#x27;", "&#39;")


def _replace(text: str, linked: Callable[[re.Match[str]], str]) -> str:
    """Escape the text, with every link, hashtag and mention given to `linked` instead."""
    parts: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        parts += [_escape(text[end : match.start()]), linked(match)]
        end = match.end()
    return "".join([*parts, _escape(text[end:])])


def _paragraphs(html: str, *, line_break: str = "<br>\n") -> str:
    return "".join(f"<p>{part}</p>" for part in html.replace("\n\n", "\x00").replace("\n", line_break).split("\x00"))


def _status_link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown, hidden = rest[:30], rest[30:]
    kind = "ellipsis" if hidden else ""
    return (
        f'<a href="{_escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span><span class="{kind}">{_escape(shown)}</span>'
        f'<span class="invisible">{_escape(hidden)}</span></a>'
    )


def _forum_link(match: re.Match[str]) -> str:
    url = _escape(match.group())
    return f'<a href="{url}" rel="noopener nofollow ugc">{url}</a>'


def _onebox(onebox: Mapping[str, str]) -> str:
    url, host = escape(onebox["url"]), escape(onebox["url"].split("/")[2])
    return (
        f'\n<aside class="onebox allowlistedgeneric" data-onebox-src="{url}">\n<header class="source">\n'
        f'<a href="{url}" target="_blank" rel="noopener nofollow ugc">{host}</a>\n</header>\n'
        f'<article class="onebox-body">\n<h3><a href="{url}" target="_blank" rel="noopener nofollow ugc">'
        f"{_escape(onebox['title'])}</a></h3>\n<p>{_escape(onebox['text'])}</p>\n</article>\n"
        f'<div class="onebox-metadata"></div>\n<div style="clear: both"></div>\n</aside>'
    )
