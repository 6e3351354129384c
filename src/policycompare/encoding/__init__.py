"""Texts as vectors, by a sentence encoder that is installed beside the package (the extra ``meaning``)."""
