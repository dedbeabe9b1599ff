"""`pillwatch sellers` and `seller` as a user meets them."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from index.open import open_store
from nlp.reading import Mention
from pillwatch.commands import sellers
from pillwatch.context import Context
from tests.index.sellers.people import named, offer

PHONE = "phone:+12135550142"
PLACE = Mention("place", "Laredo", 0, 6, "Laredo", "places/laredo")
PRICE = Mention("price", "$6", 0, 2, "$6", "price")
ONE, TWO, ALONE = "mastodon/zelkorba@pond.example", "telegram/lumipasor", "bluesky/tivonar"


class Desk:
    """A data folder with three accounts and the command line on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.app = typer.Typer()
        self.app.callback()(self._flags)
        sellers.register(self.app)
        store = open_store(data / "store")
        store.upsert(
            [
                offer(1, ONE, text="blues \u202e today [bold]", mentions=(named(PHONE), PLACE, PRICE)),
                offer(2, TWO, PHONE, text="blues again", goods=("pill_press",)),
                offer(3, ALONE, text="bars", hit=False),
                offer(4, "mastodon/nurse", PHONE, text="do not call this number", label="discuss"),
            ]
        )
        store.close()

    def _flags(self, call: typer.Context) -> None:
        call.obj = Context({"data": self.data})

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(self.app, list(words))

    def lines(self, *words: str) -> list[dict[str, Any]]:
        ended = self.run(*words, "--json")
        assert ended.exit_code == 0, ended.output
        return [orjson.loads(line) for line in ended.stdout.splitlines()]

    def joined(self) -> list[list[str]]:
        return [[f"{m['platform']}/{m['handle']}" for m in line["members"]] for line in self.lines("sellers")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_one_line_a_cluster(desk: Desk) -> None:
    first, second = desk.lines("sellers")
    assert set(first) == {"seller", "members", "links"}
    assert first["members"] == [
        {"platform": "mastodon", "handle": "zelkorba@pond.example"},
        {"platform": "telegram", "handle": "lumipasor"},
    ]
    (link,) = first["links"]
    assert set(link) == {"a", "b", "kind", "value", "weight"}
    assert (link["a"], link["b"], link["kind"], link["value"]) == (ONE, TWO, "phone", PHONE)
    assert (second["members"], second["links"]) == ([{"platform": "bluesky", "handle": "tivonar"}], [])


def test_options_choose_whole_sellers(desk: Desk) -> None:
    assert [len(line["members"]) for line in desk.lines("sellers", "--goods", "pill_press")] == [2]
    assert [len(line["members"]) for line in desk.lines("sellers", "--platform", "bluesky")] == [1]
    assert [len(line["members"]) for line in desk.lines("sellers", "--hits")] == [2]
    assert [len(line["members"]) for line in desk.lines("sellers", "--handles", "2")] == [2]
    assert desk.lines("sellers", "--drug", "fentanyl") == []
    assert "pill" in str(desk.run("sellers", "--goods", "cars").exception)


@pytest.mark.parametrize("words", [(), ("show",)])
@pytest.mark.parametrize("by_name", [True, False])
def test_one_seller(desk: Desk, words: tuple[str, ...], by_name: bool) -> None:
    wanted = TWO.upper() if by_name else desk.lines("sellers")[0]["seller"]
    (told,) = desk.lines("seller", *words, wanted)
    assert told["contacts"] == [[PHONE, 2]]
    assert (told["prices"], told["places"]) == ([["$6", 1]], [["Laredo", 1]])
    assert [text["text"] for text in told["texts"]] == ["blues \u202e today [bold]", "blues again"]
    assert told["listings"] == [f"{1:032x}", f"{2:032x}"]
    assert (told["first_seen"], told["last_seen"]) == ("2026-11-02T12:01:00Z", "2026-11-02T12:02:00Z")
    (link,) = told["links"]
    assert link["evidence"] == [[f"{1:032x}"], [f"{2:032x}"]]
    assert link["date"] == "2026-11-02T12:02:00Z"


def test_hostile_text_is_shown_and_does_nothing(desk: Desk) -> None:
    shown = desk.run("seller", ONE).stdout
    assert "blues ‹U+202E› today [bold]" in shown
    assert "\u202e" not in shown


def test_reject_and_accept_survive(desk: Desk) -> None:
    assert desk.run("seller", "reject", ONE, TWO, "--why", "two stalls", "--by", "Ann").exit_code == 0
    assert desk.joined() == [[ALONE], [ONE], [TWO]]
    assert "a person wants two of the accounts apart" in desk.run("seller", ONE).stdout
    assert desk.run("seller", "accept", TWO, ALONE, "--why", "met them", "--by", "Ann").exit_code == 0
    assert desk.joined() == [[ALONE, TWO], [ONE]]
    (told,) = desk.lines("seller", ALONE)
    assert [(link["kind"], link["value"]) for link in told["links"]] == [("accepted", "met them")]
    lines = (desk.data / "seller-decisions.jsonl").read_bytes().splitlines()
    assert [orjson.loads(line)["action"] for line in lines] == ["reject", "accept"]


def test_deciding_twice_changes_nothing(desk: Desk) -> None:
    for why in ("two stalls", "said again"):
        said = desk.run("seller", "reject", ONE, TWO, "--why", why, "--by", "Ann").stdout
    assert "two stalls (before; nothing was added)" in said
    assert len((desk.data / "seller-decisions.jsonl").read_bytes().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", "mastodon/nobody", TWO, "--why", "x"), "no offer is by mastodon/nobody"),
        (("accept", "nobody", TWO, "--why", "x"), "expected PLATFORM/HANDLE"),
        (("accept", TWO, TWO, "--why", "x"), "same account"),
        (("reject", ONE, TWO, "--why", " "), "--why: say it in words"),
        (("0123456789abcdef",), "no seller is 0123456789abcdef"),
    ],
)
def test_mistakes_say_what_to_do(desk: Desk, words: tuple[str, ...], told: str) -> None:
    ended = desk.run("seller", *words)
    assert type(ended.exception).__name__ == "MistakeError"
    assert told in str(ended.exception)
    assert not (desk.data / "seller-decisions.jsonl").exists()


def test_a_broken_file_of_decisions_is_no_empty_one(desk: Desk) -> None:
    (desk.data / "seller-decisions.jsonl").write_text("nonsense\n")
    ended = desk.run("sellers")
    assert type(ended.exception).__name__ == "FailedError"
    assert "line 1" in str(ended.exception)
