"""Do synthetic pairs help? `python benchmarks/synthetic.py CORPUS GOLD [TEXTS …]`: F1 without and with them.

A synthetic child is made from a real law: sentences dropped, words put in the place of others that are used alike,
articles split, merged and moved, and articles of another law added; the links are known by construction (as for
bills of the US Congress, Kim et al., EMNLP 2021). F1 is left out by field. Printed, never asserted.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import policycompare as pc
from policycompare.aligning.model import THRESHOLD
from policycompare.evaluating.fitting import Training, left_out
from policycompare.evaluating.gold import GoldPair, load_gold_folder, read_gold
from policycompare.evaluating.metrics import links_f1
from policycompare.language.corpus_statistics import background
from policycompare.language.tokenise import segments, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policycompare.documents import Document

LAWS = 16
ARTICLES = 60


def rephrase(text: str, chance: random.Random, share: float) -> str:
    """Put a word that is used alike in the place of about `share` of the words."""
    known = background()
    out = text
    for word in dict.fromkeys(words(text)):
        if len(word) > 1 and chance.random() < share:
            vector = known.vectors_of(np.array([word]))[0]
            near = np.argsort(-(known.vectors @ vector))[1:4]
            if vector.any():
                out = out.replace(word, str(known.words[chance.choice(near.tolist())]))
    return out


def child_of(law: Document, other: Document, chance: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a synthetic child's text and its links (position in the child, in the law, relation)."""
    bodies: list[tuple[str, list[tuple[int, str]]]] = []
    articles = [p.text.replace("\n", "") for p in law.provisions[:ARTICLES]]
    for j, text in enumerate(articles):
        sentences = [s + "。" for s in segments(text)]
        fate = chance.random()
        share = chance.choice((0.0, 0.2, 0.4, 0.6))
        if fate < 0.3:
            continue
        if fate < 0.45 and len(sentences) > 1:
            half = len(sentences) // 2
            parts = ("".join(part) for part in (sentences[:half], sentences[half:]))
            bodies.extend((rephrase(part, chance, share), [(j, "partial")]) for part in parts)
        elif fate < 0.6 and bodies:
            before, links = bodies.pop()
            bodies.append((before + rephrase("".join(sentences), chance, share), [*links, (j, "partial")]))
        elif fate < 0.75 and len(sentences) > 1:
            kept = [s for s in sentences if chance.random() < 0.5] or sentences[:1]
            extra = chance.choice(other.provisions).text.replace("\n", "")
            bodies.append((rephrase("".join(kept), chance, share) + extra, [(j, "partial")]))
        else:
            bodies.append((rephrase("".join(sentences), chance, share), [(j, "equivalent")]))
    for article in chance.sample(list(other.provisions), min(len(other.provisions), len(bodies) // 3)):
        bodies.insert(chance.randrange(len(bodies) + 1), (article.text.replace("\n", ""), []))
    for _ in range(len(bodies) // 8):
        moved = bodies.pop(chance.randrange(len(bodies)))
        bodies.insert(chance.randrange(len(bodies) + 1), moved)
    text = "某市条例\n" + "".join(f"{k}.{body}\n" for k, (body, _) in enumerate(bodies, 1))
    return text, [(k, j, name) for k, (_, links) in enumerate(bodies) for j, name in links]


def synthetic(corpus: Path, gold: Sequence[GoldPair]) -> list[GoldPair]:
    """Return `LAWS` synthetic pairs made from laws that are in no gold pair."""
    chance = random.Random(0)
    known = {d.text for pair in gold for d in (pair.child, pair.parent)}
    laws = [law for law in map(pc.read, sorted(corpus.glob("*.txt"))) if law.text not in known]
    laws = [law for law in laws if 40 <= len(law.provisions) <= 120]
    out = []
    for number in range(LAWS):
        law, other = chance.sample(laws, 2)
        text, links = child_of(law, other, chance)
        child = pc.parse(text, id=f"synthetic{number}")
        rows = [(child.provisions[i].label, law.provisions[j].label, name) for i, j, name in links]
        frame = pd.DataFrame(rows, columns=["child", "parent", "relation"])
        out.append(GoldPair(child.id, child, law, read_gold(frame, child, law)))
    return out


def main(corpus: str, folder: str, *texts: str) -> None:
    """Print F1 of each gold pair when left out, with and without the synthetic pairs."""
    pairs = load_gold_folder(folder, texts, print)
    real = [Training.of(pair) for pair in pairs]
    made = [Training.of(pair) for pair in synthetic(Path(corpus), pairs)]
    for some in (0, LAWS // 4, LAWS):
        probabilities = left_out([*real, *made[:some]])
        scores = [links_f1(p >= THRESHOLD, pair) for p, pair in zip(probabilities, pairs, strict=False)]
        print(f"{some:3d} synthetic pairs: {'  '.join(f'{s:.3f}' for s in scores)}   mean {np.mean(scores):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
