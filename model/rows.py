"""Bare views of arrays for compiled code: an element, or a row of lanes, by one index.

Handing a numpy array to a compiled function counts references, and indexing it works out
strides and negative indices; a view here is one address. Nothing is checked: the engine
knows its sizes.
"""

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, signature
from numba.extending import models, register_model

from model.lanes import Lanes, infer_global, intrinsic, lower_builtin

ALIGNMENT = 64  # bytes of a cache line, and of the widest vectors


class Rows(types.Type):
    """The address of an array: of numbers (``item`` a number) or of rows of lanes."""

    def __init__(self, item: types.Type) -> None:
        super().__init__(name=f"Rows({item})")
        self.item = item


@register_model(Rows)
class _RowsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, rows: Rows) -> None:
        super().__init__(manager, rows, ir.IntType(8).as_pointer())


def _place(builder: Any, item: ir.Type, address: Any, index: Any) -> Any:
    return builder.gep(builder.bitcast(address, item.as_pointer()), [index])


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 2 and isinstance(args[0], Rows) and isinstance(args[1], types.Integer):
            return signature(args[0].item, args[0], types.intp)
        return None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 3 and isinstance(args[0], Rows) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.intp, args[0].item)
        return None


def _alignment(item: types.Type) -> int:
    """Of one element: rows need not start at a cache line."""
    kind = item.kind if isinstance(item, Lanes) else item.name
    return np.dtype(kind).itemsize


@lower_builtin(operator.getitem, Rows, types.intp)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    item = sig.return_type
    place = _place(builder, context.get_data_type(item), *args)
    return builder.load(place, align=_alignment(item))


@lower_builtin(operator.setitem, Rows, types.intp, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    item = sig.args[0].item
    place = _place(builder, context.get_data_type(item), *args[:2])
    builder.store(args[2], place, align=_alignment(item))
    return context.get_dummy_value()


def _view(array: types.Array, lanes: int) -> Rows:
    return Rows(array.dtype if array.ndim == 1 else Lanes(array.dtype.name, lanes))


@intrinsic(prefer_literal=True)
def rows(typingctx: Any, arrays: Any, lanes: Any) -> Any:
    """Turn a named tuple of arrays into one of views.

    Arrays of one dimension are seen number by number; those of two, whose second has
    ``lanes`` entries, row by row.
    """
    if not isinstance(lanes, types.IntegerLiteral):
        return None
    views = [_view(array, lanes.literal_value) for array in arrays.types]
    result = types.NamedTuple(views, arrays.instance_class)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        addresses = []
        for k, array in enumerate(arrays.types):
            whole = context.make_array(array)(context, builder, builder.extract_value(args[0], k))
            addresses.append(builder.bitcast(whole.data, ir.IntType(8).as_pointer()))
        return context.make_tuple(builder, result, addresses)

    return result(arrays, lanes), emit


def aligned(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """An array of zeros that starts at a cache line."""
    size = int(np.prod(shape)) * dtype.itemsize
    raw = np.zeros(size + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + size].view(dtype).reshape(shape)
