"""Appending that is on the disk when it returns, or not there at all."""

import os
from contextlib import suppress
from io import FileIO


def append(file: FileIO, size: int, content: bytes) -> None:
    """Add `content` behind the first `size` bytes, which are all there is. Raises OSError; then none of it stays."""
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) or 0 :]
        os.fsync(file)
    except OSError as error:
        with suppress(OSError):
            file.truncate(size)
        raise OSError(error.errno, error.strerror, str(file.name)) from None
