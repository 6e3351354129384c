"""What an answer of the reader is worth: how far it moves the log-odds of a link, by model and prompt.

The reader's own word for how sure it is says little by itself. What it is worth is measured on pairs whose links are
known (`policycompare.evaluating.assessor_calibration`); until that is done for a model, `CAUTIOUS` holds.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from policycompare.errors import AssessmentError
from policycompare.messages import message
from policycompare.storage.paths import inside
from policycompare.storage.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FILE = "calibration.json"
"""File of calibrations, beside the records."""
KINDS = ("linked sure", "linked unsure", "none sure", "none unsure")
"""Kinds of what a reader may say of a candidate."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the answers of a model are worth.

    The log-odds after an answer are `weight` times those of the aligner plus the shift of the answer's kind.

    Attributes
    ----------
    model, prompt
        Name of the model, and hash of the prompt, whose answers it is for; ``""`` for any.
    weight
        Of the aligner's log-odds.
    shifts
        One for each of `KINDS`.
    labels
        Number of candidates with a known answer that it rests on; 0 for none.
    gold
        Names of the pairs that they are of.
    """

    model: str
    prompt: str
    weight: float
    shifts: tuple[float, ...]
    labels: int = 0
    gold: tuple[str, ...] = ()

    def shift(self, *, linked: bool, confidence: str) -> float:
        """Return the shift for a candidate that was linked or not, by a reader that is ``sure`` or ``unsure``."""
        return self.shifts[KINDS.index(f"{'linked' if linked else 'none'} {confidence}")]


CAUTIOUS = Calibration("", "", 1.0, (math.log(9), math.log(3), -math.log(9), -math.log(3)))
"""For a model of which nothing is known: its word counts as that of one who errs once in ten, unsure once in four.

So what it says turns a pair only where the aligner gave it more than one in ten, or less than nine in ten."""


def calibration_for(known: Iterable[Calibration], model: str, prompt: str) -> Calibration:
    """Return what the answers of a model to a prompt are worth, `CAUTIOUS` where that was never measured."""
    for calibration in known:
        if (calibration.model, calibration.prompt) == (model, prompt):
            return calibration
    return CAUTIOUS


def load_calibrations(folder: Path) -> tuple[Calibration, ...]:
    """Return the calibrations of a folder of records.

    Raises
    ------
    AssessmentError
        The file is there and cannot be understood.
    """
    path = inside(folder, FILE)
    try:
        rows = json.loads(path.read_text("utf-8"))
        return tuple(_calibration(row) for row in rows)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise AssessmentError(
            message("{file}: no calibration; remove it, or make it again with: assess --gold", file=path)
        ) from None


def save_calibration(folder: Path, calibration: Calibration) -> Path:
    """Put a calibration into the file of a folder, in place of an older one of the same model and prompt."""
    same = (calibration.model, calibration.prompt)
    others = [each for each in load_calibrations(folder) if (each.model, each.prompt) != same]
    return save_calibrations(folder, [*others, calibration])


def save_calibrations(folder: Path, calibrations: Sequence[Calibration]) -> Path:
    """Write the file of calibrations of a folder."""
    path = inside(folder, FILE)
    rows = [asdict(each) for each in calibrations]
    try:
        write_whole(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise AssessmentError(
            message("{file}: cannot be written ({cause}); use another folder", file=path, cause=error.strerror)
        ) from None
    return path


def _calibration(row: dict[str, object]) -> Calibration:
    known = {field.name: row[field.name] for field in fields(Calibration)}
    shifts = tuple(float(str(value)) for value in _list(known["shifts"]))
    weight = float(str(known["weight"]))
    if len(shifts) != len(KINDS) or not all(map(math.isfinite, (*shifts, weight))):
        raise ValueError("shifts")
    gold = tuple(map(str, _list(known["gold"])))
    return Calibration(str(known["model"]), str(known["prompt"]), weight, shifts, int(str(known["labels"])), gold)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value
