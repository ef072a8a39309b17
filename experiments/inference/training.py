"""Train an estimator on sweeps: the networks, and what the networks read.

The training data are ordinary sweeps of one study whose axes are the prior: levers with a range,
levers that take names, and packaged sets of weights. Every point has at least two trials (seeds).
The networks see each point many times, each time with other measures left out, with the mean of
other trials, and with more error of measurement, so that one estimator answers for any part of the
battery. Only this module needs torch and sbi (the extra ``infer``).

The levers take two steps. A summary network is trained by squared error to give the posterior
means, which are in some sense the best summaries (Prangle 2011, thesis, Lancaster University,
https://eprints.lancs.ac.uk/id/eprint/62703); then a mixture of normal distributions is trained on
these few numbers. Trained on all measures at once, by likelihood alone, it told the levers much
less well. The members of the summary are cross-fitted: each leaves out some points, and the mixture
reads the summary by the member that has not seen the point, so that it learns how far off the
summary is on new points.
"""

# pyright: reportMissingImports=false

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from motorloops.experiments.inference.estimator import (
    LARGEST_SCORE,
    Estimator,
    Layers,
    LeverPrior,
    PlacePrior,
)
from motorloops.experiments.sweeps.design import CATEGORIES, UNIFORM
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.study import LESION, WEIGHTS, Study, is_paradigm_column
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import torch

QUANTILES = 64
COMPONENTS = 8  # normal distributions in a mixture
WIDTH = 192  # units of a hidden layer
SUMMARY_WIDTH = 384  # of the summary network
BATCH = 256
RATE = 2e-3  # first learning rate; it falls to 0 along half a cosine
DECAY = 1e-2  # of weights
WHOLE = 0.3  # probability that a row is drawn with all measures, and without added error
KEEP_ALL, ADD_ERROR, KNOWN_WEIGHTS = 0.7, 0.3, 0.3  # probabilities otherwise
ERRORS = (0.1, 3.0)  # of added errors of measurement, in standard deviations of a trial


@dataclass(frozen=True, eq=False)
class Rows:
    """N points of a sweep, with S trials of K measures each.

    Attributes:
        levers: (N, D) values.
        combination: (N,) index of the places' combination.
        weights: (N,) index of the set of weights; below 0 for one that the estimator does not know,
            each such set with a number of its own.
        nodes: (N,) index of the lost node; -1 for none.
        values: (N, S, K); NaN where a trial has no such measure.
    """

    levers: np.ndarray
    combination: np.ndarray
    weights: np.ndarray
    nodes: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        """Number of points."""
        return len(self.values)

    def part(self, chosen: np.ndarray | slice) -> Rows:
        """Some of the points."""
        return Rows(*(getattr(self, f.name)[chosen] for f in dataclasses.fields(self)))


@dataclass(frozen=True)
class Prior:
    """What a study draws: levers, places, sets of weights; and the measures that it takes."""

    levers: tuple[LeverPrior, ...]
    places: tuple[PlacePrior, ...]
    weights: tuple[str, ...]
    measures: tuple[str, ...]
    units: tuple[str, ...]


def prior_of(study: Study) -> Prior:
    """The prior and the measures of a planned study.

    Raises:
        InputError: for a study that cannot train an estimator.
    """
    if study.design.kind != "lhs":
        allowed = 'give "lhs": points drawn evenly from the prior'
        raise InputError(f"{study.name}: design.kind", study.design.kind, allowed)
    if study.seeds.kind != "independent" or study.seeds.count < 2:
        given = f"{study.seeds.count} {study.seeds.kind}"
        allowed = "give two or more independent ones, so that the noise of a trial is known"
        raise InputError(f"{study.name}: seeds", given, allowed)
    levers, places, weights = [], [], ()
    for axis in study.design.axes:
        if axis.name == WEIGHTS:
            weights = tuple(str(value) for value in axis.values)
        elif axis.distribution == CATEGORIES:
            odds = axis.shape or (1.0 / len(axis.values),) * len(axis.values)
            names = tuple(str(value) for value in axis.values)
            places.append(PlacePrior(axis.name, names, tuple(float(odd) for odd in odds)))
        elif axis.distribution == UNIFORM and not axis.values:
            levers.append(LeverPrior(axis.name, float(axis.low), float(axis.high)))
        else:
            allowed = "give a range or names: an estimator's prior is uniform"
            raise InputError(f"{study.name}: design.axes.{axis.name}", axis.distribution, allowed)
    if any(place.name == LESION for place in places):
        allowed = "leave it out: single nodes are drawn in a sweep of their own"
        raise InputError(f"{study.name}: design.axes.{LESION}", "given", allowed)
    if not levers:
        allowed = "give one lever or more with a range"
        raise InputError(f"{study.name}: design.axes", "no range", allowed)
    measures = tuple(name for name in study.measures if is_paradigm_column(name))
    if not measures or len(measures) < len(study.measures):
        allowed = "give paradigms, and no measures: a person is tested with paradigms"
        raise InputError(f"{study.name}: measures", len(study.measures), allowed)
    units = tuple(study.column(name).unit for name in measures)
    return Prior(tuple(levers), tuple(places), weights, measures, units)


def read_rows(results: Results, prior: Prior, nodes: Sequence[str] = ()) -> Rows:
    """The points of a finished sweep.

    Args:
        results: of a study with the prior's axes, or with lesions of the nodes in their place.
        prior: of the estimator.
        nodes: keys of the nodes.
    """
    axes = {axis.name: axis.values for axis in results.study.design.axes}
    names = list(axes)
    wanted = ["point", "replicate", *names, *prior.measures]
    frame = results.frame(wanted, all_rows=True)  # a run that failed has no values
    frame = frame.sort_values(["point", "replicate"])
    trials = results.study.seeds.count
    values = frame[list(prior.measures)].to_numpy(np.float64)
    first = frame.iloc[::trials]
    levers = [
        first[lever.name].to_numpy(np.float64)
        if lever.name in names
        else np.zeros(len(first))
        for lever in prior.levers
    ]  # fmt: skip
    combination = np.zeros(len(first), int)
    for place in prior.places:
        index = {name: k for k, name in enumerate(place.names)}
        own = [index[name] for name in first[place.name]] if place.name in names else 0
        combination = combination * len(place.names) + own

    def indices(axis: str, known: Sequence[str]) -> np.ndarray:
        if axis not in names:
            return np.full(len(first), -1)
        index = {name: k for k, name in enumerate(known)}
        others = sorted({str(name) for name in axes[axis]} - set(known))
        index |= {name: -1 - k for k, name in enumerate(others)}
        return np.array([index[name] for name in first[axis]])

    return Rows(
        np.stack(levers, axis=1), combination, indices(WEIGHTS, prior.weights),
        indices(LESION, nodes), values.reshape(len(first), trials, -1),
    )  # fmt: skip


def blank_estimator(
    prior: Prior, rows: Rows, body: str, network: str, nodes: Sequence[str]
) -> Estimator:
    """An estimator that has scores, but no networks yet.

    Measures without a value in most rows, or with one value in nearly all, are left out.
    """
    flat = rows.values.reshape(-1, rows.values.shape[2])
    shares = (np.arange(QUANTILES) + 0.5) / QUANTILES
    shares[[0, -1]] = 0.0, 1.0
    scores = norm.ppf(np.clip(shares, 1e-3, 1.0 - 1e-3))
    kept, knots = [], []
    for k in range(flat.shape[1]):
        own = flat[np.isfinite(flat[:, k]), k]
        if len(own) < len(flat) / 2:
            continue
        found = np.quantile(own, shares)
        if found[-1] > found[0] and len(np.unique(found)) > QUANTILES // 4:
            kept.append(k)
            knots.append(_rising(found))
    if not kept:
        raise InputError("measures", "none varies", "give paradigms whose measures vary")
    blank = Estimator(
        body, network, prior.levers, prior.places, prior.weights,
        tuple(prior.measures[k] for k in kept), tuple(prior.units[k] for k in kept),
        tuple(nodes), {}, {}, np.array(knots), scores,
        np.ones(len(kept)), np.eye(len(kept)), np.zeros((len(nodes),) * 2),
        np.zeros((0, len(kept))), np.ones((2, len(prior.levers))), {}, COMPONENTS,
    )  # fmt: skip
    scored = blank.score(rows.values[:, :, kept])
    count = np.isfinite(scored).sum(axis=1)
    deviation = scored - (np.nansum(scored, axis=1) / np.maximum(count, 1))[:, None]
    freedom = count - 1
    variance = np.nansum(deviation**2, axis=(0, 1)) / np.maximum(freedom, 0).sum(axis=0)
    return dataclasses.replace(blank, noise=np.maximum(np.sqrt(variance), 1e-3))


def _rising(knots: np.ndarray) -> np.ndarray:
    """Quantiles made to rise, so that equal ones do not leave scores undefined."""
    step = (knots[-1] - knots[0]) * 1e-6
    return np.maximum.accumulate(knots + step * np.arange(len(knots)))


def kept_measures(estimator: Estimator, rows: Rows, names: Sequence[str]) -> Rows:
    """The rows with the estimator's measures alone; ``names`` are those of the rows."""
    index = [list(names).index(name) for name in estimator.measures]
    return dataclasses.replace(rows, values=rows.values[:, :, index])


def mean_of_trials(
    estimator: Estimator, rows: Rows, taken: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(N, K) scores of the mean of a point's trials, and their standard errors.

    Args:
        estimator: that scores.
        rows: N points of S trials.
        taken: (N, S) whether a trial is taken; all if None.
    """
    values = rows.values if taken is None else np.where(taken[..., None], rows.values, np.nan)
    count = np.isfinite(values).sum(axis=1)
    total = np.nansum(values, axis=1)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    errors = estimator.noise / np.sqrt(np.maximum(count, 1))
    return estimator.score(mean), errors


class Drawer:
    """Draws what the networks read, anew for each epoch."""

    def __init__(self, estimator: Estimator, rows: Rows, seed: int) -> None:
        self.estimator, self.rows = estimator, rows
        self.generator = np.random.Generator(np.random.Philox(seed))
        self.paradigm = np.array(
            [estimator.paradigms.index(name) for name in estimator.paradigm_of]
        )

    def _ranks(self, count: int) -> np.ndarray:
        """(N, count) a random order for each point."""
        return self.generator.random((len(self.rows), count)).argsort(axis=1).argsort(axis=1)

    def inputs(self) -> np.ndarray:
        """(N, 2 K) one draw for each point."""
        draw, one = self.generator, (len(self.rows), 1)
        trials, paradigms = self.rows.values.shape[1], len(self.estimator.paradigms)
        taken = self._ranks(trials) < draw.integers(1, trials + 1, one)
        scores, errors = mean_of_trials(self.estimator, self.rows, taken)
        whole = draw.random(one) < WHOLE
        low, high = np.log(ERRORS)
        added = np.exp(draw.uniform(low, high, one)) * (draw.random(one) < ADD_ERROR)
        extra = np.where(whole, 0.0, added) * self.estimator.noise
        scores = scores + extra * draw.standard_normal(scores.shape)
        errors = np.sqrt(errors**2 + extra**2)
        tests = self._ranks(paradigms) < draw.integers(1, paradigms + 1, one)
        share = np.where(draw.random(one) < KEEP_ALL, 1.0, draw.uniform(0.2, 1.0, one))
        kept = whole | (tests[:, self.paradigm] & (draw.random(scores.shape) < share))
        limited = np.clip(scores, -LARGEST_SCORE, LARGEST_SCORE)
        return self.estimator.inputs(np.where(kept, limited, np.nan), errors)

    def known_weights(self) -> np.ndarray:
        """(N,) the set of weights of each point, or -1 where it is to be taken as unknown."""
        known = self.generator.random(len(self.rows)) < KNOWN_WEIGHTS
        return np.where(known, self.rows.weights, -1)


# Networks. Each is trained alone, from a seed of its own.

Batch = tuple["torch.Tensor", "torch.Tensor"]  # what a network reads, and what it is to give
Epoch = Callable[[], Batch]


def _multilayer(inputs: int, outputs: int, width: int = WIDTH) -> torch.nn.Module:
    from torch import nn

    return nn.Sequential(
        nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, outputs),
    )  # fmt: skip


def _layers(module: torch.nn.Module) -> Layers:
    from torch import nn

    return tuple(
        (layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())
        for layer in module.modules()
        if isinstance(layer, nn.Linear)
    )


def _fit(
    module: torch.nn.Module,
    loss: Callable[[Any, Batch], torch.Tensor],
    draws: tuple[Epoch, Epoch],
    epochs: int,
    log: Callable[[str], None],
) -> float:
    """Train a module; keep its best state on the second of the draws. Returns that loss."""
    import torch

    drawn, held = draws[0], [draws[1]() for _ in range(4)]
    optimizer = torch.optim.AdamW(module.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    best, state = np.inf, module.state_dict()
    for epoch in range(epochs):
        given, wanted = drawn()
        for own in torch.randperm(len(given)).split(BATCH):
            optimizer.zero_grad()
            loss(module, (given[own], wanted[own])).backward()
            torch.nn.utils.clip_grad_norm_(module.parameters(), 5.0)
            optimizer.step()
        schedule.step()
        with torch.no_grad():
            now = float(np.mean([float(loss(module, batch)) for batch in held]))
        if now < best:
            best, state = now, {k: v.clone() for k, v in module.state_dict().items()}
        if epoch % 10 == 9:
            log(f"epoch {epoch + 1} of {epochs}, loss {now:.3f}, least {best:.3f}")
    module.load_state_dict(state)
    return best


def _float(array: np.ndarray) -> torch.Tensor:
    import torch

    return torch.tensor(np.asarray(array), dtype=torch.float32)


def _start(seed: int) -> None:
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)


Log = Callable[[str], None]
Made = tuple[Layers, float]  # the layers of a network, and its loss on points held out


def train_classifier(
    estimator: Estimator, rows: tuple[Rows, Rows], target: str, seed: int, epochs: int, log: Log
) -> Made:
    """Train the network of probabilities of ``places``, ``weights`` or ``nodes``.

    Args:
        estimator: whose scores are used.
        rows: to train on, and to choose the best epoch by.
        target: what it is to tell.
        seed: of initial weights and draws.
        epochs: number of times that it sees all rows.
        log: called with a line now and then.
    """
    import torch

    _start(seed)
    column = {"places": "combination", "weights": "weights", "nodes": "nodes"}[target]
    sizes = {
        "places": len(estimator.combinations), "weights": len(estimator.weights),
        "nodes": len(estimator.nodes),
    }  # fmt: skip
    drawers = [Drawer(estimator, part, seed + k) for k, part in enumerate(rows)]
    wanted = [torch.tensor(getattr(part, column)) for part in rows]

    def epoch(k: int) -> Epoch:
        return lambda: (_float(drawers[k].inputs()), wanted[k])

    module = _multilayer(2 * len(estimator.measures), sizes[target])
    best = _fit(
        module, lambda net, batch: torch.nn.functional.cross_entropy(net(batch[0]), batch[1]),
        (epoch(0), epoch(1)), epochs, log,
    )  # fmt: skip
    return _layers(module), best


def folds(rows: Rows, members: int, seed: int) -> np.ndarray:
    """(N,) the member of the summary network that leaves out each point."""
    return np.random.Generator(np.random.Philox(seed)).permutation(len(rows)) % members


def train_summary(
    estimator: Estimator, rows: tuple[Rows, Rows], seed: int, epochs: int, log: Log
) -> Made:
    """Train a member of the summary: the posterior means of the levers, by squared error.

    Args and returns as :func:`train_classifier`.
    """
    import torch

    _start(seed)
    drawers = [Drawer(estimator, part, seed + k) for k, part in enumerate(rows)]
    wanted = [_float(estimator.standardized(part.levers)) for part in rows]

    def epoch(k: int) -> Epoch:
        return lambda: (_float(_given(estimator, drawers[k])), wanted[k])

    given, _ = epoch(0)()
    module = _multilayer(given.shape[1], len(estimator.levers), SUMMARY_WIDTH)
    best = _fit(
        module, lambda net, batch: torch.nn.functional.mse_loss(net(batch[0]), batch[1]),
        (epoch(0), epoch(1)), epochs, log,
    )  # fmt: skip
    return _layers(module), best


def _given(estimator: Estimator, drawer: Drawer) -> np.ndarray:
    """(N, 2 K + names) a draw of the measures, and the place and the weights beside it."""
    place = estimator.one_hot(drawer.rows.combination, drawer.known_weights())
    return np.concatenate([drawer.inputs(), place], axis=1)


def train_levers(
    estimator: Estimator, rows: tuple[Rows, Rows], left_out: np.ndarray, seed: int, epochs: int,
    log: Log,
) -> Made:  # fmt: skip
    """Train the mixture of normal distributions of the levers.

    Args:
        estimator: with its summary network.
        rows: as for :func:`train_classifier`.
        left_out: (N,) the member of the summary that has not seen each point of the first rows.
        seed: as there.
        epochs: as there.
        log: as there.
    """
    from sbi.neural_nets.net_builders.mdn import build_mdn

    _start(seed)
    drawers = [Drawer(estimator, part, seed + k) for k, part in enumerate(rows)]
    logits = [_float(estimator.logits(part.levers)) for part in rows]

    def epoch(k: int) -> Epoch:
        def drawn() -> Batch:
            given = _given(estimator, drawers[k])
            return _float(estimator.summarized(given, None if k else left_out)), logits[k]

        return drawn

    given, wanted = epoch(0)()
    module = build_mdn(
        wanted, given, z_score_x="none", z_score_y="none", hidden_features=WIDTH,
        num_components=COMPONENTS,
    )  # fmt: skip
    best = _fit(
        module, lambda net, batch: net.loss(batch[1], condition=batch[0]).mean(),
        (epoch(0), epoch(1)), epochs, log,
    )  # fmt: skip
    return _mixture_layers(module), best


def _mixture_layers(module: Any) -> Layers:
    """The layers of sbi's mixture network; its four last layers become one."""
    arrays = {name: tensor.numpy() for name, tensor in module.net.state_dict().items()}
    hidden = sorted({name.rpartition(".")[0] for name in arrays if "hidden" in name})
    ends = ("_logits_layer", "_means_layer", "_unconstrained_diagonal_layer", "_upper_layer")
    ends = tuple(end for end in ends if f"{end}.weight" in arrays)
    last = tuple(np.concatenate([arrays[f"{end}.{kind}"] for end in ends]) for kind in
                 ("weight", "bias"))  # fmt: skip
    return (*((arrays[f"{h}.weight"], arrays[f"{h}.bias"]) for h in hidden), (last[0], last[1]))


def train_figures(
    estimator: Estimator, rows: tuple[Rows, Rows], seed: int, epochs: int, log: Log
) -> Made:
    """Train the prediction of the scores from the levers; as :func:`train_classifier`."""
    import torch

    _start(seed)
    pairs = []
    for part in rows:
        given = np.concatenate(
            [estimator.logits(part.levers), estimator.one_hot(part.combination, part.weights)], 1
        )
        pairs.append((_float(given), _float(mean_of_trials(estimator, part)[0])))

    def loss(net: torch.nn.Module, batch: Batch) -> torch.Tensor:
        known = torch.isfinite(batch[1])
        apart = torch.where(known, net(batch[0]) - torch.nan_to_num(batch[1]), 0.0)
        return (apart**2).sum() / known.sum()

    module = _multilayer(pairs[0][0].shape[1], len(estimator.measures))
    best = _fit(module, loss, (lambda: pairs[0], lambda: pairs[1]), epochs, log)
    return _layers(module), best


def residual_covariance(estimator: Estimator, rows: Rows) -> np.ndarray:
    """(K, K) covariance of the scores of single trials about their prediction.

    Args:
        estimator: with a prediction.
        rows: points that the prediction was not trained on.
    """
    logits = estimator.logits(rows.levers)
    predicted = estimator.predict(logits, rows.combination, rows.weights)
    apart = (estimator.score(rows.values) - predicted[:, None]).reshape(-1, predicted.shape[1])
    known = np.isfinite(apart)
    filled = np.where(known, apart, 0.0)
    pairs = np.maximum(known.T.astype(float) @ known, 1.0)
    return filled.T @ filled / pairs + 1e-6 * np.eye(apart.shape[1])
