"""The one name for NumPy arrays of any type. Shapes stand in the names of variables: `rows_bf` is B × F."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
