"""Links between the provisions of two documents: candidates, features, probability, relation, evidence."""
