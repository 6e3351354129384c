"""A language model as second reader: questions, prompt, answers, their record, and what they say of a pair now.

Nothing here opens a connection but `policycompare.assessing.endpoint`, and that only to the address it is given.
"""
