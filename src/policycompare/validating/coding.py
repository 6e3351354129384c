"""Codings of a sample, read from files that people filled in, and how far two coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from policycompare.analysing.agreement import cohens_kappa
from policycompare.arguments import takes
from policycompare.errors import CollectionError
from policycompare.messages import message
from policycompare.vocabulary import VERDICTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEADS = {"item": "编号", "verdict": "判定", "comment": "备注"}
"""Heads of the columns of a coding sheet that are read back, by what they hold; the keys are taken for heads too."""
VERDICT_VALUES = {"confirmed": 1.0, "rejected": 0.0, "unsure": float("nan")}
"""Values of the verdicts of a coder."""
WORKBOOKS = (".xlsx", ".xlsm")
RESAMPLES = 2000
"""Resamples of the interval of kappa."""
_HEAD_LINES = 12
"""Lines of a sheet among which the heads are looked for."""


@takes(CollectionError, source=(pd.DataFrame, str, Path))
def read_coding(source: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Read what one coder said of a sample.

    Parameters
    ----------
    source
        A frame, a csv file (UTF-8) or a workbook, with the columns ``item`` (编号) and ``verdict`` (判定), as the
        coding sheet has them. A verdict is a word or key stroke of `policycompare.vocabulary.VERDICTS` (确认, 否定,
        存疑; y, n, u), or ``1`` and ``0``; an empty one is a row that was not read.

    Returns
    -------
    pandas.DataFrame
        ``item`` (int), ``verdict`` (confirmed, rejected, unsure), ``comment``; only rows with a verdict.

    Raises
    ------
    CollectionError
        The file cannot be read, a column is missing, or a verdict is not understood; the message names the row.
    """
    name = "coding" if isinstance(source, pd.DataFrame) else str(source)
    frame = _with_heads(source.astype(str) if isinstance(source, pd.DataFrame) else _table(source), name)
    rows = []
    for position, (item, word) in enumerate(zip(frame["item"], frame["verdict"], strict=True), start=2):
        said = str(word).strip()
        if said in ("", "nan", "None", "<NA>"):
            continue
        verdict = verdict_meant(said.removesuffix(".0"))
        number = str(item).strip().removesuffix(".0")
        if verdict is None or not number.isdecimal():
            raise CollectionError(
                message(
                    "{file}: row {row}: item “{item}” with verdict “{word}” is not understood; write the number of "
                    "the item and one of {words}",
                    file=name,
                    row=position,
                    item=item,
                    word=said,
                    words=[VERDICTS[key].chinese for key in VERDICT_VALUES],
                )
            )
        rows.append((int(number), verdict, str(frame["comment"].iloc[position - 2])))
    return pd.DataFrame(rows, columns=["item", "verdict", "comment"])


def verdict_meant(said: str) -> str | None:
    """Return which of `VERDICT_VALUES` a coder means by a word, key stroke or figure; ``None`` for what is none."""
    if said in ("1", "0"):
        return "confirmed" if said == "1" else "rejected"
    term = VERDICTS.meant_by(said)
    if term is None:
        return None
    return "confirmed" if term.key == "added" else term.key


def _table(path: str | Path) -> pd.DataFrame:
    """Return a file as a frame of text, from the line that has the heads."""
    path = Path(path)
    try:
        if path.suffix.lower() in WORKBOOKS:
            cells = pd.read_excel(path, header=None, dtype=str, keep_default_na=False)
        else:
            cells = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError, KeyError) as error:
        raise CollectionError(
            message("{file}: cannot be read: {error}; save it as .xlsx, or as csv in UTF-8", file=path, error=error)
        ) from None
    for line in range(min(_HEAD_LINES, len(cells))):
        heads = [str(cell).strip() for cell in cells.iloc[line]]
        if {"item", "verdict"} <= {_key(head) for head in heads}:
            return cells.iloc[line + 1 :].set_axis(heads, axis=1)
    return cells.iloc[1:].set_axis([str(cell) for cell in cells.iloc[0]], axis=1) if len(cells) else cells


def _key(head: str) -> str:
    return next((key for key, word in HEADS.items() if head in (key, word)), head)


def _with_heads(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    frame = frame.rename(columns=_key)
    if lacking := [HEADS[key] for key in ("item", "verdict") if key not in frame.columns]:
        raise CollectionError(
            message(
                "{file}: no column {columns}; fill in the coding sheet as it was written", file=name, columns=lacking
            )
        )
    return frame if "comment" in frame.columns else frame.assign(comment="")


def same_items(coding: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Check that a coding is of these items, each once; raises `CollectionError`."""
    known = set(rows["item"])
    strange = [item for item in coding["item"] if item not in known]
    twice = coding.loc[coding["item"].duplicated(), "item"].tolist()
    if strange or twice:
        raise CollectionError(
            message(
                "the coding names items that the sample has not ({strange}) or names them twice ({twice}); "
                "it is of another sample",
                strange=strange[:5],
                twice=twice[:5],
            )
        )


def agreement_of_coders(one: NDArray[np.float64], other: NDArray[np.float64], seed: int = 0) -> pd.DataFrame:
    """Say how far two coders agree on the items that both judged.

    Parameters
    ----------
    one, other
        1, 0 or NaN (unsure, not read), item by item.

    Returns
    -------
    pandas.DataFrame
        Rows ``agreement`` (share of items with the same verdict) and ``kappa`` (Cohen, 1960): ``estimate``, ``low``,
        ``high`` (95 %, percentiles of `RESAMPLES` bootstrap samples of the items; Efron, 1979), ``items``. They are of
        the sample, in which doubtful pairs stand more often than in the collection, and are not weighted.
    """
    both = ~(np.isnan(one) | np.isnan(other))
    first, second = one[both] > 0, other[both] > 0
    count = int(both.sum())
    if not count:
        rows = dict.fromkeys(("agreement", "kappa"), (np.nan, np.nan, np.nan, 0))
    else:
        chosen = np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))
        a, b = first[chosen], second[chosen]
        same = (a == b).mean(axis=1)
        chance = a.mean(axis=1) * b.mean(axis=1) + (1 - a.mean(axis=1)) * (1 - b.mean(axis=1))
        kappas = np.divide(same - chance, 1 - chance, out=np.full(RESAMPLES, np.nan), where=chance < 1)
        rows = {
            "agreement": (float(np.mean(first == second)), *np.quantile(same, (0.025, 0.975)), count),
            "kappa": (cohens_kappa(first, second), *_range(kappas), count),
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "low", "high", "items"])


def alpha_of_coders(verdicts: NDArray[np.float64], seed: int = 0) -> pd.DataFrame:
    """Say how far all coders agree, each item counting that at least two of them judged.

    Parameters
    ----------
    verdicts
        1, 0 or NaN (unsure, not read), shape (coders, items).

    Returns
    -------
    pandas.DataFrame
        Row ``alpha`` (nominal; K. Krippendorff, Content Analysis, 2004, chapter 11), with the columns of
        `agreement_of_coders` and an interval drawn as there. Unlike kappa it is one figure for any number of coders.
    """
    yes, no = (verdicts == 1).sum(axis=0), (verdicts == 0).sum(axis=0)
    some = yes + no > 1
    yes, no = yes[some].astype(float), no[some].astype(float)
    count = len(yes)
    if not count:
        row = (np.nan, np.nan, np.nan, 0)
    else:
        chosen = np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))
        row = (float(_alpha(yes, no)), *_range(_alpha(yes[chosen], no[chosen])), count)
    return pd.DataFrame.from_dict({"alpha": row}, orient="index", columns=["estimate", "low", "high", "items"])


def _alpha(yes: NDArray[np.float64], no: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return alpha from how many coders said yes and no to each item (last axis); NaN where all say the same."""
    all_yes, all_no = yes.sum(axis=-1), no.sum(axis=-1)
    said = all_yes + all_no
    observed = (2 * yes * no / (yes + no - 1)).sum(axis=-1) / said
    by_chance = 2 * all_yes * all_no / (said * (said - 1))
    ratio = np.full(np.shape(observed), np.nan)
    np.divide(observed, by_chance, out=ratio, where=by_chance > 0)
    return np.asarray(1 - ratio)


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)
