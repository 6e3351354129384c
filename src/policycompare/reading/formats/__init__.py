"""One module a file format: bytes in, lines of text with what the file knows of them out."""
