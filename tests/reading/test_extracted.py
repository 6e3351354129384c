from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from policycompare.reading.extracted import plain_lines

LINE_ENDS = "\n\r\x0b\x0c\x1e\x85\u2028\u2029"


def one_character_after_another(text):
    """Return lines and their ends, slowly."""
    lines = []
    line = ""
    position = 0
    while position < len(text):
        ending = re.match(rf"\r\n|[{LINE_ENDS}]", text[position:])
        if ending:
            lines.append((line, ending[0]))
            line = ""
            position += len(ending[0])
        else:
            line += text[position]
            position += 1
    return [*lines, (line, "")] if line else lines


@given(st.text(alphabet=f"第一条。 \x1c|{LINE_ENDS}", max_size=40))
def test_a_text_is_cut_at_every_line_end_of_any_system_and_nowhere_else(text):
    assert [(line.text, line.ending) for line in plain_lines(text).lines] == one_character_after_another(text)
