"""Measuring in the background, so that the page never freezes."""

from dataclasses import dataclass

from model.errors import BadInput
from server.boundary import use_background
from server.lessons.measuring import Measured, measure_lesson
from server.lessons.place import Place

Order = tuple[int, int, float | None, tuple[str, ...]]  # the arguments of measure_lesson


@dataclass(frozen=True, eq=False)
class Work:
    """How far a measurement is: asked for or not, under way, done, or failed with a reason."""

    asked: bool = False
    measured: Measured | None = None
    problem: str = ""

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self.asked and self.measured is None and not self.problem


def order_of(place: Place) -> Order:
    """What to measure for a place."""
    return place.lesson, place.seed, place.at, place.helpers


def use_measured(orders: tuple[Order, ...]) -> tuple[Work, ...]:
    """Measure in a thread of its own; a new set of orders stops waiting for the old one.

    Args:
        orders: what to measure, in order; a hook, so call it in every render.
    """

    def work() -> tuple[tuple[Order, ...], list[Work]]:
        done = []
        for order in orders:
            try:
                done.append(Work(True, measure_lesson(*order)))
            except BadInput as problem:
                done.append(Work(True, problem=str(problem)))
        return orders, done

    result = use_background(work, [orders])
    if result.value is None or result.value[0] != orders:  # of an order before
        return tuple(Work(True) for _ in orders)
    return tuple(result.value[1])
