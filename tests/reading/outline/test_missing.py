from __future__ import annotations

import pytest

from policycompare.reading import parse

CASES = {
    "通知": "某市关于印发方案的通知\n各区人民政府：\n现将《某市河道养护方案》印发给你们，请结合实际认真贯彻执行，并将情况及时报告市政府。\n附件：某市河道养护方案\n某市人民政府\n2027年5月6日\n",
    "目录": "某市方案\n目录\n一、河道……1\n二、湖泊……2\n",
    "不可见字符": "某市方案\n第\u200b\u200b\u200b\u200b\u200b\u200b一条 为了保护河道，改善环境，各部门要加强领导，认真落实各项措施，确保取得实效，不断提升养护水平，让群众满意。\n",
    "OCR": "某市方案\n",
    "--measure paragraph": "某市意见\n各部门要加强领导，认真落实各项措施，确保取得实效，不断提升水平。\n各区要结合实际，制定方案，明确目标，细化分工，抓好落实。\n",
}


@pytest.mark.parametrize(("says", "text"), CASES.items(), ids=list(CASES))
def test_a_text_without_a_measure_is_told_what_was_seen_instead(says, text):
    doc = parse(text)
    assert doc.measures == ()
    problem = next(p for p in doc.warnings if p.kind == "no-provision")
    assert says in str(problem)
