from __future__ import annotations

import pytest

from policycompare import ReadError, read

TEXT = "关于安全的措施\n1.各单位应当落实安全生产责任制度。\n2.各单位应当加强检查。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_one_text_in_any_certain_encoding_gives_the_same_measures(write, encoding):
    doc = read(write(TEXT.encode(encoding)))
    assert [m.text for m in doc.measures] == ["各单位应当落实安全生产责任制度。", "各单位应当加强检查。"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(write, ending):
    assert len(read(write(TEXT.replace("\n", ending))).measures) == 2


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.txt", "空"),
        (b" \n\t\n", "blank.txt", "空"),
        (b"\xef\xbb\xbf", "mark.txt", "空"),
        (b"PK\x03\x04rest", "draft.docx", "zip"),
        (b"%PDF-1.7", "draft.pdf", "PDF"),
        (b"abc\n\x00\x01", "binary.txt", "第2行"),
        ("第一行\n".encode() + b"\xff\xfe\xfd\xfc\x80", "broken.txt", "第2行"),
        ("1.ภาษาไทยสวัสดีครับผม\n".encode("cp874"), "thai.txt", "GB18030"),
        (b"\xef\xbb\xbfok\n\xff\xff", "marked.txt", "第2行"),
    ],
)
def test_what_is_no_certain_text_is_refused_by_name_with_a_way_out(write, content, name, says):
    path = write(content, name)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(ReadError, match="没有这个文件"):
        read(tmp_path / "no.txt")
    with pytest.raises(ReadError, match="文件夹"):
        read(tmp_path)
