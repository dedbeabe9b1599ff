"""Invented platforms served on 127.0.0.1: the world of the demo and of the tests.

    with replica.serve(clock, base_port=8701) as running:
        running.urls["social"]      # http://127.0.0.1:8701
        running.set_clock(later)    # posts appear, are edited, are deleted

The posts lie in `world/`, what a reader should find in them in `expected.jsonl`; both are written by hand. A row of
`expected.jsonl` holds `key` (the post in `world/`), `platform` (the software), `server` (a name in `running.urls`),
`native_id` (a status's uri, a forum post's or product's number), `label`, `goods`, `hit`, `family` (what kind of post),
`access`, and `campaign` when the post is one of several copies of a seller's own text. `access` is `open`, or says why
a polite crawler stores nothing: `robots` (forbidden), `noindex` (the account asks for it), `malformed`, `reblog` (only
the boosted post counts). Expectations hold for every version of an edited post.
"""

from replica.server import Running, serve

__all__ = ["Running", "serve"]
