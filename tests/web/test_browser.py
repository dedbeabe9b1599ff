"""The page in a real browser: typed into, clicked, measured."""

import threading
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, expect, sync_playwright

from tests.web.conftest import World
from tests.web.samples import RLO, SCRIPT, listing, no_hit, run

BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's browser; where there is none the reason is said."""
    found = next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        pytest.skip(f"no browser at {' or '.join(BROWSERS)}: apt-get install chromium-headless-shell")
    if find_library("atomic") is None:
        pytest.skip("Playwright's driver needs libatomic: apt-get install libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The application on a free port of this machine, holding hostile and long posts."""
    hostile = f"oxy {SCRIPT}<img src=x onerror='window.__ran=1'> {RLO}drawkcab " + "x" * 3000
    world.keep(
        [
            listing("azul", "x@n@x and b.l.u.e.s back in stock"),
            listing("hostile", hostile, title=SCRIPT * 20, url="javascript:window.__ran=1", place="y" * 500),
            listing(
                "forum", "xanax bars " + "💊" * 400, platform="discourse", kind="forum", site="w" * 200 + ".example"
            ),
            no_hit("news", "xanax in the news"),
        ],
        [run("z" * 200, "blocked", note=SCRIPT)],
    )
    server = uvicorn.Server(uvicorn.Config(world.app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _refuse(dialog: Dialog, seen: list[str]) -> None:
    seen.append(dialog.message)
    dialog.dismiss()


def test_a_search_is_typed_and_a_facet_clicked_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Words to find").fill("xanax")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.locator("#count")).to_have_text("2 hits")
        page.locator("#facet-platform").get_by_role("link", name="mastodon").click()
        expect(page.locator("#count")).to_have_text("1 hit")
        expect(page.locator("article .original mark")).to_have_text(["x@n@x"])
        expect(page.get_by_label("Words to find")).to_have_value("xanax")
        page.get_by_role("link", name="all candidates (2)").click()
        expect(page.locator("article")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_posts_neither_run_nor_load_nor_widen_the_page(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        dialogs: list[str] = []
        requests: list[str] = []
        page.on("dialog", lambda dialog: _refuse(dialog, dialogs))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}/?show=all&q=oxy")
        paths = ["/", "/?show=all&q=oxy", "/?q=%22open", "/none", page.locator("article h3 a").get_attribute("href")]
        for path in paths:
            page.goto(f"{address}{path}")
            assert page.evaluate("window.__ran") is None
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide == 0, path
        assert dialogs == []
        assert [url for url in requests if not url.startswith(address)] == []


def test_filters_open_by_keyboard_on_a_narrow_screen(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".filters")).to_be_hidden()
        page.locator("#open-filters").focus()
        page.keyboard.press("Space")
        expect(page.locator(".filters")).to_be_visible()


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !node.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${node.tagName}.${node.className}: ${node.textContent}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, address: str, scheme: str) -> None:
    """WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1."""
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path in ("/", "/?show=all&q=xanax&period=7d", "/?q=zolpidem", "/?q=%22open"):
            page.goto(f"{address}{path}")
            assert page.evaluate(CONTRAST) == [], path
        page.goto(f"{address}/")
        page.goto(address + (page.locator("article h3 a").first.get_attribute("href") or ""))
        assert page.evaluate(CONTRAST) == []
