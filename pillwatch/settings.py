"""Every setting of Pillwatch, typed, in one place. Only entry points read it."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as SourceError

from index.credentials import Credentials
from nlp.reading import WATCH_LIST, Goods

TOML = Path("pillwatch.toml")
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is wrong; the message names it, where it came from and what is expected."""


class Settings(BaseSettings):
    """Flags, then environment (`PILLWATCH_...`), then `pillwatch.toml` in the working folder, then these defaults."""

    model_config = SettingsConfigDict(env_prefix="PILLWATCH_", toml_file=TOML, extra="forbid", frozen=True)

    data: Path = Field(Path("pillwatch-data"), description="folder that everything is written below")
    store: str = Field("", description="search store: a folder, or URLs of Elasticsearch; empty means DATA/store")
    store_api_key: SecretStr = Field(SecretStr(""), description="API key for Elasticsearch")
    store_username: str = Field("", description="user of Elasticsearch, where there is no API key")
    store_password: SecretStr = Field(SecretStr(""), description="password of that user")
    store_ca: Path | None = Field(None, description="PEM file of who signed the certificate of Elasticsearch")
    model: Path = Field(ROOT / "nlp" / "model", description="folder of the trained model")
    operator: str = Field("", description="who runs the crawls, named in the user agent")
    contact: str = Field("", description="e-mail or URL where a site can reach the operator")
    watch: Annotated[tuple[Goods, ...], NoDecode] = Field(WATCH_LIST, description="goods that make an offer a hit")
    retention_days: int = Field(365, ge=1, le=3650, description="days that listings of sources without a file are kept")
    port: int = Field(8700, ge=1, le=65535, description="port of the search page on 127.0.0.1")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of precedence; secrets folders and .env files are left out on purpose."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("watch", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    @property
    def store_location(self) -> str:
        """Where the search store is: the setting, or the folder inside `data`."""
        return self.store or str(self.data / "store")

    @property
    def store_credentials(self) -> Credentials:
        """What the store's server wants to know of us."""
        return Credentials(
            api_key=self.store_api_key.get_secret_value(),
            username=self.store_username,
            password=self.store_password.get_secret_value(),
            ca=self.store_ca,
        )

    @property
    def runs_folder(self) -> Path:
        """Where the records of runs lie."""
        return self.data / "runs"

    @property
    def spool_folder(self) -> Path:
        """Where listings wait for the store."""
        return self.data / "spool"

    @property
    def lexicon_folder(self) -> Path:
        """Where the terms lie that people of this installation have accepted or refused."""
        return self.data / "lexicons"

    @property
    def source_folders(self) -> tuple[Path, ...]:
        """The repository's examples, then the operator's own sources."""
        return ROOT / "crawlers" / "sources", self.data / "sources"


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Settings with these flags on top (a flag that is None was not given).

    Raises SettingsError, one line, for a value or a name that is wrong and for a broken pillwatch.toml.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {name}: {first['msg']} (given by {origin(name, given)}); `pillwatch doctor` lists all settings"
        ) from None
    except (SourceError, ValueError, OSError) as error:
        raise SettingsError(f"{TOML}: cannot be read as settings: {error}; correct the file or remove it") from None


def origin(name: str, flags: Mapping[str, Any]) -> str:
    """Where a setting's value comes from: `flag`, `environment`, the file's name, or `default`."""
    if flags.get(name) is not None:
        return "flag"
    if f"PILLWATCH_{name.upper()}" in os.environ:
        return "environment"
    return str(TOML) if name in _toml() else "default"


def _toml() -> Mapping[str, Any]:
    return tomllib.loads(TOML.read_text(encoding="utf-8")) if TOML.is_file() else {}
