"""HTML of posts as plain text: what the author wrote, and nothing of the software's."""

import pytest

from crawlers.html import read_fragment


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain  words\n here", "plain words here"),
        ("<p>one</p><p>two<br>three<br />four</p>", "one\ntwo\nthree\nfour"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        ("<ul>\n<li>30 mg</li>\n<li>10 mg</li>\n</ul>after", "30 mg\n10 mg\nafter"),
        ("<h2>Menu</h2>text<hr>end", "Menu\ntext\nend"),
        ("a &amp; b &lt;b&gt; &#8211; &nbsp;c&#x1F48A;", "a & b <b> – \u00a0c💊"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
        ("a<script>alert(1)</script><style>p{}</style><!-- no -->b", "ab"),
        ("<table><tr><td>oxy</td><td>30</td></tr><tr><td>xan</td></tr></table>", "oxy 30\nxan"),
        ("<p>zero\u200bwidth \u202e rtl</p>", "zero\u200bwidth \u202e rtl"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("</p></div>stray", "stray"),
        ("<frameset><frame></frameset>hidden ad", "hidden ad"),
        ("<pre><code>a\nb</code></pre>", "a b"),
        ("<p>nul \x00 byte</p>", "nul \ufffd byte"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("<p>lone \udfff surrogate</p>", "lone \ufffd surrogate"),
        ("", ""),
    ],
)
def test_markup_becomes_lines(html: str, text: str) -> None:
    assert read_fragment(html).text == text


def test_the_parts_of_a_shortened_link_are_joined() -> None:
    html = (
        '<p>see <a href="https://pills.example/catalogue/of/everything"><span class="invisible">https://</span>'
        '<span class="ellipsis">pills.example/catalogue/of</span><span class="invisible">/everything</span></a></p>'
    )
    assert read_fragment(html).text == "see https://pills.example/catalogue/of/everything"


def test_a_link_that_was_cut_is_shown_in_full() -> None:
    html = '<a href="https://pills.example/catalogue">pills.example/cata...</a>'
    assert read_fragment(html).text == "https://pills.example/catalogue"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://t.example/seller">write me</a>', "write me (https://t.example/seller)"),
        ('<a href="tel:+12135550142">call</a>', "call (tel:+12135550142)"),
        ('<a href="mailto:ann@pills.example?subject=x">ann@pills.example</a>', "ann@pills.example"),
        ('<a href="https://pills.example/">PILLS.example</a>', "PILLS.example"),
        ('<a href="https://pills.example/a%20b">https://pills.example/a b</a>', "https://pills.example/a b"),
        ('<a href="https://x.example/@ann" class="u-url mention">@<span>ann</span></a>', "@ann"),
        ('<a href="https://x.example/tags/oxy" rel="tag">#<span>oxy</span></a>', "#oxy"),
        ('<a href="/t/rules/1">rules</a>', "rules"),
        ('<a href="https://forum.example/t/rules/1">rules</a>', "rules"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<a href="http://[broken">click</a>', "click"),
        ('<a href="https://t.example/icon"><img src="https://x.example/i.png"></a>', "(https://t.example/icon)"),
    ],
)
def test_a_contact_behind_words_is_shown(html: str, text: str) -> None:
    assert read_fragment(html, base="https://forum.example/").text == text


def test_quotes_of_other_posts_are_not_the_authors_text() -> None:
    html = (
        '<aside class="quote no-group" data-username="bo" data-post="2" data-topic="7"><div class="title">'
        '<img class="avatar" src="/a.png"> bo:</div><blockquote><p>sold out <img src="/b.png"></p></blockquote></aside>'
        "<p>my answer</p>"
    )
    fragment = read_fragment(html)
    assert fragment.text == "my answer"
    assert fragment.media == ()


def test_a_quote_of_nobody_and_a_block_quote_are() -> None:
    html = '<aside class="quote"><div class="title">x:</div><blockquote><p>mine</p></blockquote></aside>'
    assert read_fragment(html + "<blockquote><p>cited</p></blockquote>end").text == "mine\ncited\nend"


def test_a_preview_leaves_the_address_that_was_written() -> None:
    html = (
        '<p>look</p><aside class="onebox allowlistedgeneric" data-onebox-src="https://pills.example/x">'
        '<header class="source"><img class="site-icon" src="/i.png"><a href="https://pills.example/x">pills</a></header>'
        "<article><h3>A long title</h3><p>of a page</p></article></aside>"
        '<p><a href="https://pills.example/y" class="inline-onebox">Another title</a></p>'
    )
    fragment = read_fragment(html)
    assert fragment.text == "look\nhttps://pills.example/x\nhttps://pills.example/y"
    assert fragment.media == ()


def test_the_line_that_names_a_quoted_status_is_left_out() -> None:
    html = '<p>mine <span class="quote-inline"><br>RE: <a href="https://x.example/1">https://x.example/1</a></span></p>'
    assert read_fragment(html).text == "mine"


def test_pictograms_are_text_and_pictures_are_media() -> None:
    html = (
        '<p>blues <img src="/images/emoji/pill.png" class="emoji" alt=":pill:"> here</p>'
        '<div class="lightbox-wrapper"><a class="lightbox" href="/uploads/full.jpg"><img src="/uploads/small.jpg" '
        'alt="a bag"><div class="meta"><span class="filename">bag.jpg</span> 3 MB</div></a></div>'
        '<img src="/uploads/two.png"><img src="data:image/png;base64,AA=="><video><source src="/uploads/v.mp4"></video>'
    )
    fragment = read_fragment(html, base="https://forum.example/t/")
    assert fragment.text == "blues :pill: here"
    assert [(media.url, media.kind, media.alt) for media in fragment.media] == [
        ("https://forum.example/uploads/full.jpg", "image", "a bag"),
        ("https://forum.example/uploads/two.png", "image", None),
        ("https://forum.example/uploads/v.mp4", "video", None),
    ]


def test_depth_ends_in_text_and_an_attack_is_refused() -> None:
    assert read_fragment("<div>" * 5_000 + "deep").text == "deep"
    with pytest.raises(ValueError, match="more than 10000 tags"):
        read_fragment("<div>" * 50_000 + "deep")
