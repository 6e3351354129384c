from __future__ import annotations

import csv
import io
import re

from policycompare.analysing.mappings import COLUMNS, Mapped, Mapping, eid, mappings_of, sssom

CHILD = Mapped("青石 养犬", "青石市养犬条例\n（草案）", "", "10-1")
PARENT = Mapped("n", "中华人民共和国养犬法", "2010-01-01", "2.5")


def rows(text):
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return list(csv.DictReader(io.StringIO(body), delimiter="\t"))


def test_a_link_is_a_mapping_with_predicate_justification_and_confidence():
    text = sssom([Mapping(CHILD, PARENT, "elaborates", "model", "split", 0.873)], "试验", "x y", ["合成样本\t\n：注意"])
    assert rows(text) == [
        {
            "subject_id": "akn:act/undated/%E9%9D%92%E7%9F%B3%20%E5%85%BB%E7%8A%AC/!main~art_10-1",
            "subject_label": "青石市养犬条例 （草案） 10-1",
            "predicate_id": "skos:broadMatch",
            "object_id": "akn:act/2010-01-01/n/!main~point_2__point_5",
            "object_label": "中华人民共和国养犬法 2.5",
            "mapping_justification": "semapv:CompositeMatching",
            "mapping_cardinality": "n:1",
            "confidence": "0.873",
        }
    ]


def test_the_head_is_yaml_that_names_every_prefix_whatever_a_notice_says():
    import yaml

    text = sssom([Mapping(CHILD, PARENT, "", "rule", "single", 0.99)], "一：“二”", "x", ["甲: #乙\n- 丙"])
    head = yaml.safe_load("\n".join(line[1:] for line in text.splitlines() if line.startswith("#")))
    assert head["comment"] == "甲: #乙\n- 丙"
    assert head["mapping_set_title"] == "一：“二”"
    used = set(re.findall(r"\b(akn|skos|semapv):", "".join(rows(text)[0].values())))
    assert used <= set(head["curie_map"])
    assert {"mapping_set_id", "license", "mapping_tool", "mapping_tool_version"} <= set(head)
    assert rows(text)[0]["predicate_id"] == "skos:relatedMatch"


def test_all_links_of_a_comparison_are_mapped(to_city):
    text = sssom(mappings_of(to_city), "试验", "x", to_city.notices)
    found = rows(text)
    assert len(found) == len(to_city.links)
    assert tuple(found[0]) == COLUMNS
    assert all(0 <= float(row["confidence"]) <= 1 for row in found)


def test_eids_are_those_of_akoma_ntoso():
    assert [eid(label) for label in ("17", "10-1", "2.5.3")] == ["art_17", "art_10-1", "point_2__point_5__point_3"]
