"""Matrices of mostly zeros, as training needs them: multiply, multiply transposed, in numpy alone."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class Sparse:
    """A matrix given by its rows: the columns that are not zero and their values."""

    def __init__(self, rows: Iterable[tuple[Sequence[int] | Places, Sequence[float] | Floats]], width: int) -> None:
        parts = list(rows)
        sizes = np.array([len(columns) for columns, _ in parts], np.int64)
        self.columns: Places = np.concatenate([np.asarray(columns, np.int64) for columns, _ in parts])
        self.values: Floats = np.concatenate([np.asarray(values, np.float32) for _, values in parts])
        self.rows: Places = np.repeat(np.arange(len(parts)), sizes)
        self.shape = (len(parts), width)

    def with_values(self, values: Floats, columns: Places | None = None, width: int | None = None) -> "Sparse":
        """The same places with other values; entries whose value is 0 are left out."""
        made = Sparse.__new__(Sparse)
        kept = values != 0
        made.columns = (self.columns if columns is None else columns)[kept]
        made.values, made.rows = values[kept].astype(np.float32), self.rows[kept]
        made.shape = (self.shape[0], self.shape[1] if width is None else width)
        return made

    def take(self, rows: Sequence[int]) -> "Sparse":
        """The given rows, which must ascend."""
        chosen = np.full(self.shape[0], -1)
        chosen[list(rows)] = np.arange(len(rows))
        kept = chosen[self.rows] >= 0
        made = Sparse.__new__(Sparse)
        made.columns, made.values, made.rows = self.columns[kept], self.values[kept], chosen[self.rows[kept]]
        made.shape = (len(rows), self.shape[1])
        return made


class Product:
    """A Sparse made ready to be multiplied many times, and transposed; dense sides hold a row for each column of a
    usual matrix, which is several times faster here."""

    def __init__(self, matrix: Sparse) -> None:
        self._forth = _Sums(matrix.rows, matrix.columns, matrix.values, matrix.shape[0])
        order = np.argsort(matrix.columns, kind="stable")
        self._back = _Sums(matrix.columns[order], matrix.rows[order], matrix.values[order], matrix.shape[1])

    def forth(self, dense: Floats) -> Floats:
        """(matrix @ dense.T).T"""
        return self._forth(dense)

    def back(self, dense: Floats) -> Floats:
        """(matrix.T @ dense.T).T"""
        return self._back(dense)


class _Sums:
    """Sums of `values * dense[sources]` for each target; targets ascend."""

    def __init__(self, targets: Places, sources: Places, values: Floats, size: int) -> None:
        self._starts = np.flatnonzero(np.diff(targets, prepend=-1))
        self._targets, self._sources, self._values, self._size = targets[self._starts], sources, values, size

    def __call__(self, dense: Floats) -> Floats:
        result = np.zeros((len(dense), self._size), np.float32)
        if len(self._sources):
            for row, sums in zip(dense, result, strict=True):
                sums[self._targets] = np.add.reduceat(row[self._sources] * self._values, self._starts)
        return result
