"""The disk: files written whole or not at all, locks, and the folders that belong to the user."""
