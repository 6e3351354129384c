"""Tests of the stand-in of a language model, as a command."""

import socket

from policycompare.assessing import stub


def test_a_port_in_use_is_named_with_the_way_out(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert stub.main([str(port)]) == 2
    said = capsys.readouterr().out
    assert str(port) in said
    assert "policycompare.assessing.stub 8766" in said
