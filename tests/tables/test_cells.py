from __future__ import annotations

from policycompare.differing.runs import Run
from policycompare.tables import plain
from policycompare.tables.cells import LinkRelation, LinkRelations, PairCode, Terms, UnitNames, shown
from policycompare.vocabulary import RELATIONS, REVISIONS, SHAPES


def test_every_kind_of_cell_has_the_text_that_stands_in_a_file():
    relations = (
        LinkRelation("12", RELATIONS["elaborates"], SHAPES["split"]),
        LinkRelation("3", RELATIONS["partial"]),
    )
    cells = {
        "企业可以": (Run("企业", "same"), Run("可以", "added")),
        "未作改动、拆分": Terms((REVISIONS["same"], REVISIONS["split"])),
        "12：细化（拆分）\n3：部分": LinkRelations(relations),
        "区应急局、各乡镇": UnitNames(("区应急局", "各乡镇")),
        "down:1a|up:": PairCode("down", "1a", "up", ""),
    }
    assert [plain(cell) for cell in cells.values()] == list(cells)


def test_a_fraction_is_shown_with_two_digits_and_a_count_as_it_is():
    assert [shown(0.5), shown(7), shown("")] == ["0.50", "7", ""]
