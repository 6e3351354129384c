"""From lines of text to a document: numbering, headings, provisions, clauses, responsible units."""
