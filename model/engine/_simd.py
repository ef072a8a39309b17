"""Numba types for SIMD code: vectors of runs, and raw arrays. See ``docs/numba-extension.md``.

:class:`Lanes` is one value that holds the same quantity of several runs: an LLVM vector, a type
that numba does not offer. With it the scalar functions of :mod:`motorloops.model.dynamics`
compile for a whole row of runs: ``+ - * /``, comparisons, ``abs``, ``math.sqrt`` and
:func:`~motorloops.model.dynamics.where` act on every lane. In float64 each operation is the one
that CPython does, in the same order; in float32 a product and a sum may be fused into one
operation, which is faster and rounds once less.

:class:`RawArray` is the address of a numpy array in compiled code. Indexing it yields a number
or a row of lanes, without reference counts, strides, negative indices or bounds checks.
"""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import extending
from numba.core import cgutils, types
from numba.core.typeconv import Conversion
from numba.core.typing import templates
from numba.core.typing.templates import AbstractTemplate, signature
from numba.extending import models, overload, register_model

from motorloops.model.dynamics import over_root, where
from motorloops.model.noise import byte_sum

# Numba declares no types of these.
infer_global: Any = templates.infer_global
intrinsic: Any = extending.intrinsic
lower_builtin: Any = extending.lower_builtin
lower_cast: Any = extending.lower_cast

MASK = "bool"
_ELEMENTS: dict[str, ir.Type] = {
    "float32": ir.FloatType(), "float64": ir.DoubleType(), "uint32": ir.IntType(32),
    "uint64": ir.IntType(64), MASK: ir.IntType(1),
}  # fmt: skip


class Lanes(types.Type):
    """A row of ``count`` numbers of one kind: floats, unsigned whole numbers, or a mask."""

    def __init__(self, kind: str, count: int) -> None:
        super().__init__(name=f"Lanes({kind}, {count})")
        self.kind, self.count = kind, count

    @property
    def vector(self) -> ir.VectorType:
        """The LLVM type."""
        return ir.VectorType(_ELEMENTS[self.kind], self.count)

    def can_convert_from(self, typingctx: Any, other: types.Type) -> Conversion | None:
        """Plain numbers spread over all lanes."""
        number = isinstance(other, types.Number) and self.kind != MASK
        return Conversion.safe if number else None

    def unify(self, typingctx: Any, other: types.Type) -> "Lanes | None":
        """A variable that holds a number first and lanes later is of type lanes."""
        return self if self.can_convert_from(typingctx, other) is not None else None


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, lanes.vector)


def splat(builder: ir.IRBuilder, number: ir.Value, vector: ir.VectorType) -> ir.Value:
    """Emit code that puts one number into all lanes."""
    first = ir.Constant(ir.IntType(32), 0)
    single = builder.insert_element(ir.Constant(vector, ir.Undefined), number, first)
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), vector.count), [0] * vector.count)
    return builder.shuffle_vector(single, ir.Constant(vector, ir.Undefined), zeros)


@lower_cast(types.Number, Lanes)
def _spread(context: Any, builder: Any, source: Any, lanes: Lanes, value: Any) -> Any:
    number = context.cast(builder, value, source, getattr(types, lanes.kind))
    return splat(builder, number, lanes.vector)


Emit = Callable[[Any, str, list[Any]], Any]


def _flags(kind: str) -> tuple[str, ...]:
    """Float32 may fuse a product with a sum; float64 must round as CPython does."""
    return ("contract",) if kind == "float32" else ()


def _arithmetic(of_float: str, of_whole: str | None) -> Emit:
    def emit(builder: Any, kind: str, args: list[Any]) -> Any:
        if not kind.startswith("uint"):
            return getattr(builder, of_float)(*args, flags=_flags(kind))
        if of_whole is None:
            raise NotImplementedError(f"{of_float} of whole numbers")
        return getattr(builder, of_whole)(*args)

    return emit


def _bits(name: str) -> Emit:
    def emit(builder: Any, kind: str, args: list[Any]) -> Any:
        return getattr(builder, name)(*args)

    return emit


def _comparison(sign: str) -> Emit:
    def emit(builder: Any, kind: str, args: list[Any]) -> Any:
        return builder.fcmp_ordered(sign, args[0], args[1])

    return emit


def _llvm(name: str, flags: tuple[str, ...] = ()) -> Emit:
    def emit(builder: Any, kind: str, args: list[Any]) -> Any:
        vector = args[0].type
        size = {"float32": 32, "float64": 64}[kind]
        function = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(vector, [vector] * len(args)),
            f"llvm.{name}.v{vector.count}f{size}",
        )
        return builder.call(function, args, fastmath=flags)

    return emit


def _negative(builder: Any, kind: str, args: list[Any]) -> Any:
    return builder.fneg(args[0])


def _define(function: Any, emit: Emit, arguments: int, gives_mask: bool = False) -> None:
    """Define ``function`` for lanes; numbers among the arguments are spread over all lanes."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:
            found = [arg for arg in args if isinstance(arg, Lanes)]
            if len(args) != arguments or not found or len(set(found)) > 1:
                return None
            result = Lanes(MASK, found[0].count) if gives_mask else found[0]
            return signature(result, *[found[0]] * arguments)

    infer_global(function)(Template)

    @lower_builtin(function, *[Lanes] * arguments)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return emit(builder, sig.args[0].kind, list(args))


for _function, _of_float, _of_whole in (
    (operator.add, "fadd", "add"), (operator.iadd, "fadd", "add"), (operator.sub, "fsub", "sub"),
    (operator.mul, "fmul", "mul"), (operator.truediv, "fdiv", None),
):  # fmt: skip
    _define(_function, _arithmetic(_of_float, _of_whole), 2)
for _function, _name in (
    (operator.xor, "xor"), (operator.and_, "and_"), (operator.rshift, "lshr"),
):  # fmt: skip
    _define(_function, _bits(_name), 2)
for _function, _sign in (
    (operator.gt, ">"), (operator.ge, ">="), (operator.lt, "<"),
):  # fmt: skip
    _define(_function, _comparison(_sign), 2, gives_mask=True)
_define(operator.neg, _negative, 1)
_define(math.sqrt, _llvm("sqrt"), 1)
_define(abs, _llvm("fabs"), 1)


@intrinsic
def _choose(typingctx: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Lane by lane: one of two values."""
    lanes = yes if isinstance(yes, Lanes) else no

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(*args)

    return lanes(condition, lanes, lanes), emit


@overload(where, strict=False)
def _where(condition: Any, yes: Any, no: Any) -> Any:
    if not isinstance(condition, Lanes):
        return None
    return lambda condition, yes, no: _choose(condition, yes, no)  # noqa: PLW0108


# With these, LLVM takes the processor's estimate of 1 / sqrt(y), where it has one, and improves
# it by one step of Newton's.
_ESTIMATE = ("contract", "arcp", "afn")


@intrinsic
def _estimated_over_root(typingctx: Any, x: Any, y: Any) -> Any:
    """Quotient x / sqrt(y), within 2^-21 of its value."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        root = _llvm("sqrt", _ESTIMATE)(builder, y.kind, args[1:])
        return builder.fdiv(args[0], root, flags=_ESTIMATE)

    return y(y, y), emit


@overload(over_root, strict=False)
def _over_root(x: Any, y: Any) -> Any:
    if not isinstance(y, Lanes):
        return None
    if y.kind == "float32":
        return lambda x, y: _estimated_over_root(x, y)  # noqa: PLW0108
    return lambda x, y: x / math.sqrt(y)


def _shuffled(builder: Any, row: Any, order: Sequence[int]) -> Any:
    """Some lanes of a row, in another order."""
    indices = ir.Constant(ir.VectorType(ir.IntType(32), len(order)), list(order))
    return builder.shuffle_vector(row, ir.Constant(row.type, ir.Undefined), indices)


@intrinsic
def evens_first(typingctx: Any, row: Any) -> Any:
    """Lanes 0, 2, 4... of a row, then lanes 1, 3, 5...: see :func:`lower_halves`."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _shuffled(builder, args[0], [*range(0, row.count, 2), *range(1, row.count, 2)])

    return row(row), emit


@intrinsic
def lower_halves(typingctx: Any, wide: Any) -> Any:
    """The lower 32 bits of a row of uint64 that :func:`evens_first` put in order; in runs' order.

    Each half of the row fills every other lane of the result, which takes a shift less than to
    narrow the lanes where they are.
    """
    lanes = Lanes("uint32", wide.count)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        half = wide.count // 2
        even, odd = (_shuffled(builder, args[0], range(k, k + half)) for k in (0, half))
        even = builder.and_(even, ir.Constant(even.type, [2**32 - 1] * half))
        odd = builder.shl(odd, ir.Constant(odd.type, [32] * half))
        return builder.bitcast(builder.or_(even, odd), lanes.vector)

    return lanes(wide), emit


_DOT_PRODUCT = "+avx512vnni"  # the feature of a processor


@intrinsic
def byte_sums(typingctx: Any, words: Any) -> Any:
    """The sum of the four bytes of each lane of uint32, in one instruction where there is one."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        features = context.codegen().magic_tuple()[2].split(",")
        if words.count != 16 or _DOT_PRODUCT not in features:
            return context.compile_internal(builder, byte_sum, sig, args)
        vector = words.vector
        ones = ir.Constant(vector, [0x01010101] * words.count)
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(vector, [vector] * 3), "llvm.x86.avx512.vpdpbusd.512"
        )
        return builder.call(function, [ir.Constant(vector, None), args[0], ones])

    return words(words), emit


@intrinsic
def as_float(typingctx: Any, whole: Any, like: Any) -> Any:
    """Turn whole numbers (below 2^31) into floats of the kind of ``like``."""
    if not isinstance(whole, Lanes):
        return None  # type not known yet: numba resolves it in a later pass
    lanes = Lanes(like.kind, whole.count)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.sitofp(args[0], lanes.vector)

    return lanes(whole, like), emit


@intrinsic
def constant_lanes(typingctx: Any, number: Any, like: Any) -> Any:
    """A row of uint64 that holds one number in every lane; as many lanes as ``like``."""
    lanes = Lanes("uint64", like.count)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return splat(builder, context.cast(builder, args[0], number, types.uint64), lanes.vector)

    return lanes(number, like), emit


@intrinsic
def counting(typingctx: Any, first: Any, like: Any) -> Any:
    """A row of uint64 that counts up from ``first``, as many lanes as ``like``."""
    lanes = Lanes("uint64", like.count)

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        start = splat(builder, context.cast(builder, args[0], first, types.uint64), lanes.vector)
        return builder.add(start, ir.Constant(lanes.vector, list(range(lanes.count))))

    return lanes(first, like), emit


@intrinsic
def spread(typingctx: Any, number: Any, like: Any) -> Any:
    """A row that holds one number in every lane, of the kind of ``like``."""
    if not isinstance(like, Lanes):
        return None

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.cast(builder, args[0], number, like)

    return like(number, like), emit


ALIGNMENT = 64  # bytes of a cache line, and of the widest vectors


@intrinsic
def align_stack(typingctx: Any) -> Any:
    """Let the stack of the function that calls this start at a cache line.

    LLVM does not do so of its own accord here, and each row that it moves out of the registers
    for a while would then lie across two lines. It is of no effect in a function that is inlined.
    """

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        attributes = builder.function.attributes
        attributes.add("nounwind")  # llvmlite writes the other only beside one of these
        attributes.alignstack = ALIGNMENT
        return context.get_dummy_value()

    return types.none(), emit


# Of the control register of x86: results and operands that are subnormal count as zero.
_FLUSH = 0x8040


def _control(builder: Any, name: str, place: Any) -> None:
    pointer = ir.IntType(8).as_pointer()
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(ir.VoidType(), [pointer]), f"llvm.x86.sse.{name}"
    )
    builder.call(function, [builder.bitcast(place, pointer)])


def _flushes(context: Any, like: types.Array) -> bool:
    return like.dtype == types.float32 and context.codegen().magic_tuple()[0].startswith("x86_64")


@intrinsic
def flush_subnormals(typingctx: Any, like: Any) -> Any:
    """Let subnormal numbers count as zero from here on, if ``like`` is an array of float32.

    Rates that fade away end there, and one such operand can take longer than a whole row. Float64
    keeps them, as CPython does. Returns what :func:`restore_subnormals` needs.
    """

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        before = ir.IntType(32)(0)
        if _flushes(context, like):
            place = cgutils.alloca_once(builder, ir.IntType(32))
            _control(builder, "stmxcsr", place)
            before = builder.load(place)
            builder.store(builder.or_(before, before.type(_FLUSH)), place)
            _control(builder, "ldmxcsr", place)
        return before

    return types.uint32(like), emit


@intrinsic
def restore_subnormals(typingctx: Any, like: Any, before: Any) -> Any:
    """Undo :func:`flush_subnormals`."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if _flushes(context, like):
            place = cgutils.alloca_once(builder, ir.IntType(32))
            builder.store(args[1], place)
            _control(builder, "ldmxcsr", place)
        return context.get_dummy_value()

    return types.none(like, types.uint32), emit


class RawArray(types.Type):
    """The address of an array: of numbers (``item`` a number) or of rows of lanes."""

    def __init__(self, item: types.Type) -> None:
        super().__init__(name=f"Rows({item})")
        self.item = item


@register_model(RawArray)
class _RawArrayModel(models.PrimitiveModel):
    def __init__(self, manager: Any, rows: RawArray) -> None:
        super().__init__(manager, rows, ir.IntType(8).as_pointer())


def _place(builder: Any, item: ir.Type, address: Any, index: Any) -> Any:
    return builder.gep(builder.bitcast(address, item.as_pointer()), [index])


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 2 and isinstance(args[0], RawArray) and isinstance(args[1], types.Integer):
            return signature(args[0].item, args[0], types.intp)
        return None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 3 and isinstance(args[0], RawArray) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.intp, args[0].item)
        return None


def _alignment(item: types.Type) -> int:
    """Of one element: rows need not start at a cache line."""
    kind = item.kind if isinstance(item, Lanes) else item.name
    return np.dtype(kind).itemsize


@lower_builtin(operator.getitem, RawArray, types.intp)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    item = sig.return_type
    place = _place(builder, context.get_data_type(item), *args)
    return builder.load(place, align=_alignment(item))


@lower_builtin(operator.setitem, RawArray, types.intp, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    item = sig.args[0].item
    place = _place(builder, context.get_data_type(item), *args[:2])
    builder.store(args[2], place, align=_alignment(item))
    return context.get_dummy_value()


def _view(array: types.Array, lanes: int) -> RawArray:
    return RawArray(array.dtype if array.ndim == 1 else Lanes(array.dtype.name, lanes))


@intrinsic(prefer_literal=True)
def raw_array(typingctx: Any, arrays: Any, lanes: Any) -> Any:
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
