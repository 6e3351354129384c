"""From two documents to scored pairs and links: features, probability, decision, relation, evidence."""
