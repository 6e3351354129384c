"""From two documents to the links between their provisions: candidates, features, probability, relation, evidence."""
