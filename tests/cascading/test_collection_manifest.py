from __future__ import annotations

import pytest

import policycompare as pc
from policycompare.cascading.collection_manifest import read_manifest

HEAD = "id,title,level,region,date\n"


def read(write, lines, head=HEAD):
    return read_manifest(write(head + lines, "manifest.csv").parent)


def test_documents_come_by_id_with_levels_as_people_write_them(write):
    entries, problems = read(write, "b,乙条例,county,山东,2020-01-31\na,甲法,国家,,\n")
    assert [(e.id, e.level, e.date, e.file) for e in entries] == [
        ("a", "nation", "", "a.txt"),
        ("b", "district", "2020-01-31", "b.txt"),
    ]
    assert not problems


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a,乙,city,,", "重复"),
        ("b,乙,galaxy,,", "galaxy"),
        ("b,乙,city,,2020-02-30", "2020-02-30"),
        ("b,乙,city,,2020", "YYYY-MM-DD"),
        (",乙,city,,", "id"),
        ("b,,city,,", "title"),
        ("../../etc/passwd,乙,city,,", "文件夹"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(write, line, says):
    entries, problems = read(write, f"a,甲,nation,,\n{line}\nz,丙,city,,\n")
    assert [e.id for e in entries] == ["a", "z"]
    assert [(f.kind, f.place) for f in problems] == [("manifest", "manifest.csv: 第3行")]
    assert says in problems[0].message


def test_a_manifest_with_a_byte_order_mark_and_further_columns_is_read(write):
    entries, _ = read(write, "a,甲,city,鲁,,texts/a.md,样本,7\n", "\ufeff" + HEAD.strip() + ",file,notice,articles\n")
    assert [(e.id, e.file, e.notice) for e in entries] == [("a", "texts/a.md", "样本")]


def test_a_folder_without_a_manifest_and_one_without_columns_say_what_to_do(write, tmp_path):
    with pytest.raises(pc.ReadError, match=r"manifest\.csv: 没有这个文件"):
        read_manifest(tmp_path)
    with pytest.raises(pc.CollectionError, match="region、date"):
        read(write, "a,甲,city\n", "id,title,level\n")
    with pytest.raises(pc.CollectionError, match="第2行"):
        read(write, "a,甲,galaxy,,\n")


@pytest.mark.parametrize(
    "manifest", ["id,title,level,region,date\ra,某市条例,city,,\r", 'id,title,level,region,date\n"' + "x" * 200_000]
)
def test_a_manifest_with_odd_line_ends_or_an_endless_cell_is_no_traceback(tmp_path, manifest):
    (tmp_path / "manifest.csv").write_text(manifest, "utf-8", newline="")
    try:
        entries, _ = read_manifest(tmp_path)
    except pc.CollectionError as refusal:
        assert "manifest.csv" in str(refusal)  # noqa: PT017 - one of the two is read
    else:
        assert [entry.id for entry in entries] == ["a"]
