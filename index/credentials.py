"""What a store server wants to know of those who come."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API key, or a user name and password, and the file of the authority that signed the server's
    certificate (PEM; None: those that the system trusts). Secrets stay out of `repr`."""

    api_key: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None


ANYBODY = Credentials()
"""Without credentials, as a server without security is used."""
