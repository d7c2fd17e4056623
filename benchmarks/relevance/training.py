"""Trains the classifier's weights: logistic regressions over the signs and the wording."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import expit

from benchmarks.relevance.labelled import Kind, Row
from tasks.relevance.folding import fold
from tasks.relevance.lexicon import Lexicon
from tasks.relevance.mentions import find_mentions
from tasks.relevance.scene import view
from tasks.relevance.signs import SUM_UNIT, find_signs
from tasks.relevance.verdict import Reading
from tasks.relevance.weights import Head
from tasks.relevance.wording import read_words
from warehouse.records import Label

Amounts = dict[str, float]
_SIGN, _WORDS = "s ", "w "  # which of the two a column is
# The hand-set sum is worth (sum - threshold) / scale in log-odds; among the signs it is in units.
HAND_THRESHOLD, HAND_SCALE = 3.5, 1.3
# Of ten articles at the threshold three are relevant: to miss an attack costs an analyst
# more than to skim an article too many. On held-out cases F1 hardly changes from 0.25 to 0.5.
THRESHOLD = 0.3
# Background is a mere mention: to lose one costs more than to note one too many. Held-out accuracy
# stays within a hundredth.
MENTIONED_SHIFT = 0.7
_LEAST = 0.01  # log-odds: smaller weights are noise
_BOUNDS = {-1: (None, 0.0), 0: (None, None), 1: (0.0, None)}
_AGAINST = (
    "neg.", "family.neg.", "scene.elsewhere", "scene.unknown", "scene.share_elsewhere",
    "place.out",
)  # fmt: skip
_FOR = (
    "sum", "gate", "group", "family.", "scene.", "place.", "region.", "attack", "militant",
    "clash", "forces.killed", "arrest", "surrender", "recovery", "infiltration", "claim",
    "abduction", "history", "threat", "actor.militant|", "actor.umbrella|",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train; what is shipped is the default."""

    signs: bool = True
    wording: bool = True
    directed: bool = True  # knowledge speaks only the way that it is meant to
    without: tuple[str, ...] = ("named",)  # signs left out: this one is for background alone
    strength: float = 0.1  # inverse of the L2 penalty
    wording_scale: float = 0.6  # how much cheaper a sign is than a word
    negative_scale: float = 2.0  # negatives are rare and worth more than their number
    hand_share: float = 0.5  # of the log-odds: what the hand-set sum has to say in them
    least_articles: int = 3  # that hold a word
    least_sources: int = 2  # sources, or themes of cases, that hold it
    most_of_source: float = 1500.0  # what all articles of one source and label weigh at most
    case_weight: float = 3.0
    natural_weight: float = 3.0
    most_common: float = 0.08  # share of a language's articles: commoner words are its grammar


SHIPPED = Recipe()
# For a question that is not ours: nothing in it is known beforehand.
ATTACKS = replace(SHIPPED, hand_share=0.0, directed=False, strength=1.0, least_sources=1)
SHIPPED_NAME = "signs and wording (shipped)"
METHODS = {
    "words alone": replace(SHIPPED, signs=False, strength=10.0, wording_scale=0.3),
    "signs alone, trained": replace(SHIPPED, wording=False, hand_share=0.0),
    "signs and wording, trained": replace(SHIPPED, hand_share=0.0),
    "signs and wording, trained, free to speak either way": replace(
        SHIPPED, hand_share=0.0, directed=False
    ),
    SHIPPED_NAME: SHIPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row as the classifier sees it, in the dress that it was given."""

    row: Row
    signs: Amounts
    words: frozenset[str]
    weight: float = 1.0


def see(lexicon: Lexicon, row: Row) -> Example:
    """The row as it stands."""
    return _seen(lexicon, row, row.labelled.reading)


def variants(lexicon: Lexicon, row: Row) -> list[Example]:
    """The dresses in which a case is learnt: as it stands, and without what may be missing.

    Not every article comes with a country, a date or a title of its own, and some are no
    more than a headline.
    """
    given = row.labelled.reading
    if row.kind is not Kind.CASE:
        return [_seen(lexicon, row, given)]
    bare = replace(given, country="INT", published_at=None)
    dresses = [
        (given, 0.4),
        (bare, 0.3),
        (replace(bare, title="", body=f"{given.title}\n{given.body}"), 0.15),
        (replace(given, body=""), 0.15),
    ]
    return [replace(_seen(lexicon, row, reading), weight=weight) for reading, weight in dresses]


def _seen(lexicon: Lexicon, row: Row, reading: Reading) -> Example:
    mentions = find_mentions(lexicon, reading.title, reading.body)
    scene = view(lexicon, mentions, reading)
    # What the lexicon reads speaks as a sign, and in the direction that it is meant to.
    texts = {"title": reading.title, "body": reading.body}
    spoken_for = {
        word
        for one in mentions
        for word in fold(texts[one.field][one.start : one.end]).text.split()
    }
    return Example(
        row=row,
        signs=find_signs(lexicon, mentions, scene, reading.body).totals(),
        words=frozenset(
            word for word in read_words(reading.title, reading.body).words if word not in spoken_for
        ),
    )


def train_relevant(examples: Sequence[Example], recipe: Recipe = SHIPPED) -> Head:
    """The head that tells core and related from the rest."""
    return _with_hand(_fit(examples, lambda one: one.row.is_relevant, recipe), recipe)


def _with_hand(head: Head, recipe: Recipe) -> Head:
    """The head averaged with the judgement of the hand-set sum, which no source's habits touch."""
    if not recipe.signs:
        return head
    learnt = stretched(
        head, 1 - recipe.hand_share, -recipe.hand_share * HAND_THRESHOLD / HAND_SCALE
    )
    by_hand = recipe.hand_share * SUM_UNIT / HAND_SCALE
    return Head(
        bias=learnt.bias,
        signs=learnt.signs | {"sum": learnt.signs.get("sum", 0.0) + by_hand},
        wording=learnt.wording,
    )


def train_event(examples: Sequence[Example], recipe: Recipe = SHIPPED) -> Head:
    """The head that tells core from related, from the relevant rows with a four-way label."""
    chosen = [one for one in examples if one.row.labelled.label in (Label.CORE, Label.RELATED)]
    plain = replace(recipe, wording=False)
    return _fit(chosen, lambda one: one.row.labelled.label is Label.CORE, plain)


def train_mentioned(examples: Sequence[Example], recipe: Recipe = SHIPPED) -> Head:
    """The head that tells background from none, from the other rows with a four-way label."""
    chosen = [one for one in examples if one.row.labelled.label in (Label.BACKGROUND, Label.NONE)]
    plain = replace(recipe, wording=False, without=())
    head = _fit(chosen, lambda one: one.row.labelled.label is Label.BACKGROUND, plain)
    return stretched(head, 1.0, MENTIONED_SHIFT)


def log_odds(head: Head, examples: Iterable[Example]) -> np.ndarray:
    """What the head says of each example."""
    return np.array(
        [
            head.bias
            + sum(head.signs.get(name, 0.0) * amount for name, amount in one.signs.items())
            + sum(head.wording.get(word, 0.0) for word in one.words)
            for one in examples
        ]
    )


def platt(said: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Slope and shift that turn log-odds said of held-out rows into those of probabilities.

    Platt, Probabilistic outputs for support vector machines (1999).
    """
    shift, (slope,) = fit_logistic(
        csr_array(said.reshape(-1, 1)), truth, weights, directions=[0], strength=1e6
    )
    return slope, shift


def stretched(head: Head, slope: float, shift: float) -> Head:
    """The head with its log-odds multiplied by `slope` and moved by `shift`."""
    return Head(
        bias=head.bias * slope + shift,
        signs={name: weight * slope for name, weight in head.signs.items()},
        wording={word: weight * slope for word, weight in head.wording.items()},
    )


def _fit(examples: Sequence[Example], is_true: Callable[[Example], bool], recipe: Recipe) -> Head:
    vocabulary = _vocabulary(examples, recipe) if recipe.wording else frozenset()
    rows = [_amounts(one, vocabulary, recipe) for one in examples]
    names = sorted({name for row in rows for name in row})
    truth = np.array([is_true(one) for one in examples])
    directions = [_direction(name, recipe) for name in names]
    bias, found = fit_logistic(
        _table(rows, names),
        truth,
        _weights(examples, recipe),
        directions=directions,
        strength=recipe.strength,
    )
    weights = {name: w for name, w in zip(names, found, strict=True) if abs(w) >= _LEAST}
    return Head(
        bias=bias,
        signs={
            name[2:]: w * _scale(name[2:], recipe)
            for name, w in weights.items()
            if name.startswith(_SIGN)
        },
        wording={
            name[2:]: w * recipe.wording_scale
            for name, w in weights.items()
            if name.startswith(_WORDS)
        },
    )


def _table(rows: Sequence[Amounts], names: Sequence[str]) -> csr_array:
    column = {name: number for number, name in enumerate(names)}
    ends = np.cumsum([0, *map(len, rows)])
    columns = [column[name] for row in rows for name in row]
    amounts = [amount for row in rows for amount in row.values()]
    return csr_array((amounts, columns, ends), shape=(len(rows), len(names)))


def fit_logistic(
    table: csr_array,
    truth: np.ndarray,
    weights: np.ndarray,
    *,
    directions: Sequence[int],
    strength: float,
) -> tuple[float, list[float]]:
    """Bias and weights of a logistic regression with an L2 penalty on the weights.

    `table` is rows by columns; `weights` are of rows. A column with direction 1 gets no weight
    below zero, one with -1 none above, one with 0 any. Byrd, Lu, Nocedal and Zhu, A limited
    memory algorithm for bound constrained optimization (1995), as scipy has it.
    """
    side = np.where(truth, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margin = side * (table @ point[1:] + point[0])
        pull = -weights * side * expit(-margin)
        slopes = point[1:]
        value = weights @ np.logaddexp(0, -margin) + slopes @ slopes / (2 * strength)
        return value, np.concatenate([[pull.sum()], table.T @ pull + slopes / strength])

    bounds = [(None, None), *(_BOUNDS[direction] for direction in directions)]
    start = np.zeros(table.shape[1] + 1)
    options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-9}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return float(found.x[0]), [float(weight) for weight in found.x[1:]]


def _direction(name: str, recipe: Recipe) -> int:
    """Which way a sign may speak, so that no source's habits can turn knowledge about.

    Words of militancy, groups and places of the region never speak against; places elsewhere,
    negatives and what takes the weight off an everyday word never speak for.
    """
    if name.startswith(_WORDS) or not recipe.directed:
        return 0
    sign = name[2:]
    if "&" in sign or "+neg." in sign or sign.startswith(_AGAINST):
        return -1
    return 1 if sign.startswith(_FOR) else 0


def _amounts(one: Example, vocabulary: frozenset[str], recipe: Recipe) -> Amounts:
    amounts: Amounts = {}
    if recipe.signs:
        for name, amount in one.signs.items():
            if name not in recipe.without:
                amounts[_SIGN + name] = amount * _scale(name, recipe)
    for word in sorted(one.words & vocabulary):
        amounts[_WORDS + word] = recipe.wording_scale
    return amounts


def _scale(sign: str, recipe: Recipe) -> float:
    return recipe.negative_scale if "neg." in sign else 1.0


def _vocabulary(examples: Iterable[Example], recipe: Recipe) -> frozenset[str]:
    """The words that more than one source, or theme of cases, uses: no source's own style."""
    counts: Counter[str] = Counter()
    in_language: Counter[tuple[str, str]] = Counter()
    users: defaultdict[str, set[str]] = defaultdict(set)
    firsts = {one.row.labelled.row_id: one for one in reversed(examples)}  # one dress of each
    sizes = Counter(one.row.language for one in firsts.values())
    for one in firsts.values():
        counts.update(one.words)
        in_language.update((one.row.language, word) for word in one.words)
        for word in one.words:
            users[word].add(one.row.source or one.row.group)
    common = {
        word
        for (language, word), count in in_language.items()
        if count > recipe.most_common * sizes[language]
    }
    return frozenset(
        word
        for word, count in counts.items()
        if count >= recipe.least_articles
        and len(users[word]) >= recipe.least_sources
        and word not in common
    )


def _weights(examples: Sequence[Example], recipe: Recipe) -> np.ndarray:
    """No source may outweigh the rest by its mere size; newspapers and cases count more."""
    sizes = Counter((one.row.source, one.row.is_relevant) for one in examples)
    base = {Kind.NATURAL: recipe.natural_weight, Kind.CASE: recipe.case_weight, Kind.LANGUAGE: 1.0}
    return np.array(
        [
            one.weight
            * (
                base[one.row.kind]
                if one.row.kind in base
                else min(1.0, recipe.most_of_source / sizes[one.row.source, one.row.is_relevant])
            )
            for one in examples
        ]
    )
