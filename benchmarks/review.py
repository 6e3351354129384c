"""What a review is worth: `python benchmarks/review.py GOLD OUT.csv [TEXTS …]`. Printed, never asserted.

A simulated reviewer goes through the queue and answers as gold does, for each of the first pairs of GOLD; TEXTS are
folders with their texts. The model is fitted on those of the other fields alone. It sees of a question what a person
sees: of a gap or an addition the candidates that are shown, so a link with one that is not shown is not found, and it
says that it is unsure. Printed are the share of the wrong entries that the first 10, 20, 30 and 50 % of the queue put
right, beside the same questions in random order (the mean of three), and F1 after so many decisions.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from tqdm import tqdm

import policycompare as pc
from policycompare.analysing.questions import questions
from policycompare.deciding.decisions import Decisions
from policycompare.evaluating.fitting import Training, fitted_on
from policycompare.evaluating.gold import load_gold_folder
from policycompare.evaluating.metrics import count, precision_recall
from policycompare.reviewing.answers import Signature, decisions_of_answer

SHARES = (0.1, 0.2, 0.3, 0.5, 1.0)
SIGNATURE = Signature("gold")


def reply(aligned, gold, question):
    """Return what the reviewer types."""
    i, j = question.child, question.parent
    if i >= 0 and j >= 0:
        return "u" if gold.neutral[i, j] else "y" if gold.linked[i, j] else "n"
    true, other = (gold.linked[:, j], aligned.child) if i < 0 else (gold.linked[i], aligned.parent)
    unsure = gold.neutral[:, j] if i < 0 else gold.neutral[i]
    seen = [k for k in question.candidates if true[k]]
    if seen:
        return "".join(f"+{other.provisions[k].label}" for k in seen)
    return "u" if true.any() or unsure.any() else "y"


def linked(aligned):
    return aligned.scores.pairs.spread(aligned.is_link, fill=0) > 0


def review(aligned, gold, choose):
    """Return right, wrong and missed links before the first question and after each, until none is left."""
    counts = [count(linked(aligned), gold.linked, gold.neutral)]
    decisions = Decisions()
    while queue := questions(aligned):
        question = choose(queue)
        for decision in decisions_of_answer(aligned, question, reply(aligned, gold, question), SIGNATURE):
            decisions = decisions.with_decision(decision)
        aligned = aligned.with_decisions(decisions)
        counts.append(count(linked(aligned), gold.linked, gold.neutral))
    return np.array(counts)


def wrong(counts):
    return counts[:, 1] + counts[:, 2]


def f1(counts):
    return np.array([precision_recall(*row)[2] for row in counts.tolist()])


def at(values, shares):
    return [values[min(int(np.ceil(share * (len(values) - 1))), len(values) - 1)] for share in shares]


def one_pair(pair, model):
    """Return the counts of ours and of three random orders."""
    aligned = pc.align(pair.child, pair.parent, model=model)
    draw = np.random.default_rng(0)
    others = [review(aligned, pair.gold, lambda queue: queue[draw.integers(len(queue))]) for _ in range(3)]
    return review(aligned, pair.gold, lambda queue: queue[0]), others


def main(folder, out, *texts):
    pairs = [pair for pair in load_gold_folder(folder, texts, print) if pair.group == "first"]
    training = [Training.of(pair) for pair in pairs]
    rows, scores, growth = [], [], []
    for pair in tqdm(pairs, disable=None, leave=False):
        ours, others = one_pair(pair, fitted_on([t for t in training if t.field != pair.field]))
        random = np.mean([at(wrong(o)[0] - wrong(o), SHARES) for o in others], axis=0)
        rows.append((len(ours) - 1, wrong(ours)[0], *at(wrong(ours)[0] - wrong(ours), SHARES), *random))
        scores.append((at(f1(ours), (0, *SHARES)), np.mean([at(f1(o), (0, *SHARES)) for o in others], axis=0)))
        growth += [(pair.name, n, float(value)) for n, value in enumerate(f1(ours))]
    told = [f"{share:.0%}" for share in SHARES]
    columns = ["questions", "wrong", *(f"right by {s}" for s in told), *(f"random {s}" for s in told)]
    frame = pd.DataFrame(rows, columns=columns, index=[pair.name for pair in pairs])
    print(frame.round(1).to_string())
    total = frame.sum()
    print(f"\nall pairs: {int(total['questions'])} questions, {int(total['wrong'])} wrong entries")
    for share in told:
        ours, random = total[f"right by {share}"], total[f"random {share}"]
        held = ours / total["right by 100%"]
        print(f"  first {share:>4}: {ours / total['wrong']:.0%} of the wrong entries put right ({held:.0%} of those")
        print(f"              that any question holds); in random order {random / total['wrong']:.0%}")
    print("\nmean F1 by share of the queue")
    print(pd.DataFrame(np.mean(scores, axis=0), ["ours", "random"], ["0%", *told]).round(3).to_string())
    pd.DataFrame(growth, columns=["pair", "decisions", "f1"]).to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
