"""What the commands share: the settings of this call and what they name, opened on demand and once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pillwatch.settings import Settings, load_settings

if TYPE_CHECKING:  # what the properties open takes seconds to import, and no command needs all of it
    from crawlers.source import Source
    from index.store import RunStore, SearchStore
    from nlp.reader import Reader

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


@dataclass
class Context:
    """`flags` are those given before the command's name, None where one was not given."""

    flags: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        return load_settings(self.flags)

    @cached_property
    def reader(self) -> "Reader":
        """The trained reader. Raises ModelError."""
        from nlp.reader import Reader

        return Reader.load(self.settings.model, watch=self.settings.watch, lexicons=self.settings.lexicon_folder)

    @cached_property
    def store(self) -> "SearchStore":
        """The search store. Raises StoreError."""
        from index.open import open_store

        return open_store(self.settings.store_location, self.settings.store_credentials)

    @cached_property
    def runs(self) -> "RunStore":
        """The records of runs. Raises StoreError."""
        from index.open import open_runs

        return open_runs(self.settings.runs_folder)

    @cached_property
    def sources(self) -> "dict[str, Source]":
        """All declared sources by name. Raises SourceError."""
        from crawlers.source import load_sources

        return load_sources(self.settings.source_folders)

    def close(self) -> None:
        """Let go of the stores that were opened: what was written is then for all to see."""
        for name in ("store", "runs"):
            if opened := self.__dict__.get(name):
                opened.close()
