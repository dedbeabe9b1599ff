"""The times people type."""

import re
from datetime import UTC, datetime, timedelta

from index.query import QueryError

_AGO = re.compile(r"(?P<count>\d{1,6})(?P<unit>[hdw])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def parse_since(text: str, now: datetime) -> datetime:
    """`24h`, `7d` or `2w` before `now`, a date (its midnight in UTC) or an ISO 8601 time (UTC unless it names a zone).

    The result is in UTC. Raises QueryError.
    """
    typed = text.strip()
    try:
        if ago := _AGO.fullmatch(typed):
            return (now - int(ago["count"]) * _UNITS[ago["unit"]]).astimezone(UTC)
        moment = datetime.fromisoformat(typed)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise QueryError(
            f'"{typed[:40]}" is not a time: expected a span such as 24h, 7d or 2w, '
            "a date such as 2026-11-01 or a time such as 2026-11-01T08:30Z"
        ) from None
