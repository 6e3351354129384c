"""A coder's way through a sample (盲评): one pair of provisions after the other, each verdict saved at once.

The coder sees titles, labels and texts, and nothing that the program thinks. The file has the form of a coding sheet,
so that ``validate read`` and `policycompare.validating.sampling.Sample.coded` take it as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from policycompare.errors import CollectionError
from policycompare.export.output_folder import write
from policycompare.language.safe_text import inert
from policycompare.messages import message
from policycompare.validating.coding import HEADS, VERDICT_VALUES, read_coding, same_items, verdict_meant
from policycompare.vocabulary import REVIEW_ACTIONS, VERDICTS

if TYPE_CHECKING:
    from typing import Any

    from policycompare.validating.sampling import Sample


class SampleCoding:
    """What one coder said of a sample so far.

    Parameters
    ----------
    sample
        The sample.
    path
        A csv file; where it is there already, coding goes on with what it lacks.

    Raises
    ------
    CollectionError
        The file is no csv, cannot be read, or is of another sample.
    """

    def __init__(self, sample: Sample, path: str | Path) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() != ".csv":
            raise CollectionError(
                message("{file}: answers are saved as csv; name a file that ends in .csv", file=self.path)
            )
        self.notices = sample.notices
        self._rows = sample.blind().set_index("item", drop=False)
        self._verdicts: dict[int, str] = {}
        self._comments: dict[int, str] = {}
        self._given: list[int] = []
        if self.path.exists():
            known = read_coding(self.path)
            same_items(known, sample.rows)
            self._verdicts = dict(zip(known["item"], known["verdict"], strict=True))
            self._comments = dict(zip(known["item"], known["comment"], strict=True))

    @property
    def row(self) -> Any | None:  # noqa: ANN401 - a named tuple of the columns of `Sample.blind`
        """The pair that is asked about; ``None`` when every one has a verdict."""
        item = self._item
        return None if item is None else next(self._rows.loc[[item]].itertuples(index=False))

    @property
    def _item(self) -> int | None:
        return next((int(item) for item in self._rows.index if item not in self._verdicts), None)

    @property
    def left(self) -> int:
        """How many pairs have no verdict."""
        return len(self._rows) - len(self._verdicts)

    @property
    def comment(self) -> str:
        """What was remarked on the pair that is asked about."""
        item = self._item
        return "" if item is None else self._comments.get(item, "")

    def answer(self, typed: str) -> str:
        """Take a verdict, a comment or an undo, save, and say what became of it.

        Parameters
        ----------
        typed
            A verdict as a coding sheet has it (y, n, u; 确认, 否定, 存疑), ``c`` with a comment on the pair that is
            asked about, or ``z`` to take the last verdict back.

        Raises
        ------
        CollectionError
            It is none of these.
        ExportError
            The file cannot be written; the verdict does not count then.
        """
        typed = typed.strip()
        if typed == REVIEW_ACTIONS["undo"].key_stroke:
            return self._undo()
        item, verdict = self._item, verdict_meant(typed)
        if item is None:
            return message("nothing is left; saved in {file}", file=self.path).text()
        if verdict is not None:
            self._save(self._verdicts | {item: verdict})
            self._given.append(item)
            return message("item {item}: {verdict}", item=item, verdict=VERDICTS[verdict]).text()
        stroke, _, comment = typed.partition(" ")
        if stroke != REVIEW_ACTIONS["comment"].key_stroke or not comment.strip():
            raise CollectionError(
                message(
                    "“{typed}” is not understood; type y (linked), n (not linked), u (unsure), c and a comment, or z",
                    typed=typed,
                )
            )
        self._comments[item] = comment.strip()
        return message("comment on item {item}; it is saved with the verdict", item=item).text()

    def _undo(self) -> str:
        if not self._given:
            return message("nothing to take back").text()
        item = self._given[-1]
        self._save({known: verdict for known, verdict in self._verdicts.items() if known != item})
        self._given.pop()
        return message("item {item} is asked again", item=item).text()

    def _save(self, verdicts: dict[int, str]) -> None:
        items = list(self._rows.index)
        columns = {
            HEADS["item"]: items,
            HEADS["verdict"]: [VERDICTS[verdicts[item]].chinese if item in verdicts else "" for item in items],
            HEADS["comment"]: [inert(self._comments.get(item, "")) for item in items],
        }
        write(self.path, pd.DataFrame(columns).to_csv(index=False).encode("utf-8-sig"))
        self._verdicts = verdicts


CHOICES = tuple(VERDICTS[key] for key in VERDICT_VALUES)
"""What a coder can say of a pair."""
