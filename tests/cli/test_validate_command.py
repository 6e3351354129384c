from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from policycompare.cli.main import main


def fill(path, verdict_of):
    """Write verdicts into a coding sheet as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    at = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if isinstance(row[0].value, int):
            same = str(row[at["下级条文"] - 1].value) == str(row[at["上级条文"] - 1].value)
            sheet.cell(row[0].row, at["判定"]).value = verdict_of(row[0].value, same)
    book.save(path)


def test_a_sample_is_drawn_coded_and_read_on_the_command_line(done, tmp_path, capsys):
    study = tmp_path / "study"
    draw = ["validate", "draw", str(done.folder), "--to", str(study), "--rows", "40", "--by", "level", "--seed", "3"]
    assert main(draw) == 0
    assert "盲评表" in capsys.readouterr().out
    sheets = [study / "coder-1.xlsx", study / "coder-2.xlsx"]
    fill(sheets[0], lambda item, same: "确认" if same or item % 2 else "否定")
    fill(sheets[1], lambda item, same: "确认" if same or item % 3 else "否定")
    assert main(["validate", "read", str(done.folder), str(study), *map(str, sheets)]) == 0
    said = capsys.readouterr().out
    assert "kappa" in said
    assert "承接（条×文件）" in said
    found = pd.read_csv(study / "estimates.csv", encoding="utf-8-sig").set_index("figure")
    assert found.loc["precision", "low"] < found.loc["precision", "estimate"] <= found.loc["precision", "high"]
    corrected = pd.read_csv(study / "corrected.csv", encoding="utf-8-sig")
    assert corrected.loc[corrected["figure"] == "links", "raw"].item() == len(done.links)
    assert (study / "cutoffs.csv").is_file()
    # What was drawn is not drawn over.
    assert main(draw) == 1
    assert "--to" in capsys.readouterr().err


def test_a_sweep_is_printed_and_written(done, tmp_path, capsys):
    assert main(["validate", "sweep", str(done.folder), "--out", str(tmp_path / "sweep.csv")]) == 0
    assert "被承接的条" in capsys.readouterr().out
    swept = pd.read_csv(tmp_path / "sweep.csv", encoding="utf-8-sig")
    assert swept.loc[swept["threshold"] == 0.5, "links"].item() == len(done.links)


@pytest.mark.parametrize("threshold", ["0.01", "1.5"])
def test_a_cut_off_that_is_not_kept_is_refused_in_one_line(done, threshold, capsys):
    assert main(["validate", "sweep", str(done.folder), "--threshold", threshold]) == 1
    assert "0.05" in capsys.readouterr().err
