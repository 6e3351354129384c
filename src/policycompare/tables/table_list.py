"""The list of all tables of a chain, in the order of the workbook's sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycompare.aligning.alignment import Alignment
from policycompare.analysing.provenance import made
from policycompare.analysing.trace import Trace, as_chain
from policycompare.errors import ExportError
from policycompare.messages import message
from policycompare.tables.comparison import by_parent, comparison, statement
from policycompare.tables.decision_sheet import decisions
from policycompare.tables.link_differences import ComparedChain
from policycompare.tables.summaries import additions, gaps, making, sources, summary, units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from policycompare.tables.table import Table


def all_tables(chain: Trace) -> tuple[Table, ...]:
    """Return every table of a chain, in the order of the workbook's sheets."""
    compared = ComparedChain(chain)
    pairs = sorted(chain.alignments, reverse=True)
    return (
        summary(chain),
        comparison(compared),
        *(by_parent(compared, upper) for upper in compared.uppers),
        additions(chain),
        gaps(chain),
        *(statement(compared.between(compared.last, upper)) for upper in compared.uppers),
        units(chain.documents),
        *(decisions(compared.between(*pair)) for pair in pairs),
        sources(chain.documents),
        making(chain),
    )


def comparison_of(source: Trace | Alignment) -> Table:
    """Return the comparison table of a chain or an alignment."""
    return comparison(ComparedChain(as_chain(source)))


def tables_of(source: Trace | Alignment | Sequence[Table]) -> Sequence[Table]:
    """Return all tables of a chain or an alignment, and given ones as they are."""
    if not isinstance(source, Trace | Alignment | list | tuple):
        raise ExportError(
            message("{given} cannot be written; give an alignment, a chain or tables", given=repr(source)[:80])
        )
    return all_tables(as_chain(source)) if isinstance(source, (Trace, Alignment)) else source


def stamp_of(source: Trace | Alignment | Sequence[Table]) -> datetime:
    """Return the time that files made of `source` carry, see `policycompare.analysing.provenance.made`."""
    return made(as_chain(source).documents) if isinstance(source, (Trace, Alignment)) else made()
