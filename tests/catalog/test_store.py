from __future__ import annotations

import shutil

import pytest

import policycompare as pc
from policycompare.catalog import store as catalog
from policycompare.catalog.manifest import read_manifest
from policycompare.catalog.store import load_folder, shipped_folder


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped Chongming folder that a test may spoil."""
    target = tmp_path / "chongming"
    shutil.copytree(shipped_folder() / "chongming", target)
    return target


def change(folder, before, after):
    path = folder / "document.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


@pytest.mark.parametrize(
    ("id_", "chapters", "measures", "provisions", "level", "status"),
    [
        ("national", 0, 15, 71, "nation", "restated"),
        ("shanghai", 15, 78, 78, "city", "stand-in"),
        ("chongming", 15, 81, 81, "district", "draft"),
        ("boning", 8, 29, 29, "city", "example"),
        ("tingxi", 8, 34, 34, "district", "example"),
    ],
)
def test_the_shipped_documents_are_what_their_manifests_say(id_, chapters, measures, provisions, level, status):
    doc = pc.load(id_)
    assert (len(doc.chapters), len(doc.measures), len(doc.provisions)) == (chapters, measures, provisions)
    assert (doc.level, doc.status) == (level, status)
    assert bool(doc.notice) == (status in ("restated", "stand-in", "example"))


@pytest.mark.parametrize("name", ["boning/source.html", "tingxi/source.docx"])
def test_a_copy_of_the_example_still_says_that_it_is_made_up(name):
    doc = pc.read(shipped_folder() / name)
    assert doc.status == "example"
    assert "虚构" in doc.notice


@pytest.mark.parametrize(
    ("id_", "number", "date"),
    [
        ("national", "安委〔2022〕6号", ""),
        ("shanghai", "沪安委会〔2022〕6号", ""),
        ("chongming", "沪崇安委会〔2022〕4号", "2022-11-15"),
    ],
)
def test_a_manifest_says_under_which_number_the_official_text_was_issued(id_, number, date):
    manifest = read_manifest(shipped_folder() / id_ / "document.toml")
    assert (manifest.issued_number, manifest.issued_date) == (number, date)
    assert pc.load(id_).number == ""  # the shipped text itself is none of these


def test_an_unknown_id_suggests_the_nearest():
    with pytest.raises(pc.CatalogError, match="是否指 chongming"):
        pc.load("chongmin")


def test_a_changed_source_says_what_differs_and_the_way_out(folder):
    path = folder / "source.txt"
    path.write_text(path.read_text("utf-8").replace("81.加强", "加强"), "utf-8")
    with pytest.raises(pc.CatalogError) as caught:
        load_folder(folder)
    message = str(caught.value)
    assert "sha256" in message
    assert "条应为 81，实为 80" in message
    assert "policycompare import" in message


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('short_title = "', 'shorttitle = "', "第3行：未知的键 shorttitle，是否指 short_title"),
        ('level = "district"', 'level = "quarter"', "第4行"),
        ("measures = 81", 'measures = "81"', "第21行"),
        ('status = "draft"', "status = 1", "第8行"),
        ('id = "chongming"\n', "", "缺少键 id"),
        ('id = "chongming"', "id = chongming", "line 1"),
        ("measures = 81", "measures = 80", "条应为 80，实为 81"),
        ('id = "chongming"', 'id = "../../evil"', "不含文件夹"),
        ('source_file = "source.txt"', 'source_file = "../source.txt"', "不含文件夹"),
        ('measure = "arabic-dot"', 'measure = "roman"', "没有编号样式“roman”"),
    ],
)
def test_a_manifest_at_fault_is_named_with_the_line(folder, before, after, says):
    change(folder, before, after)
    with pytest.raises(pc.PolicyCompareError) as caught:
        load_folder(folder)
    assert says in str(caught.value)


def test_a_folder_without_a_manifest_says_how_to_make_one(tmp_path):
    with pytest.raises(pc.CatalogError, match="policycompare import"):
        read_manifest(tmp_path / "document.toml")


def test_importing_the_official_text_makes_the_notice_go_away(tmp_path, write, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    text = (shipped_folder() / "shanghai" / "source.txt").read_text("utf-8")
    text = text.replace("（替代样本：非官方文本，仅用于演示与测试，不得引用）\n", "")
    imported = pc.import_document(
        write(text), "shanghai", level="city", title="上海市……若干具体措施", short_title="上海78条"
    )
    assert imported == pc.load("shanghai")
    assert (tmp_path / "catalog" / "shanghai" / "source.txt").read_bytes() == text.encode()
    aligned = pc.align("chongming", "shanghai")
    assert aligned.notices == ()
    assert aligned.links.attrs["notices"] == []
    assert "shanghai" in catalog.available()


def official(path, number):
    """Make a Word file as an office sends it: the notice, its signature, and the measures as attachment."""
    import docx

    made = docx.Document()
    title = "上海市安全生产委员会关于进一步强化安全生产责任落实坚决防范遏制重特大事故的若干具体措施"
    notice = (f"上海市安全生产委员会关于印发《{title}》的通知", number, "各区安全生产委员会：", "现将措施印发给你们。")
    for line in (*notice, "上海市安全生产委员会", "2022年5月20日", title, "一、压实责任", "1.党委每季度研究安全生产。"):
        made.add_paragraph(line)
    made.add_paragraph("2.政府每月召开一次安全生产会议。")
    made.save(path)
    return path


def test_an_official_word_file_replaces_the_stand_in_with_its_number(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    pc.import_document(official(tmp_path / "official.docx", "沪安委会〔2022〕6号"), "shanghai", level="city")
    doc = pc.load("shanghai")
    assert (doc.status, doc.number, doc.date, doc.notice) == ("official", "沪安委会〔2022〕6号", "2022-05-20", "")
    assert (doc.issuer, doc.called) == ("上海市安全生产委员会", "上海78条")
    assert [m.label for m in doc.measures] == ["1", "2"]
    assert doc.warnings == ()


@pytest.mark.parametrize(
    ("number", "said"),
    [("沪安委办〔2019〕3号", "这一份写的是“沪安委办〔2019〕3号”"), ("", "这一份没有写文号；请确认是不是所要的文件")],
)
def test_an_official_text_with_another_number_than_it_was_issued_under_is_doubted(tmp_path, monkeypatch, number, said):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    doc = pc.import_document(official(tmp_path / "official.docx", number), "shanghai", level="city")
    (problem,) = doc.warnings
    assert problem.kind == "number-differs"
    assert f"沪安委会〔2022〕6号，{said}" in str(problem)


@pytest.mark.parametrize("number", ["沪安委会[2022]6号", "沪安委会（2022）6号", "沪安委会〔2022〕6号　　签发人：李某"])
def test_an_official_number_is_known_in_other_brackets_and_beside_who_signed(tmp_path, monkeypatch, number):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    doc = pc.import_document(official(tmp_path / "official.docx", number), "shanghai", level="city")
    assert doc.warnings == ()
    assert doc.title.startswith("上海市安全生产委员会关于进一步强化安全生产责任落实")


def test_the_number_of_a_text_that_does_not_state_it_can_be_given(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    doc = pc.import_document(
        official(tmp_path / "official.docx", ""), "shanghai", level="city", number="沪安委会〔2022〕6号"
    )
    assert (doc.number, doc.warnings) == ("沪安委会〔2022〕6号", ())


def test_an_imported_text_is_never_overwritten_by_another(tmp_path, write, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    pc.import_document(write("措施\n1.甲事。\n2.乙事。\n"), "mine", level="town")
    with pytest.raises(pc.CatalogError, match="未覆盖"):
        pc.import_document(write("措施\n1.丙事。\n"), "mine", level="town")
    assert pc.load("mine").by_label["1"].text == "甲事。"


@pytest.mark.parametrize(("id_", "text"), [("../evil", "措施\n1.甲。\n"), ("fine", "没有编号的信\n")])
def test_what_cannot_be_imported_is_refused(tmp_path, write, monkeypatch, id_, text):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    with pytest.raises(pc.CatalogError):
        pc.import_document(write(text), id_, level="town")
    assert not (tmp_path / "catalog").exists()


def test_importing_a_text_that_calls_itself_a_stand_in_keeps_its_notice(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(tmp_path / "catalog"))
    doc = pc.import_document(shipped_folder() / "shanghai" / "source.txt", "copy", level="city")
    assert doc.status == "stand-in"
    assert "替代样本" in doc.notice


def test_a_catalog_that_cannot_be_written_is_named(write, monkeypatch):
    monkeypatch.setenv("POLICYCOMPARE_DATA", str(write("a file", "catalog")))
    with pytest.raises(pc.CatalogError, match="POLICYCOMPARE_DATA"):
        pc.import_document(write("措施\n1.甲。\n"), "mine", level="town")


def test_a_file_of_any_format_is_imported_byte_for_byte(tmp_path):
    import docx

    made = docx.Document()
    for line in ("某某区关于安全的措施", "1.落实责任。", "2.加强检查。"):
        made.add_paragraph(line)
    made.save(tmp_path / "draft.DOCX")
    doc = pc.import_document(tmp_path / "draft.DOCX", "mine", level="district", folder=tmp_path / "catalog")
    kept = tmp_path / "catalog" / "mine" / "source.docx"
    assert kept.read_bytes() == (tmp_path / "draft.DOCX").read_bytes()
    assert (len(doc.measures), doc.source) == (2, "source.docx")
    assert pc.import_document(tmp_path / "draft.DOCX", "mine", level="district", folder=tmp_path / "catalog") == doc
    (tmp_path / "other.txt").write_text("措施\n1.甲。\n", "utf-8")
    with pytest.raises(pc.CatalogError, match="已登记了另一文本"):
        pc.import_document(tmp_path / "other.txt", "mine", level="district", folder=tmp_path / "catalog")


def test_the_way_a_file_was_read_is_kept_in_its_manifest(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_bytes("關於安全的措施\n1.落實責任。\n2.加強檢查。\n".encode("big5"))
    doc = pc.import_document(path, "mine", level="city", encoding="big5", folder=tmp_path)
    assert 'encoding = "big5"' in (tmp_path / "mine" / "document.toml").read_text("utf-8")
    assert load_folder(tmp_path / "mine") == doc


def test_a_manifest_that_nests_without_end_is_a_fault_and_no_traceback(folder):
    (folder / "document.toml").write_text("id = " + "[" * 20_000, "utf-8")
    with pytest.raises(pc.CatalogError, match=r"document\.toml"):
        load_folder(folder)


def test_an_id_of_three_hundred_letters_is_refused_before_a_folder_is_made(tmp_path, folder):
    with pytest.raises(pc.CatalogError, match="至多 100 个"):
        catalog.import_document(folder / "source.txt", "a" * 300, level="district", folder=tmp_path / "catalog")


def test_a_title_with_a_control_character_is_imported_and_loaded_again(tmp_path, write):
    title = "某市\x7f加强\x02检查的措施"
    doc = pc.import_document(write(f"{title}\n1.甲。\n"), "odd", level="city", title=title, folder=tmp_path / "catalog")
    assert doc.title == title
    assert load_folder(tmp_path / "catalog" / "odd") == doc


def test_what_cannot_be_loaded_after_all_leaves_no_folder_that_blocks_its_id(tmp_path, write, monkeypatch):
    folder = tmp_path / "catalog"

    def fails(_):
        raise pc.CatalogError("x")

    monkeypatch.setattr(catalog, "load_folder", fails)
    with pytest.raises(pc.CatalogError):
        pc.import_document(write("措施\n1.甲。\n"), "mine", level="town", folder=folder)
    assert not (folder / "mine").exists()
    monkeypatch.undo()
    assert pc.import_document(write("措施\n1.甲。\n"), "mine", level="town", folder=folder).id == "mine"


def test_a_level_is_taken_in_chinese_and_kept_by_its_key(tmp_path, write):
    doc = pc.import_document(write("措施\n1.甲。\n"), "mine", level="县", folder=tmp_path)
    assert doc.level == "district"
    assert 'level = "district"' in (tmp_path / "mine" / "document.toml").read_text("utf-8")


def test_an_unreadable_manifest_does_not_hide_that_the_id_is_taken(tmp_path, write):
    pc.import_document(write("措施\n1.甲。\n"), "mine", level="town", folder=tmp_path)
    (tmp_path / "mine" / "document.toml").write_text("id = \n", "utf-8")
    with pytest.raises(pc.CatalogError, match=r"未覆盖.*移走"):
        pc.import_document(write("措施\n1.甲。\n"), "mine", level="town", folder=tmp_path)
