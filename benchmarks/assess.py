"""What a second reader is worth: `python benchmarks/assess.py GOLD FOLDER PAIR … [--texts DIR …]`. Never asserted.

For each pair of GOLD that is named, the aligner is fitted on the other fields alone (the model is kept in FOLDER as
``PAIR.model.json``). Where FOLDER has no answers to it, the questions are written to ``PAIR.questions.jsonl`` in the
batch form: only those that the aligner leaves open, or all with ``--all``. Whoever answers them should have nothing
but that file. Answers are read from ``PAIR.answers.jsonl`` (the batch form) or ``PAIR.record.jsonl`` (a record of
`assess`), and scored: questions asked, F1 of links before and after by pair. After stands for what counts without
knowing the reader (cautious), and with what its answers were worth on the other pairs (calibrated); alone for the
links of the reader on the provisions that it read and of the aligner on the others.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

import policycompare as pc
from policycompare.aligning.model import model_of
from policycompare.analysing.assess import all_questions, open_questions
from policycompare.assessing.asking import now
from policycompare.assessing.batch import export_questions, import_answers
from policycompare.assessing.records import Assessments, append, load
from policycompare.evaluating.assessor_calibration import fitted_calibrations
from policycompare.evaluating.fitting import Training, fitted_on
from policycompare.evaluating.gold import load_gold_folder
from policycompare.evaluating.metrics import links_f1


def unseen_models(pairs, wanted, folder):
    """Yield the pairs that are wanted with a model that has not seen their field, fitted once and kept."""
    training = None
    for pair in wanted:
        path = folder / f"{pair.name}.model.json"
        if not path.exists():
            training = training or [(other.field, Training.of(other)) for other in tqdm(pairs, leave=False)]
            others = [each for field, each in training if field != pair.field]
            path.write_text(fitted_on(others, {}).to_json(), "utf-8")
        yield pair, model_of(path.read_text("utf-8"))


def answers(aligned, name, folder):
    """Return the record of a pair's answers, made of the batch where only that is there; None without either."""
    record, batch = folder / f"{name}.record.jsonl", folder / f"{name}.answers.jsonl"
    if not record.exists() and batch.exists():
        found = import_answers(batch, lambda k: all_questions(aligned, k).questions, "unknown", now)
        for problem in found.problems:
            print(f"{name}: {problem}")
        append(record, found.taken)
    return load(record) if record.exists() else None


def linked(aligned):
    return aligned.scores.pairs.spread(aligned.is_link, fill=0) > 0


def alone(aligned):
    """Return the reader's links of the provisions that it read, and the aligner's of the others."""
    found = linked(aligned.with_assessments(Assessments()))
    found[list(aligned.readings.read)] = False
    for pair in aligned.readings.linked_pairs:
        found[pair] = True
    return found


def main(options):
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    pairs = load_gold_folder(options.gold, options.texts, print)
    read = []
    for pair, model in unseen_models(pairs, [pair for pair in pairs if pair.name in options.pairs], folder):
        aligned = pc.align(pair.child, pair.parent, model=model)
        record = answers(aligned, pair.name, folder)
        if record is not None:
            read.append((pair, aligned.with_assessments(record)))
            continue
        agenda = all_questions(aligned) if options.all else open_questions(aligned)
        export_questions(folder / f"{pair.name}.questions.jsonl", agenda.questions, "reader")
        before = links_f1(linked(aligned), pair)
        print(f"{pair.name}: {len(agenda.questions)} of {len(pair.child.provisions)} provisions open, "
              f"about {agenda.estimate.sent:,} tokens; F1 before {before:.3f}; questions written")  # fmt: skip
    rows = []
    for pair, aligned in read:
        others = [(p.name, a, p.gold) for p, a in read if p.field != pair.field]
        worth = tuple(fitted_calibrations(others))
        calibrated = aligned.with_assessments(replace(aligned.readings.assessments, calibrations=worth))
        before = aligned.with_assessments(Assessments())
        questions = all_questions(aligned) if options.all else open_questions(aligned)
        rows.append(
            {
                "pair": pair.name,
                "provisions": len(pair.child.provisions),
                "questions": len(aligned.readings.of_child),
                "tokens": questions.estimate.sent,
                "before": links_f1(linked(before), pair),
                "cautious": links_f1(linked(aligned), pair),
                "calibrated": links_f1(linked(calibrated), pair),
                "alone": links_f1(alone(aligned), pair),
                "differing": len(aligned.differing_pairs),
            }
        )
    if rows:
        frame = pd.DataFrame(rows).set_index("pair")
        mean = frame.mean().to_frame("mean").T
        print(pd.concat([frame, mean]).round(3).to_string())
        for worth in fitted_calibrations([(pair.name, aligned, pair.gold) for pair, aligned in read]):
            print(
                f"{worth.model}: weight {worth.weight:.2f}, shifts {np.round(worth.shifts, 2)}, {worth.labels} labels"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("folder")
    parser.add_argument("pairs", nargs="+")
    parser.add_argument("--texts", nargs="+", default=[])
    parser.add_argument("--all", action="store_true")
    main(parser.parse_args())
