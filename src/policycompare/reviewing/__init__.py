"""Asking a person: what to ask first, the session, and its faces in terminal, notebook and workbook."""
