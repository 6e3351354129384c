"""Chinese official language: normalising, words, numerals, agencies, deontic words, corpus statistics."""
