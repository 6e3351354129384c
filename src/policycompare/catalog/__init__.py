"""The catalog of documents by id: `manifest` says what a document's file is, `store` finds, loads and imports."""
