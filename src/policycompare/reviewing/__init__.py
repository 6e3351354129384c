"""People decide: what they decided, kept whatever changes; the order of asking; the places where they answer."""
