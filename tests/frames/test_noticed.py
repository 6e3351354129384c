"""Notices ride on frames through the ordinary verbs of pandas, one by one, and into the files that frames become."""

# ruff: noqa: PD010, PD013, PD015

import copy
import csv
import io
import json
import pickle

import numpy as np
import pandas as pd
import pytest

import policycompare as pc
from policycompare.frames import NoticedFrame, NoticedSeries, noticed, with_notice_column

CITY, DISTRICT = "市级：替代样本", "区级：送审稿"


@pytest.fixture
def frame():
    rows = {"relation": ["partial", "equivalent", "partial"], "child": ["1", "2", "3"], "p": [0.9, 0.5, 0.7]}
    return noticed(pd.DataFrame(rows), [CITY])


@pytest.fixture
def other():
    return noticed(pd.DataFrame({"relation": ["partial", "equivalent"], "w": [5.0, 6.0]}), [DISTRICT])


ONE = {
    "agg of a frame": lambda f: f.agg({"p": ["sum", "mean"]}),
    "apply": lambda f: f.apply(lambda row: row.p, axis=1),
    "assign": lambda f: f.assign(q=1),
    "astype": lambda f: f.astype(str),
    "boolean mask": lambda f: f[f.p > 0.6],
    "column": lambda f: f.p,
    "columns": lambda f: f[["p", "child"]],
    "copy": lambda f: f.copy(),
    "cut": lambda f: pd.cut(f.p, 2),
    "deep copy": copy.deepcopy,
    "describe": lambda f: f.describe(),
    "drop": lambda f: f.drop(columns="p"),
    "drop_duplicates": lambda f: f.drop_duplicates("relation"),
    "dropna": lambda f: f.dropna(),
    "eval": lambda f: f.eval("q = p * 2"),
    "explode": lambda f: f.assign(child=f.child.map(list)).explode("child"),
    "fillna": lambda f: f.fillna(0),
    "groupby agg": lambda f: f.groupby("relation").agg(n=("p", "size"), mean=("p", "mean")),
    "groupby apply": lambda f: f.groupby("relation")[["p"]].apply(lambda part: part.p.max()),
    "groupby as_index": lambda f: f.groupby("relation", as_index=False).sum(),
    "groupby describe": lambda f: f.groupby("relation").p.describe(),
    "groupby filter": lambda f: f.groupby("relation").filter(lambda part: len(part) > 1),
    "groupby head": lambda f: f.groupby("relation").head(1),
    "groupby iterated": lambda f: next(iter(f.groupby("relation")))[1],
    "groupby nunique": lambda f: f.groupby("relation").nunique(),
    "groupby size": lambda f: f.groupby("relation").size(),
    "groupby size reset_index": lambda f: f.groupby("relation").size().reset_index(name="n"),
    "groupby transform": lambda f: f.groupby("relation").p.transform("max"),
    "groupby unstack": lambda f: f.groupby(["relation", "child"]).size().unstack(fill_value=0),
    "groupby value_counts": lambda f: f.groupby("relation").child.value_counts(),
    "head": lambda f: f.head(1),
    "iloc": lambda f: f.iloc[:2],
    "iterrows": lambda f: next(f.iterrows())[1],
    "loc": lambda f: f.loc[f.p > 0.6, ["child"]],
    "loc of a row": lambda f: f.loc[0],
    "mean": lambda f: f[["p"]].mean(),
    "melt": lambda f: pd.melt(f, id_vars="relation"),
    "nlargest": lambda f: f.nlargest(1, "p"),
    "number": lambda f: f.p * 2,
    "numpy": lambda f: np.log(f.p),
    "pickle": lambda f: pickle.loads(pickle.dumps(f)),
    "pivot": lambda f: f.pivot(index="relation", columns="child", values="p"),
    "pivot_table": lambda f: f.pivot_table(index="relation", values="p", aggfunc=["sum", "mean"], margins=True),
    "query": lambda f: f.query("p > 0.6"),
    "rename": lambda f: f.rename(columns={"p": "probability"}),
    "reset_index": lambda f: f.reset_index(),
    "rolling": lambda f: f.p.rolling(2).sum(),
    "round": lambda f: f.round(1),
    "sample": lambda f: f.sample(1, random_state=0),
    "set_index": lambda f: f.set_index("child"),
    "sort_index": lambda f: f.sort_index(),
    "sort_values": lambda f: f.sort_values("p"),
    "stack": lambda f: f.set_index("child").stack(),
    "str": lambda f: f.relation.str.upper(),
    "to_frame": lambda f: f.p.to_frame(),
    "transpose": lambda f: f.T,
    "value_counts": lambda f: f.relation.value_counts(),
    "value_counts of a frame": lambda f: f.value_counts("relation"),
    "value_counts reset_index": lambda f: f.relation.value_counts().reset_index(),
    "where": lambda f: f.where(f.p > 0.6),
}
TWO = {
    "assign": lambda f, g: f.assign(w=g.w),
    "combine_first": lambda f, g: f.combine_first(g),
    "concat": lambda f, g: pd.concat([f, g]),
    "concat of a dict": lambda f, g: pd.concat({"city": f, "district": g}),
    "concat of series": lambda f, g: pd.concat([f.p, g.w]),
    "concat side by side": lambda f, g: pd.concat([f, g.w], axis=1),
    "fillna": lambda f, g: f.p.fillna(g.w),
    "join": lambda f, g: f.join(g.set_index("relation"), on="relation"),
    "join of several": lambda f, g: f.join([g[["w"]]]),
    "merge": lambda f, g: f.merge(g, on="relation"),
    "merge, groupby": lambda f, g: f.merge(g).groupby("relation").agg(n=("w", "sum")),
    "merge_asof": lambda f, g: pd.merge_asof(f.sort_values("p"), g[["w"]].sort_values("w"), left_on="p", right_on="w"),
    "pandas.merge": lambda f, g: pd.merge(f, g, how="outer"),
    "set a column": lambda f, g: _with_column(f, g.w),
}


def _with_column(frame, values):
    frame["w"] = values
    return frame


@pytest.mark.parametrize("verb", ONE)
def test_a_notice_is_kept_by(verb, frame):
    made = ONE[verb](frame)
    assert isinstance(made, NoticedFrame | NoticedSeries)
    assert made.attrs["notices"] == [CITY] == list(made.notices)


@pytest.mark.parametrize("verb", TWO)
def test_notices_are_united_by(verb, frame, other):
    made = TWO[verb](frame, other)
    assert isinstance(made, NoticedFrame | NoticedSeries)
    assert made.attrs["notices"] == [CITY, DISTRICT]


def test_a_plain_frame_adds_nothing_and_takes_nothing_away(frame):
    plain = pd.DataFrame({"relation": ["partial"], "w": [1]})
    assert pd.concat([frame, plain]).notices == frame.merge(plain).notices == (CITY,)


def test_what_is_made_from_a_frame_does_not_change_its_notices(frame, other):
    copied = frame.copy()
    copied["w"] = other.w
    assert (copied.notices, frame.notices) == ((CITY, DISTRICT), (CITY,))


def test_a_frame_with_notices_equals_the_same_plain_frame(frame):
    pd.testing.assert_frame_equal(frame, noticed(pd.DataFrame(frame), []))
    assert frame.equals(pd.DataFrame(frame))
    assert pd.DataFrame(frame).equals(frame)


def test_columns_may_have_the_names_that_pandas_uses_for_what_it_merges():
    sides = noticed(pd.DataFrame({"left": [1], "right": [2], "objs": [3]}), [CITY])
    assert sides.head().astype(float).notices == sides.sort_values("right").notices == (CITY,)


def test_other_attributes_stay(frame):
    frame.attrs["words"] = "一句话"
    assert frame.sort_values("p").attrs == {"notices": [CITY], "words": "一句话"}


def test_a_csv_has_the_notice_on_every_row(frame, tmp_path):
    frame.to_csv(tmp_path / "links.csv", index=False)
    assert pd.read_csv(tmp_path / "links.csv")["notice"].tolist() == [CITY] * 3
    assert frame.to_csv(columns=["child"], index=False).splitlines() == [
        "child,notice",
        *(f"{n},{CITY}" for n in "123"),
    ]
    assert frame.to_csv(header=["甲", "乙", "丙"]).splitlines()[0] == ",甲,乙,丙,notice"
    assert frame.groupby("relation").size().to_csv().splitlines()[1] == f"equivalent,1,{CITY}"


def test_two_notices_stand_in_one_column(frame, other):
    assert pd.concat([frame, other]).to_csv(index=False).splitlines()[1].endswith(f",{CITY}；{DISTRICT}")


def test_a_workbook_has_the_notice_on_every_row(frame, tmp_path):
    frame.to_excel(tmp_path / "links.xlsx", index=False)
    assert pd.read_excel(tmp_path / "links.xlsx")["notice"].tolist() == [CITY] * 3


def test_json_has_the_notice_in_every_record(frame):
    records = json.loads(frame.to_json(orient="records", force_ascii=False))
    assert [record["notice"] for record in records] == [CITY] * 3
    assert json.loads(frame.p.to_json())["notice"]["0"] == CITY


@pytest.mark.parametrize("method", ["to_html", "to_xml"])
def test_text_formats_have_the_notice(method, frame):
    assert getattr(frame, method)().count(CITY) == 3


def test_feather_has_the_notice(frame, tmp_path):
    frame.to_feather(tmp_path / "links.feather")
    assert pd.read_feather(tmp_path / "links.feather")["notice"].tolist() == [CITY] * 3


def test_parquet_keeps_the_notices_as_metadata_and_the_columns_as_they_are(frame):
    out = io.BytesIO(frame.to_parquet())
    again = pd.read_parquet(out)
    assert again.attrs == {"notices": [CITY]}
    assert list(again.columns) == list(frame.columns)


def test_a_pivot_of_categories_or_of_two_heads_is_written_with_its_notice(frame):
    categories = frame.astype({"relation": "category"}).pivot(index="child", columns="relation", values="p")
    assert categories.to_csv().splitlines()[0] == "child,equivalent,partial,notice"
    two = frame.pivot_table(index="relation", values="p", aggfunc=["sum", "mean"])
    assert two.to_csv().splitlines()[0] == ",sum,mean,notice"


def test_a_column_called_notice_is_not_overwritten(frame):
    marked = with_notice_column(frame.assign(notice="自己的"))
    assert list(marked.columns[-2:]) == ["notice", "notices"]
    assert marked["notice"].tolist() == ["自己的"] * 3


def test_without_notices_a_file_has_no_column_for_them(frame):
    plain = noticed(pd.DataFrame(frame), [])
    assert plain.attrs["notices"] == []
    assert plain.to_csv() == pd.DataFrame(frame).to_csv()
    assert plain.p.to_json() == pd.DataFrame(frame).p.to_json()


PUBLIC = {
    "links": lambda chain: chain.alignments[2, 1].links,
    "additions": lambda chain: chain.alignments[2, 1].additions,
    "gaps": lambda chain: chain.alignments[2, 1].gaps,
    "coverage": lambda chain: chain.alignments[2, 1].coverage(by="chapter"),
    "sensitivity": lambda chain: chain.alignments[2, 1].sensitivity(),
    "candidates": lambda chain: chain.alignments[2, 1].candidates("1"),
    "decisions": lambda chain: chain.alignments[2, 1].decisions,
    "measures": lambda chain: chain.documents[1].to_frame(),
    "origins": lambda chain: chain.origins,
    "findings": lambda chain: pc.check(chain.documents[1]).to_frame(),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_frame_of_the_library_keeps_its_notices_when_it_is_counted_joined_and_written(name, chain):
    made = PUBLIC[name](chain)
    assert any("替代样本" in notice for notice in made.attrs["notices"])
    column = made.columns[0]
    for derived in (made.groupby(column).size().reset_index(), made[column].value_counts(), pd.concat([made, made])):
        assert derived.attrs["notices"] == made.attrs["notices"]
    written = list(csv.DictReader(io.StringIO(made.to_csv())))
    assert [row["notice"] for row in written] == ["；".join(made.notices)] * len(made)
