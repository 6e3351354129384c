"""PolyFuzz on the gold: `python benchmarks/polyfuzz_match.py GOLD [TEXTS …]`, in an environment of its own.

PolyFuzz 0.4.3 does not import beside current matplotlib, so:
    python3.11 -m venv pf && pf/bin/pip install polyfuzz==0.4.3 "matplotlib<3.9" rjieba xlsxwriter
    pf/bin/pip install --no-deps -e . && pf/bin/python benchmarks/polyfuzz_match.py GOLD
Its default cleaning deletes every Chinese character, hence ``clean_string=False``; the threshold is chosen by
cross-validation on the very pair, as for the baselines of ``policycompare evaluate``.
"""

from __future__ import annotations

import sys

import numpy as np
from polyfuzz.models import TFIDF, EditDistance, RapidFuzz

from policycompare.evaluating.baselines import prepared_texts
from policycompare.evaluating.evaluation import cross_validated_baseline
from policycompare.evaluating.gold import load_gold_folder

MODELS = {
    "TF-IDF 2-3 characters": lambda: TFIDF(n_gram_range=(2, 3), clean_string=False, min_similarity=0, top_n=1),
    "TF-IDF 3 characters (default n-gram)": lambda: TFIDF(clean_string=False, min_similarity=0, top_n=1),
    "RapidFuzz WRatio (default)": lambda: RapidFuzz(n_jobs=1),
    "EditDistance (default)": lambda: EditDistance(n_jobs=1),
}


def main(folder: str, *texts: str) -> None:
    """Print F1 of links for each pair and model."""
    for pair in load_gold_folder(folder, texts, print):
        child, parent = (prepared_texts([p.text for p in d.provisions]) for d in (pair.child, pair.parent))
        place = {text: j for j, text in enumerate(parent)}
        for name, model in MODELS.items():
            found = model().match(child, parent)
            scores = np.zeros((len(child), len(parent)))
            for i, (to, score) in enumerate(zip(found["To"], found["Similarity"], strict=True)):
                if to in place:
                    scores[i, place[to]] = score
            f1 = cross_validated_baseline(scores, pair.gold, "best match").loc["links", "f1"]
            print(f"{pair.name:34s} {name:38s} {f1:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
