"""Links as mappings between provisions in SSSOM, the simple standard for sharing mappings.

The form is SSSOM/TSV 1.0 (Matentzoglu and others, A Simple Standard for Sharing Ontological Mappings (SSSOM), Database,
2022): metadata as commented YAML, then one row a mapping. Provisions are named as Akoma Ntoso names them (OASIS, Akoma
Ntoso Naming Convention 1.0): the act by country, type, date and name, and in it the article by its eId.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from policycompare.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policycompare.aligning.alignment import Alignment

PREDICATES = {
    "equivalent": "skos:exactMatch",
    "rephrased": "skos:closeMatch",
    "elaborates": "skos:broadMatch",  # the parent's provision is the broader one
    "partial": "skos:relatedMatch",
}
"""Predicate of each relation; a link of no known relation is a ``skos:relatedMatch``."""
JUSTIFICATIONS = {
    "human": "semapv:ManualMappingCuration",
    "assessor": "semapv:UnspecifiedMatching",
    "rule": "semapv:LexicalMatching",
    "model": "semapv:CompositeMatching",
}
"""Justification of each method."""
CARDINALITIES = {"single": "1:1", "split": "n:1", "merge": "1:n", "many": "n:n"}
"""Cardinality of each shape: how many children to how many parents."""
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
    "mapping_cardinality", "confidence",
)  # fmt: skip
_PREFIXES = {
    "akn": "https://policycompare.invalid/akn/cn/",  # names that lead nowhere: no register gives these acts an address
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A provision of a document.

    Attributes
    ----------
    document
        Id.
    title
        Of the document.
    date
        Of the document, ISO 8601, or ``""``.
    label
        Of the provision.
    """

    document: str
    title: str
    date: str
    label: str

    @property
    def akoma_ntoso(self) -> str:
        """Name in Akoma Ntoso: the work by type, date and name, then the eId of the provision.

        Examples
        --------
        >>> Mapped("p1", "青石市养犬条例", "2020-01-01", "10-1").akoma_ntoso
        'act/2020-01-01/p1/!main~art_10-1'
        """
        act = f"act/{self.date or 'undated'}/{quote(self.document, safe='')}"
        return f"{act}/!main~{eid(self.label)}"

    @property
    def called(self) -> str:
        """Title and label, on one line."""
        return f"{' '.join(self.title.split())} {self.label}"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A link between two provisions; ``relation``, ``method`` and ``shape`` are keys of their vocabularies."""

    child: Mapped
    parent: Mapped
    relation: str
    method: str
    shape: str
    probability: float

    def cells(self) -> tuple[str, ...]:
        """Return its row, see `COLUMNS`."""
        return (
            f"akn:{self.child.akoma_ntoso}",
            self.child.called,
            PREDICATES.get(self.relation, PREDICATES["partial"]),
            f"akn:{self.parent.akoma_ntoso}",
            self.parent.called,
            JUSTIFICATIONS[self.method],
            CARDINALITIES[self.shape],
            f"{self.probability:.6g}",
        )


def eid(label: str) -> str:
    """Return the eId of a provision in Akoma Ntoso: of an article, or of a numbered point with what it stands in.

    Examples
    --------
    >>> eid("17"), eid("2.5.3")
    ('art_17', 'point_2__point_5__point_3')
    """
    parts = [quote(part, safe="") for part in label.split(".")]
    return f"art_{parts[0]}" if len(parts) == 1 else "__".join(f"point_{part}" for part in parts)


def sssom(mappings: Iterable[Mapping], title: str, set_id: str, notices: Sequence[str] = ()) -> str:
    """Return mappings as an SSSOM/TSV file.

    Parameters
    ----------
    mappings
        In order.
    title
        Of the set.
    set_id
        Name of the set, the last part of its address.
    notices
        Of the documents, as its comment.
    """
    meta: dict[str, object] = {
        "sssom_version": "1.0",
        "mapping_set_id": f"https://policycompare.invalid/mappings/{quote(set_id, safe='')}",
        "mapping_set_title": title,
        "license": "https://w3id.org/sssom/license/unspecified",
        "mapping_tool": "policycompare",
        "mapping_tool_version": __version__,
        "subject_type": "rdfs resource",
        "object_type": "rdfs resource",
    }
    if notices:
        meta["comment"] = "；".join(notices)
    # JSON strings are YAML strings, whatever is in them.
    head = ["#curie_map:"]
    head += [f"#  {prefix}: {json.dumps(address)}" for prefix, address in _PREFIXES.items()]
    head += [f"#{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items()]
    rows = ["\t".join(mapping.cells()) for mapping in mappings]
    return "\n".join([*head, "\t".join(COLUMNS), *rows]) + "\n"


def mappings_of(alignment: Alignment) -> list[Mapping]:
    """Return the links of an alignment as mappings."""
    child, parent = alignment.child, alignment.parent
    found = []
    for link in alignment.link_list:
        found.append(
            Mapping(
                Mapped(child.id, child.title, child.date, link.child.label),
                Mapped(parent.id, parent.title, parent.date, link.parent.label),
                link.relation,
                link.method,
                link.shape,
                link.probability,
            )
        )
    return found
