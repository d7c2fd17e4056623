"""Tells which labelled pairs must not be parted when some are held out: those of related texts."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tasks.stories.evaluation import LabelledPair
from tasks.stories.signing import SHINGLE_WORDS, shingles
from tasks.stories.words import word_hashes


def clusters_of(pairs: Sequence[LabelledPair], bases: Sequence[str]) -> list[str]:
    """The cluster of each pair, by a name that is the same on every machine.

    Pairs are of one cluster where a chain leads from one to the other: a text in common, a
    text that holds all the words of another in their order, or the same name in `bases` (the
    text that a pair was made from; empty: none is named).
    """
    words = {body: word_hashes(body) for pair in pairs for body in _bodies(pair)}
    numbers = {body: number for number, body in enumerate(words)}
    edges = [(numbers[pair.one.body], numbers[pair.other.body]) for pair in pairs]
    first_of: dict[str, int] = {}
    for pair, base in zip(pairs, bases, strict=True):
        if base:
            here = numbers[pair.one.body]
            edges.append((first_of.setdefault(base, here), here))
    edges += _containing(list(words.values()))
    return _names(list(words), edges, [numbers[pair.one.body] for pair in pairs])


def _bodies(pair: LabelledPair) -> tuple[str, str]:
    return pair.one.body, pair.other.body


def _containing(texts: Sequence[np.ndarray]) -> Iterator[tuple[int, int]]:
    """The texts, by their places, of which the second holds the first word for word."""
    starting: defaultdict[int, list[int]] = defaultdict(list)
    runs = [shingles(words, SHINGLE_WORDS).tolist() for words in texts]
    for here, those in enumerate(runs):
        if those:
            starting[those[0]].append(here)
    whole = [words.tobytes() for words in texts]
    for there, those in enumerate(runs):
        for run in starting.keys() & set(those):
            for here in starting[run]:
                if here != there and whole[here] in whole[there]:
                    yield here, there


def _names(bodies: list[str], edges: list[tuple[int, int]], asked: list[int]) -> list[str]:
    """The least text of each component, hashed."""
    ones, others = np.array(edges).T
    graph = coo_array((np.ones(len(edges)), (ones, others)), shape=(len(bodies), len(bodies)))
    _, component_of = connected_components(graph, directed=False)
    least: dict[int, str] = {}
    for component, body in zip(component_of.tolist(), bodies, strict=True):
        least[component] = min(body, least.get(component, body))
    names = {at: hashlib.sha256(body.encode()).hexdigest()[:16] for at, body in least.items()}
    return [names[int(component_of[at])] for at in asked]
