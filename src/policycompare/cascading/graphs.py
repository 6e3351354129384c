"""Networks of a collection as GraphML, which Gephi, igraph and networkx open (Brandes and others, 2002)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from policycompare.language.safe_text import steerless

if TYPE_CHECKING:
    import pandas as pd

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {"i": "long", "f": "double", "b": "boolean"}


def graphml(nodes: pd.DataFrame, edges: pd.DataFrame) -> bytes:
    """Return a directed graph as GraphML, written row by row.

    Parameters
    ----------
    nodes
        ``id``, and what is known of each.
    edges
        ``source``, ``target`` (ids), and what is known of each.
    """
    from lxml import etree

    out = io.BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("graphml", nsmap={None: _NAMESPACE}):
            for what, frame, ends in (("node", nodes, ["id"]), ("edge", edges, ["source", "target"])):
                for name in frame.columns.drop(ends):
                    kind = _TYPES.get(frame[name].dtype.kind, "string")
                    key = {"id": f"{what}_{name}", "for": what, "attr.name": name, "attr.type": kind}
                    file.write(etree.Element("key", key), pretty_print=True)
            with file.element("graph", edgedefault="directed"):
                for what, frame, ends in (("node", nodes, ["id"]), ("edge", edges, ["source", "target"])):
                    names = list(frame.columns.drop(ends))
                    for row in frame.to_dict("records"):
                        element = etree.Element(what, {end: steerless(str(row[end])) for end in ends})
                        for name in names:
                            data = etree.SubElement(element, "data", {"key": f"{what}_{name}"})
                            data.text = _text(row[name])
                        file.write(element, pretty_print=True)
    return out.getvalue()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else steerless(str(value))


def network_of_documents(documents: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return documents as nodes, and an edge from each to a parent with which it has links: how many, how probable."""
    nodes = documents[["document", "title", "level", "region", "place", "date"]].rename(columns={"document": "id"})
    grouped = links.groupby(["child_document", "parent_document"], sort=True)["probability"]
    edges = grouped.agg(weight="size", probability="mean").reset_index()
    return nodes, edges.rename(columns={"child_document": "source", "parent_document": "target"})


def network_of_provisions(provisions: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return provisions as nodes (``DOCUMENT#LABEL``), and the links as edges."""
    nodes = provisions[["document", "label", "chapter", "formal"]].copy()
    nodes.insert(0, "id", nodes["document"] + "#" + nodes["label"])
    edges = links[["probability", "relation", "method", "shape"]].copy()
    edges.insert(0, "target", links["parent_document"] + "#" + links["parent"])
    edges.insert(0, "source", links["child_document"] + "#" + links["child"])
    return nodes, edges
