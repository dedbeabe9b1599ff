"""What was worked out once and is asked again and again, since text repeats its words."""

from collections.abc import Callable
from typing import Generic, TypeVar

_MOST = 65_536
_LONGEST = 64
Value = TypeVar("Value")


class Memory(dict[str, Value], Generic[Value]):
    """`memory[key]` is `work(key)`, looked up where it is known; long keys are not kept, and not too many."""

    def __init__(self, work: Callable[[str], Value]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, key: str) -> Value:
        value = self._work(key)
        if len(key) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[key] = value
        return value
