"""Addresses of the web, read without trusting them."""

from urllib.parse import SplitResult, urljoin, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def site_of(url: str) -> str:
    """The lower-case host, with the port where it is not the scheme's own; empty where there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return host if port is None or port == DEFAULT_PORTS.get(parts.scheme) else f"{host}:{port}"


def split(url: str) -> SplitResult:
    """The parts of an address; empty ones where it cannot be read."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_web(url: str) -> bool:
    """Whether this is a whole address of the web."""
    return split(url).scheme in DEFAULT_PORTS and bool(site_of(url))


def join(base: str, address: str) -> str:
    """The address in full; as it stands where `base` is not known or either cannot be read."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address.strip()


def on_same_site(url: str, address: str) -> str | None:
    """A page's link in full, if it leads to the same site by HTTP and can be asked for; None otherwise."""
    if any("\ud800" <= letter <= "\udfff" for letter in address):
        return None
    target = join(url, address)
    is_ours = split(target).scheme in DEFAULT_PORTS and site_of(target) == site_of(url)
    return target if is_ours else None
