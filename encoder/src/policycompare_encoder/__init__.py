"""Weights and tokenizer of the sentence encoder of policycompare, in ``encoder.onnx`` and ``tokenizer.json``."""
