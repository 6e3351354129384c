"""What a review is worth: `python benchmarks/review.py GOLD [FIGURE.csv]`. Printed, never asserted.

A simulated reviewer goes through the queue and answers as gold does, for every pair of GOLD (a folder with texts, see
its README). The model is fitted on the other pairs alone. It sees of a question what a person sees: of a gap or an
addition the candidates that are shown, so a link with one that is not shown is not found, and it says that it is
unsure. Printed are the share of the wrong entries that the first 10, 20, 30 and 50 % of the queue put right, beside the
same questions in random order (the mean of three), and F1 after so many decisions.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

import policycompare as pc
from policycompare.fitting import Training, fitted_on
from policycompare.gold import load_gold_folder
from policycompare.reviewing.decisions import Decision, Decisions
from policycompare.reviewing.queue import questions
from policycompare.reviewing.sitting import answered
from policycompare.scoring import count, precision_recall

SHARES = (0.1, 0.2, 0.3, 0.5, 1.0)
STAMP = Decision("", "", "unsure", who="gold")


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
    out = np.zeros(aligned.pairs.shape, dtype=bool)
    out[aligned.pairs.rows[aligned.chosen], aligned.pairs.columns[aligned.chosen]] = True
    return out


def review(aligned, gold, choose):
    """Return right, wrong and missed links before the first question and after each, until none is left."""
    counts = [count(linked(aligned), gold.linked, gold.neutral)]
    decisions = Decisions()
    while queue := questions(aligned):
        question = choose(queue)
        for decision in answered(aligned, question, reply(aligned, gold, question), STAMP):
            decisions = decisions.put(decision)
        aligned = aligned.with_decisions(decisions)
        counts.append(count(linked(aligned), gold.linked, gold.neutral))
    return np.array(counts)


def wrong(counts):
    return counts[:, 1] + counts[:, 2]


def f1(counts):
    return np.array([precision_recall(*row)[2] for row in counts.tolist()])


def at(values, shares):
    return [values[min(int(np.ceil(share * (len(values) - 1))), len(values) - 1)] for share in shares]


def main(folder, figure=None):
    pairs = load_gold_folder(folder)
    training = [Training.of(pair) for pair in pairs]
    rows, growth = [], []
    for k, pair in enumerate(tqdm(pairs, disable=None, leave=False)):
        model = fitted_on([t for n, t in enumerate(training) if n != k])
        aligned = pc.align(pair.child, pair.parent, model=model)
        ours = review(aligned, pair.gold, lambda queue: queue[0])
        draw = np.random.default_rng(0)
        others = [review(aligned, pair.gold, lambda queue: queue[draw.integers(len(queue))]) for _ in range(3)]
        errors = wrong(ours)
        random = np.mean([np.array(at(wrong(o)[0] - wrong(o), SHARES)) for o in others], axis=0)
        rows.append((pair.name, len(ours) - 1, errors[0], *(errors[0] - np.array(at(errors, SHARES))), *random,
                     *at(f1(ours), (0, *SHARES)), *np.mean([at(f1(o), (0, *SHARES)) for o in others], axis=0)))  # fmt: skip
        growth += [(pair.name, n, float(value)) for n, value in enumerate(f1(ours))]
    told = [f"{s:.0%}" for s in SHARES]
    columns = ["pair", "questions", "wrong", *(f"put right in {s}" for s in told), *(f"random {s}" for s in told),
               *(f"F1 {s}" for s in ("0%", *told)), *(f"random F1 {s}" for s in ("0%", *told))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).set_index("pair")
    print(frame[columns[1:13]].round(1).to_string())
    total = frame.iloc[:, :12].sum()
    print("\nall pairs:", int(total["questions"]), "questions,", int(total["wrong"]), "wrong entries")
    for share in told:
        ours, random = (total[f"{name} {share}"] for name in ("put right in", "random"))
        found, rest = total["put right in 100%"], total["wrong"]
        print(f"  first {share:>4}: {ours / rest:.0%} of the wrong entries ({ours / found:.0%} of those the queue holds);"
              f" random order {random / rest:.0%}")  # fmt: skip
    print("\nmean F1 by share of the queue, ours and random")
    print(pd.DataFrame({name: [frame[f"{head}F1 {s}"].mean() for s in ("0%", *told)] for name, head in
                        (("ours", ""), ("random", "random "))}, index=["0%", *told]).round(3).T.to_string())  # fmt: skip
    if figure:
        pd.DataFrame(growth, columns=["pair", "decisions", "f1"]).to_csv(figure, index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
