"""A stand-in for a language model on this machine, to try `assess` with: ``python -m policycompare.assessing.stub``.

It speaks the chat-completions interface and answers by rule: a candidate that shares a long phrase with the provision
is called a link. It understands nothing, so its answers are of no use. It listens on the loopback address alone.
"""

from __future__ import annotations

import json
import re
import sys
from difflib import SequenceMatcher
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from policycompare.messages import message

PORT = 8765
LEAST_SHARED = 9
"""Characters in a row that a provision and a candidate share to be called a link."""
MODEL = "stub"
_MATERIAL = re.compile(r"<<<材料 ([0-9a-f]+)>>>\n(.*?)\n<<<材料完 \1>>>", re.DOTALL)
_LABEL = re.compile(r"(?m)^候选编号 (.+)$")
_CHAPTER = re.compile(r"\A【章节】[^\n]*\n")


def answer_by_rule(question: str) -> dict[str, Any]:
    """Return an answer to the text of a question: candidates that share a phrase of `LEAST_SHARED` characters."""
    texts = [_CHAPTER.sub("", found[2]) for found in _MATERIAL.finditer(question)]
    child, candidates = "".join(texts[1:2]), texts[2:]  # the first has the titles
    outside = _MATERIAL.sub("", question)
    links = []
    for label, text in zip(_LABEL.findall(outside), candidates, strict=False):
        match = SequenceMatcher(None, child, text, autojunk=False).find_longest_match()
        if match.size >= LEAST_SHARED:
            shared = child[match.a : match.a + match.size].strip()
            links.append(
                {
                    "candidate": label,
                    "relation": "elaborates",
                    "child_quote": shared,
                    "parent_quote": shared,
                    "confidence": "sure" if match.size >= 2 * LEAST_SHARED else "unsure",
                    "why": f"两条都有“{shared[:20]}”",
                }
            )
    return {"links": links[:2], "confidence": "sure", "why": "按相同的词句判断（替身，不是模型）"}


def completion(text: str, model: str = MODEL) -> dict[str, Any]:
    """Return a reply of the interface with this text."""
    return {
        "id": "stub",
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    }


class StubHandler(BaseHTTPRequestHandler):
    """Answers one request by `answer_by_rule`."""

    def do_POST(self) -> None:
        """Answer a chat."""
        request = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        question = next(each["content"] for each in request["messages"] if each["role"] == "user")
        answer = json.dumps(answer_by_rule(question), ensure_ascii=False)
        self.reply(200, completion(answer, request["model"]))

    def reply(self, status: int, body: dict[str, Any], headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Send a reply as JSON."""
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - named by http.server
        """Say nothing of single requests."""


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C, at the port named first or at `PORT`."""
    port = int(arguments[0]) if arguments and arguments[0].isdecimal() else PORT
    try:
        listening = ThreadingHTTPServer(("127.0.0.1", port), StubHandler)
    except OSError as fault:
        why = fault.strerror
        print(
            message("port {port}: {why}; name another: python -m policycompare.assessing.stub 8766", port=port, why=why)
        )
        return 2
    with listening as server:
        print(
            message("the stand-in listens at http://127.0.0.1:{port}/v1 ; end it with Ctrl-C", port=server.server_port),
            flush=True,
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
