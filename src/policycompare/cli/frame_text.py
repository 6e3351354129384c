"""Frames on the screen: heads and names of rows in the language of messages, under which columns stand straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.messages import language, message
from policycompare.vocabulary import LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from policycompare.messages import Message

NAMES: dict[str, Message | str] = {
    "parent_title": message("higher document"),
    "parent": message("provision"),
    "adopters": message("taken up by"),
    "place": message("place"),
    "adopted_date": message("on"),
    "level": message("level"),
    "source_place": message("from"),
    "provisions": message("provisions"),
    "days": message("days"),
    "figure": message("figure"),
    "precision": message("precision"),
    "recall": message("recall"),
    "f1": "F1",
    "links": message("links"),
    "adoptions": message("adoptions"),
    "adopted_provisions": message("adopted_provisions"),
    "first_adopters": message("first_adopters"),
    "estimate": message("estimate"),
    "low": message("low"),
    "high": message("high"),
    "items": message("items"),
    "raw": message("raw"),
    "weighted": message("weighted"),
    "corrected": message("corrected"),
    "threshold": message("threshold"),
    "mean_share": message("mean_share"),
    "expected_right": message("expected_right"),
}
"""What people read for a column or a figure of a study; in English mostly the name that files have."""


def frame_text(frame: pd.DataFrame, *, index: bool = False) -> str:
    """Return a frame as lines for the screen; what `NAMES` has not is shown as it is.

    Parameters
    ----------
    frame
        Rows to be shown, all of them.
    index
        Whether the index names the rows.
    """
    import pandas as pd

    shown = frame.rename(columns=_named)
    if "level" in frame:
        shown[_named("level")] = [
            LEVELS[level].text(language()) if level in LEVELS.keys else level for level in frame["level"]
        ]
    if "figure" in frame:
        shown[_named("figure")] = frame["figure"].map(_named)
    if "days" in frame:
        shown[_named("days")] = frame["days"].map("{:.0f}".format)
    if index:
        shown.index = shown.index.map(_named)
    with pd.option_context("display.unicode.east_asian_width", True):
        return str(shown.to_string(index=index))


def _named(key: str) -> str:
    return str(NAMES[key]) if key in NAMES else key
