"""How two texts differ, as runs with a meaning, and how a difference is marked in each kind of output."""
