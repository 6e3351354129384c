"""What alignments say together: where each measure came from, what stopped where, and what made the result."""
