"""How well are sellers found in a planted world, and what does a big one cost?

Run it from the root of the checkout: `python -m bench.sellers [posts] [seed] [store]`. The world has 300 sellers for
each 10,000 posts. Prints pairwise precision and recall, times and memory, and writes `bench/sellers.json`. The word
`store` puts the posts through the embedded store first. The numbers of weights.yml were looked at with seeds 1 to 5;
2026, the seed where none is given, is for the answer only.
"""

import resource
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from math import comb
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from bench.posts import batches
from index.access import EVERYTHING
from index.listing import Author, Listing
from index.query import Query
from index.sellers import Account, Ledger, find_sellers, load_weights
from index.tantivy import TantivyStore
from nlp.reading import LABELS, Label, Mention

TEST_SEED = 2026
MISREAD = 0.02
"""Warnings taken for offers in the second world: what a reader of that precision costs."""

START = datetime(2026, 1, 5, tzinfo=UTC)
PLATFORMS = (
    ("mastodon", ""),
    ("discourse", "a.example"),
    ("discourse", "b.example"),
    ("telegram", ""),
    ("bluesky", ""),
)
COMMON = ("anna", "plug", "mike", "maria", "xanax_king", "best.meds", "alex", "pharma", "real_plug", "blues", "juan")
APPS = ("telegram", "snapchat", "signal", "instagram", "wickr")
SYLLABLES = [first + last for first in "bcdfghjklmnprstvwz" for last in ("a", "e", "i", "o", "u", "an", "or", "el")]


@dataclass(slots=True)
class Person:
    """Somebody with accounts: (platform, site, handle), contacts of each, and texts."""

    accounts: list[tuple[str, str, str]]
    contacts: list[list[Mention]]
    texts: list[int]
    sells: bool = True
    public: dict[int, list[Mention]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class World:
    """Invented people; `truth` says whose an account is."""

    random: Random
    posts: int
    misread: float = 0.0
    truth: dict[Account, int] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    taken: set[tuple[str, str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.words = ["".join(self.random.choices(SYLLABLES, k=self.random.choice((1, 2, 3)))) for _ in range(4000)]
        sellers = max(3, self.posts * 300 // 10_000)
        for number in range(sellers):
            self.people.append(self.seller(number))
        for _ in range(sellers // 2):
            self.people.append(Person([self.account(self.name())], [[]], [], sells=False))
        self.copy_texts()
        self.public_contacts()

    def name(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.choice((3, 4, 4, 5))))

    def account(self, handle: str, where: tuple[str, str] | None = None) -> tuple[str, str, str]:
        account = (*(where or self.random.choice(PLATFORMS)), handle)
        while account in self.taken:
            handle += str(self.random.randrange(10))
            account = (account[0], account[1], handle)
        self.taken.add(account)
        return account

    def seller(self, number: int) -> Person:
        random = self.random
        size = random.choices(range(1, 7), weights=(30, 20, 18, 14, 10, 8))[0]
        base, style = self.name(), random.choice(("same", "variant", "variant", "other", "common"))
        accounts = []
        for at in range(size):
            variant = base + ("", "2", "_backup", "3", "_mx", "_b")[at]
            handle = {"same": base, "variant": variant, "other": self.name(), "common": random.choice(COMMON)}[style]
            accounts.append(self.account(handle))
        pool = self.pool(base)
        contacts = [self.some_of(pool, at) for at in range(size)]
        for at in range(size) if random.random() < 0.3 else ():
            contacts[at] = [*contacts[at], mention(f"{random.choice(APPS)}:{self.name()}")]
        texts = [number * 4 + at for at in range(random.randint(1, 4))]
        for platform, site, handle in accounts:
            self.truth[Account(platform, handle, site)] = number
        return Person(accounts, contacts, texts)

    def pool(self, base: str) -> list[Mention]:
        random = self.random
        name = base if random.random() < 0.5 else self.name()
        found = [mention(f"phone:+1{random.randrange(200, 990)}555{random.randrange(10_000):04}")]
        found += [mention(f"{random.choice(APPS)}:{name}")] * (random.random() < 0.8)
        found += [mention(f"email:{name}@mail.example")] * (random.random() < 0.2)
        found += [mention(f"bitcoin:1Fake{random.getrandbits(90):x}", "payment")] * (random.random() < 0.3)
        found += [mention(f"${name}", "payment")] * (random.random() < 0.2)
        return found

    def some_of(self, pool: list[Mention], at: int) -> list[Mention]:
        """All accounts name the first half of the time; otherwise neighbours share one in turn."""
        if self.random.random() < 0.6:
            return self.random.sample(pool, self.random.randint(1, len(pool)))
        return [pool[at % len(pool)], pool[(at + 1) % len(pool)]]

    def copy_texts(self) -> None:
        """Strangers copy one text of somebody, or one that half the market has; a few copy two."""
        sellers = [person for person in self.people if person.sells]
        for person in sellers:
            if self.random.random() < 0.25:
                other = self.random.choice(sellers)
                person.texts += other.texts[: self.random.choice((1, 1, 1, 2)) if other is not person else 0]
            if self.random.random() < 0.3:
                person.texts.append(-1 - self.random.randrange(max(1, len(sellers) // 25)))

    def public_contacts(self) -> None:
        """Help handles, hotlines and market channels that accounts name in a third of their offers."""
        sellers = [person for person in self.people if person.sells]
        shared = [(mention("telegram:pillhelp_line"), 0.2), (mention("phone:+18005550199"), 0.1)]
        shared += [(mention("phone:+12135550100"), 0.03), (mention("telegram:tr_vouches"), 0.1)]
        shared += [(mention(f"telegram:{self.name()}"), few / len(sellers)) for few in (4, 6, 8, 12, 20)]
        for contact, share in shared:
            for person in sellers:
                if self.random.random() < share:
                    person.public[self.random.randrange(len(person.accounts))].append(contact)

    def listings(self) -> Iterator[Listing]:
        random = self.random
        shares = list(accumulate(len(person.accounts) for person in self.people))
        for number in range(self.posts):
            person = (
                self.people[number] if number < len(self.people) else random.choices(self.people, cum_weights=shares)[0]
            )
            at = random.randrange(len(person.accounts))
            if person.sells and random.random() < 0.6:
                yield self.offer(number, person, at)
            elif random.random() < 0.3:
                yield self.warning(number, person, at)
            else:
                text = " ".join(random.choices(self.words, k=40))
                yield listing(number, person.accounts[at], random.choice(LABELS[1:]), text, (), None)

    def offer(self, number: int, person: Person, at: int) -> Listing:
        random, mentions = self.random, []
        if random.random() < 0.8 and person.contacts[at]:
            mentions = random.sample(person.contacts[at], random.randint(1, len(person.contacts[at])))
        mentions = [self.slip(one) if random.random() < 0.03 else one for one in mentions]
        mentions += [contact for contact in person.public.get(at, ()) if random.random() < 0.33]
        text = random.choice(person.texts)
        copied = random.random() < 0.6
        body = self.body(text) if copied else " ".join(random.choices(self.words, k=random.randint(20, 90)))
        return listing(number, person.accounts[at], "offer", body, mentions, f"n{text}" if copied else None)

    def body(self, text: int) -> str:
        own = Random(text)
        words = own.choices(self.words, k=own.randint(15, 90))
        words[own.randrange(len(words))] = self.random.choice(self.words)
        return " ".join(words)

    def slip(self, one: Mention) -> Mention:
        """A handle with two letters changed over."""
        if one.kind != "contact" or one.value.startswith("phone"):
            return one
        at = self.random.randrange(len(one.value) - 4, len(one.value) - 1)
        return mention(one.value[:at] + one.value[at + 1] + one.value[at] + one.value[at + 2 :])

    def warning(self, number: int, person: Person, at: int) -> Listing:
        """Somebody names the contact of a seller he warns of; the reader may take it for an offer."""
        victim = self.random.choice(self.people)
        named = victim.contacts[0][:1]
        label: Label = "offer" if self.random.random() < self.misread and not person.sells else "discuss"
        text = "beware of " + " ".join(self.random.choices(self.words, k=30))
        return listing(number, person.accounts[at], label, text, named, None)


def mention(value: str, kind: str = "contact") -> Mention:
    return Mention("payment" if kind == "payment" else "contact", value, 0, 0, value, "wallet")


def listing(
    number: int, account: tuple[str, str, str], label: Label, text: str, mentions: Sequence[Mention], near: str | None
) -> Listing:
    seen = START + number * timedelta(seconds=30)
    return Listing(
        id=f"{number:032x}",
        platform=account[0],
        site=account[1],
        kind="social",
        native_id=str(number),
        url=None,
        author=Author(account[2]),
        title=None,
        text=text,
        lang="en",
        created=seen,
        label=label,
        goods=("counterfeit_pill",) if label == "offer" else (),
        score=0.9,
        hit=label == "offer",
        mentions=tuple(mentions),
        reasons=(),
        model="none",
        first_seen=seen,
        last_seen=seen,
        checked=seen,
        near_key=near,
        source="example",
        policy="example",
    )


def pairwise(found: list[list[int]]) -> tuple[float, float]:
    """Precision and recall over pairs of accounts; a cluster is a list of whose its accounts are."""
    whole: dict[int, int] = {}
    right = claimed = 0
    for cluster in found:
        claimed += comb(len(cluster), 2)
        for owner in set(cluster):
            right += comb(cluster.count(owner), 2)
            whole[owner] = whole.get(owner, 0) + cluster.count(owner)
    true = sum(comb(count, 2) for count in whole.values())
    return right / max(1, claimed), right / max(1, true)


def measure(posts: int, seed: int, folder: Path | None, misread: float = 0.0) -> dict[str, float]:
    """One world, read and clustered; `misread` warnings are taken for offers of those who warn."""
    world = World(Random(seed), posts, misread)
    truth = dict(world.truth)
    ledger = Ledger(load_weights())
    reading = 0.0
    store = TantivyStore(folder) if folder else None
    for batch in batches(world.listings(), 1_000):
        if store:
            store.upsert(batch)
            continue
        start = perf_counter()
        ledger.add(batch)
        reading += perf_counter() - start
    if store:
        start = perf_counter()
        ledger.add(store.scan(Query(access=EVERYTHING, label=("offer",))))
        reading = perf_counter() - start
        store.close()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    sellers = list(find_sellers(ledger))
    joining = perf_counter() - start
    strangers = count(-1, -1)
    owners = [[truth.get(member.account, next(strangers)) for member in seller.members] for seller in sellers]
    precision, recall = pairwise(owners)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "posts": posts,
        "seed": seed,
        "offers": len(ledger),
        "accounts": sum(map(len, owners)),
        "clusters": len(owners),
        "largest": max(map(len, owners)),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "reading_s": round(reading, 2),
        "clustering_s": round(joining, 2),
        "peak_before_clustering_mb": before // 1024,
        "peak_mb": peak // 1024,
    }


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "store"]
    posts, seed = (int(number) for number in (words + ["10000", str(TEST_SEED)][len(words) :]))
    with TemporaryDirectory() as folder:
        result = measure(posts, seed, Path(folder) if "store" in sys.argv else None)
    noisy = measure(posts, seed, None, MISREAD)
    result |= {f"{name}_misread": noisy[name] for name in ("precision", "recall")}
    for name, value in result.items():
        print(f"{name:28} {value:>12,}")
    Path(__file__).with_suffix(".json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
