from __future__ import annotations

import io
import json

import docx
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policycompare as pc
from policycompare.errors import ExportError
from policycompare.export.check_report import FORMS, findings_bytes
from policycompare.export.comments import annotated_bytes

DRAFT = "某市某区关于安全的措施\n\n1.排查风险,建立清单。（区应急局、各乡镇）\n2.整改  隐患（区应急局、各乡镇）\n"

REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength"],
    "additionalProperties": {"type": "integer", "minimum": 0},
    "properties": {
        "startLine": {"minimum": 1},
        "startColumn": {"minimum": 1},
        "snippet": {"type": "object", "required": ["text"]},
    },
}
ARTIFACT = {
    "type": "object",
    "required": ["uri", "index"],
    "properties": {"uri": {"type": "string", "format": "uri-reference", "pattern": "^[!-~]*$"}, "index": {"const": 0}},
}
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": MESSAGE,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "properties": {"level": LEVEL},
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": LEVEL,
                                "message": MESSAGE,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {"artifactLocation": ARTIFACT},
                                            }
                                        },
                                    },
                                },
                                "fixes": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["artifactChanges"],
                                        "properties": {
                                            "artifactChanges": {
                                                "type": "array",
                                                "minItems": 1,
                                                "items": {
                                                    "type": "object",
                                                    "required": ["artifactLocation", "replacements"],
                                                    "properties": {
                                                        "replacements": {
                                                            "type": "array",
                                                            "minItems": 1,
                                                            "items": {
                                                                "type": "object",
                                                                "required": ["deletedRegion", "insertedContent"],
                                                                "properties": {"deletedRegion": REGION},
                                                            },
                                                        }
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture
def report():
    return pc.check(pc.parse(DRAFT, source="draft.txt"))


def comments(content):
    return [comment.text for comment in docx.Document(io.BytesIO(content)).comments]


def commented(content):
    """What each comment of a Word file is set on."""
    word = docx.Document(io.BytesIO(content))
    open_, out = set(), {}
    for element in word.element.body.iter():
        tag = element.tag.rpartition("}")[2]
        number = element.get(docx.oxml.ns.qn("w:id"))
        if tag == "commentRangeStart":
            open_.add(number)
        elif tag == "commentRangeEnd":
            open_.discard(number)
        elif tag == "t":
            for one in open_:
                out[one] = out.get(one, "") + (element.text or "")
    return [out[str(comment.comment_id)] for comment in word.comments]


def test_text_has_a_line_a_finding_with_file_line_and_column(report):
    lines = findings_bytes(report, "text").decode().splitlines()
    assert lines[0].startswith("draft.txt:3:7: error PC105 ")
    assert "建议“，”" in lines[0]
    assert lines[-1].startswith(f"draft.txt: {len(report)} 处")
    assert len(lines) == len(report) + 1


def test_json_has_the_rows_of_the_frame(report):
    record = json.loads(findings_bytes(report, "json"))
    assert [tuple(f.values()) for f in record["findings"]] == [
        tuple(row) for row in report.to_frame().itertuples(index=False, name=None)
    ]


def test_sarif_follows_its_schema_and_says_where_in_characters(chongming, shanghai):
    report = pc.check(chongming, shanghai)
    log = json.loads(findings_bytes(report, "sarif", "草稿 1.txt"))
    jsonschema.validate(log, SARIF, cls=jsonschema.Draft7Validator)
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    lines = chongming.text.split("\n")
    for result, finding in zip(run["results"], report, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.text
        assert ("fixes" in result) == (finding.repair is not None)
    assert any("替代样本" in notice for notice in run["properties"]["notices"])


def test_sarif_of_a_place_over_several_lines_ends_in_the_last():
    report = pc.check(
        pc.parse(
            "某条例\n第一条 甲乙丙丁戊己庚辛壬癸。\n子丑寅卯辰巳。\n第二条 甲乙丙丁戊己庚辛壬癸。\n子丑寅卯辰巳。\n"
        )
    )
    result = json.loads(findings_bytes(report, "sarif"))["runs"][0]["results"][0]
    assert result["ruleId"] == "PC406"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == (4, 5, 5, 8)


def test_word_has_the_whole_text_with_a_comment_on_each_place(report):
    content = findings_bytes(report, "docx")
    word = docx.Document(io.BytesIO(content))
    assert "\n".join(p.text for p in word.paragraphs) == DRAFT
    assert commented(content) == [f.text for f in report]
    assert [c.split("]")[0] for c in comments(content)] == [f"[{f.rule}" for f in report]


def test_word_carries_the_notices(shanghai):
    assert "替代样本" in comments(findings_bytes(pc.check(shanghai), "docx"))[0]


def test_comments_go_into_the_original_where_its_runs_and_numbers_are_its_own(tmp_path):
    word = docx.Document()
    word.add_heading("某市某区关于安全的措施", 0)
    first = word.add_paragraph(style="List Number")
    first.add_run("排查").bold = True
    first.add_run("风险,建立清单。（区应急局、各乡镇）")
    cell = word.add_table(1, 1).cell(0, 0)
    cell.text = "整改  隐患（区应急局、各乡镇）"
    path = tmp_path / "draft.docx"
    word.save(path)
    report = pc.check(pc.parse(DRAFT))
    content = findings_bytes(report, "docx", path)
    assert commented(content) == [f.text for f in report]
    copy = docx.Document(io.BytesIO(content))
    assert [p.text for p in copy.paragraphs] == [p.text for p in word.paragraphs]
    assert copy.paragraphs[1].runs[0].bold
    assert copy.tables[0].cell(0, 0).text == cell.text


def test_a_remark_whose_place_is_not_in_the_original_stands_at_the_nearest_before(tmp_path):
    word = docx.Document()
    word.add_paragraph("某市某区关于安全的措施")
    path = tmp_path / "draft.docx"
    word.save(path)
    assert set(commented(findings_bytes(pc.check(pc.parse(DRAFT)), "docx", path))) == {"某市某区关于安全的措施"}


def test_a_file_that_is_no_word_file_is_refused(report, write):
    with pytest.raises(ExportError, match="不是 Word 文件"):
        findings_bytes(report, "docx", write("text", "draft.docx"))


def test_an_empty_original_still_takes_the_comments(tmp_path, report):
    docx.Document().save(tmp_path / "empty.docx")
    assert len(comments(findings_bytes(report, "docx", tmp_path / "empty.docx"))) == len(report)


@settings(deadline=None, max_examples=40)
@given(st.text("甲乙，\n\r\t \x02\x0b", max_size=20), st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_any_place_of_any_text_can_be_remarked_on(text, offsets):
    pairs = sorted((min(a, b), max(a, b)) for a, b in zip(offsets[::2], offsets[1::2], strict=False))
    remarks = [(a, b, f"{a}-{b}") for a, b in pairs if a < b <= len(text)]
    content = annotated_bytes(pc.parse(text), remarks)
    assert comments(content) == [remark[2] for remark in remarks]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_without_a_finding_is_written_in_every_form(form):
    assert findings_bytes(pc.check(pc.parse("某区措施\n1.排查风险。\n")), form)


@pytest.mark.parametrize(
    ("name", "start"), [("r.json", b"{"), ("r.sarif", b"{"), ("r.docx", b"PK"), ("r.txt", b"draft")]
)
def test_a_report_is_written_in_the_form_of_its_name(report, tmp_path, name, start):
    assert pc.export.findings(report, tmp_path / name).read_bytes().startswith(start)


def test_a_line_about_a_word_file_has_no_line_and_column(tmp_path):
    word = docx.Document()
    for line in ("某市停车条例", "第一条　停车场应当按装道闸。", "第二条　停车场应当公示价格。"):
        word.add_paragraph(line)
    path = tmp_path / "条例.docx"
    word.save(str(path))
    report = pc.check(pc.read(path))
    assert findings_bytes(report, "text", path).decode().startswith("条例.docx 第一条（第2段）: 错误 PC901 ")
