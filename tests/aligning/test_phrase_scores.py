"""Phrases compared beyond their neighbours, against plain loops over the same texts."""

from __future__ import annotations

import numpy as np
import pytest

from policycompare.aligning import part_layout
from policycompare.aligning.candidate_pairs import CandidatePairs
from policycompare.aligning.candidates import candidates
from policycompare.aligning.compared_texts import compared_texts, letters, vocabulary
from policycompare.aligning.part_layout import NEAREST, Grid
from policycompare.aligning.phrase_scores import compare_phrases
from policycompare.reading import parse

CHILD = (
    "建立健全安全生产责任制，每季度组织一次应急演练，及时公开投诉举报电话。",
    "对老旧小区的电动自行车充电设施开展排查，发现隐患的限期整改。",
    "支持企业储备救援物资装备，鼓励志愿者参与救援。",
)
PARENT = (
    "各单位应当储备必要的救援物资和装备。",
    "各单位应当定期组织开展应急演练，并做好记录。",
    "加强电动自行车充电场所的隐患排查。",
    "各单位应当设立举报电话，受理群众投诉。",
)


def compared(child_bodies, parent_bodies):
    child, parent = (
        compared_texts(parse("措施\n" + "".join(f"{n}.{body}\n" for n, body in enumerate(bodies, 1))))
        for bodies in (child_bodies, parent_bodies)
    )
    spelled = letters(child, parent)
    words, vectors = vocabulary(child, parent)
    pairs = candidates(spelled, words, vectors)
    return pairs, compare_phrases(child, parent, pairs, spelled, words, vectors)


def test_one_sentence_that_carries_two_duties_answers_both_provisions():
    pairs, scores = compared(CHILD, PARENT)
    letters_of, meaning_of = pairs.spread(scores.letters, fill=-9.0), pairs.spread(scores.meaning, fill=-9.0)
    assert set(np.argsort(meaning_of[0])[-2:]) == {1, 3}
    assert set(np.argsort(letters_of[0])[-2:]) == {1, 3}
    assert meaning_of[1].argmax() == letters_of[1].argmax() == 2
    assert meaning_of[2].argmax() == letters_of[2].argmax() == 0


def test_commas_cut_a_clause_and_short_parts_stay_with_the_one_before():
    texts = compared_texts(
        parse("措施\n1.各单位应当定期组织开展应急演练，并做好记录，及时公开投诉举报电话。\n2.落实责任。\n")
    )
    assert [phrase.replace("，", ",") for phrase in texts.phrases] == [
        "各单位应当定期组织开展应急演练,并做好记录",
        "及时公开投诉举报电话",
        "落实责任",
    ]
    assert texts.phrase_starts.tolist() == [0, 2, 3]
    assert texts.phrase_owners.tolist() == [0, 0, 1]


def test_what_is_beyond_the_neighbours_is_what_a_plain_loop_finds():
    starts = np.array([0, 2, 3, 6]), np.array([0, 1, 4])
    pairs = candidates_of_all(3, 2)
    rng = np.random.default_rng(7)
    likeness = rng.random((6, 4), dtype=np.float32)
    cells = [
        likeness[starts[0][i] : starts[0][i + 1], starts[1][j] : starts[1][j + 1]].ravel()
        for i, j in zip(pairs.rows, pairs.columns, strict=True)
    ]
    found = Grid(*starts, pairs).best_beyond_neighbours([np.concatenate(cells)])
    for k, (i, j) in enumerate(zip(pairs.rows, pairs.columns, strict=True)):
        best = -np.inf
        for a in range(starts[0][i], starts[0][i + 1]):
            for b in range(starts[1][j], starts[1][j + 1]):
                near_a = nearest([likeness[a, starts[1][m] : starts[1][m + 1]].max() for m in range(2)])
                near_b = nearest([likeness[starts[0][m] : starts[0][m + 1], b].max() for m in range(3)])
                best = max(best, 2 * likeness[a, b] - near_a - near_b)
        assert found[k] == pytest.approx(best, abs=1e-5)


def candidates_of_all(children, parents):
    rows, columns = np.divmod(np.arange(children * parents), parents)
    return CandidatePairs.of(rows, columns, (children, parents))


def nearest(values):
    return float(np.mean(sorted(values)[-NEAREST:]))


def test_blocks_of_any_size_give_the_same(monkeypatch):
    _, whole = compared(CHILD, PARENT)
    monkeypatch.setattr(part_layout, "CELLS", 5)
    monkeypatch.setattr(part_layout, "WHOLE", 5)
    _, parts = compared(CHILD, PARENT)
    assert np.allclose(whole.letters, parts.letters, atol=1e-6)
    assert np.allclose(whole.meaning, parts.meaning, atol=1e-6)


def test_a_document_of_a_single_phrase_is_compared_too():
    _, scores = compared(["每季度组织一次应急演练。"], PARENT)
    assert np.isfinite(scores.letters).all()
    assert np.isfinite(scores.meaning).all()
    assert scores.meaning.argmax() == 1


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_a_board_gives_to_the_last_digit_what_the_grid_of_pairs_gives(share):
    rng = np.random.default_rng(11)
    sizes = rng.integers(1, 12, 17), rng.integers(1, 12, 23)
    starts = [np.append(0, np.cumsum(side)) for side in sizes]
    chosen = rng.random((17, 23)) < share
    chosen[rng.integers(0, 17, 23), np.arange(23)] = True
    chosen[np.arange(17), rng.integers(0, 23, 17)] = True
    pairs = CandidatePairs(*np.nonzero(chosen), (17, 23))
    # Few different values, so that many are equal, and some below 0, as cosines may be.
    likeness = (rng.integers(-3, 12, (starts[0][-1], starts[1][-1])) / np.float32(11)).astype(np.float32)
    cells = [
        likeness[starts[0][i] : starts[0][i + 1], starts[1][j] : starts[1][j + 1]].ravel()
        for i, j in zip(pairs.rows, pairs.columns, strict=True)
    ]
    block = part_layout.Block(*starts, pairs, slice(0, 17))
    assert part_layout.Board.fits(block, pairs)
    board, grid = part_layout.Board(block), Grid(*starts, pairs)
    flat = [np.concatenate(cells)]
    assert np.array_equal(board.best_beyond_neighbours(likeness), grid.best_beyond_neighbours(flat))
    above = np.maximum(likeness, np.float32(0))
    flat = [np.maximum(flat[0], np.float32(0))]
    assert np.array_equal(board.best_without_rivals(above), grid.best_without_rivals(flat))
