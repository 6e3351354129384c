"""Rules about sentences that something went wrong with: cut off before their end, or with a part that stands twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policycompare.checking.draft import HAN, Flaw
from policycompare.documents import Span
from policycompare.language.tokenise import tokens
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policycompare.checking.draft import Draft, Line


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPEN = _words(
    "给予 予以 违反 符合 责令 从事 纳入 具有 具备 属于 遵循 征求 用于 防止 导致 致使 依照 按照 "
    "及其 以及 或者 为了 关于 对于 其他 各类 各级 各项 各种 下列 任何 未经 收到 接到 危及 确保 提倡 会同"
)
"""Words that want another behind them: of 2,378 legal texts hardly one has a mark there."""
_OPEN_LAST = _OPEN | _words(
    "造成 采取 列入 "
    "做好 加强 推动 并处 涉及 坚持 听取 持有 低于 高于 超过 超出 避免 谋取 遭受 骗取 包括 负有 认为 并且 但是 "
    "应当 可以 不得 依法 擅自 必须 逐步 分别 无法 方可 尚未 不再 能够 另行 相应 主要 公共 法定 所在 所属 切实 "
    "进一步 和 与 及 或 将 把 从 并 向 由 被"
)
"""Those that do not stand before the end of a sentence."""
_DONE = _words("不断 进一步 持续 明显 显著 逐步 全面 更加 得到 有效 一贯 长期 同步 协同 一并 难以 无法 可以 密切 是否")
"""Behind these a verb may end the sentence: 不断加强。"""
_REACH = 12
_END = re.compile(rf"(?<=[{HAN}])[。；，]")
_NAME = rf"[{HAN}]{{0,6}}(?:主管|行政|管理|监督|有关|相关|环境|资源|卫生|公安){{0,3}}(?:部门|局|委员会|人民政府|机关)"
_PARTS = re.compile(
    rf"(?<![有无所非为属再、])必要(?=[。；，])"
    rf"|(?<=[{HAN}])处[^，。；\n]{{0,14}}(?:元|倍)以上[^，。；、\n]{{1,12}}(?:元|倍)以下(?=[，。；])"
    rf"|(?<=[，；。当权以时并法即])向(?!社会|公众)(?:(?!的)[{HAN}]){{0,12}}(?:局|部门|机关|委员会|政府|单位|机构)(?=[。；])"
    rf"|(?:应当|须|并)[在于自][^，。；\n]{{1,20}}(?:日|月|年|小时)[内前](?=[。；])"
    rf"|(?<=[，；。])经[{HAN}、]{{2,14}}后(?=。)"
    rf"|(?<=[，；。])(?:并|及时)?将(?!.{{0,10}}(?:移出|列入|纳入))[{HAN}、]{{0,10}}"
    rf"(?:结果|情况|信息|意见|资料|材料|名单|数据|记录|线索)(?=[。；])"
    rf"|为(?!.{{0,10}}所)[{HAN}、]{{2,10}}提供(?=[。；，])"
    rf"|依法(?:追究|给予|予以|处以)(?:其|相应|有关)?(?=[。；，])|追究[{HAN}]{{0,4}}(?:刑事|法律|行政)(?=[。；，])"
    rf"|(?<=[。，])(?:(?![是为对有未不凡属由符])[{HAN}]){{0,24}}(?:形成|建立|构建|打造|完善|健全|营造)[{HAN}、]{{2,20}}的(?=。)"
    rf"|(?<=[，；])由{_NAME}(?=[。；])"
    rf"|(?<=[，；])由[{HAN}、]{{2,16}}的(?:单位|企业|机构|组织|人员)(?=。)"
    rf"|会同(?:有关|相关|同级)?[{HAN}、]{{0,12}}(?:部门|局)(?=[。；])"
    rf"|(?<=[自起。；，])自[{HAN}]{{2,4}}之日起(?=[。；])"
)
_OWN = (
    "的单位",
    "的企业",
    "的机构",
    "的组织",
    "的人员",
    "结果",
    "情况",
    "信息",
    "意见",
    "资料",
    "材料",
    "名单",
    "数据",
)
_VERBS = re.compile("报|送|印|指定|决定|确定|抄|通知|告|移|成立|设立|作为|明确|转|归口|隶属|提|管理部门管理")
_REPEATED = re.compile(rf"(?P<words>[{HAN}]{{2,10}})(?P=words)")
_TWICE_RIGHT = _words("规定 组织 年度 出租 部门 研究 讨论 企业 单位 个人 行政区 管理 合作 服务 发展 教育 检查 监督")
"""Words that follow themselves rightly: 本规定规定的, 集体经济组织组织, 出租出租汽车, 行政区行政区域."""
_FIRST = frozenset("的对等有在与和为向由从被把将各该本一")
_SENTENCE = re.compile(r"[^。；！？\n]+")
_LIST = re.compile(rf"(?:[{HAN}“”]{{2,14}}、)+[{HAN}“”]{{2,14}}")
_LONG, _LONG_ITEM = 6, 4
_JOINED = re.compile("以及|或者|[和及与]")
_LAST_WORD = re.compile(r"(?:等|和|以及|及|或者?).*$|的$")


def cut_off_sentences(draft: Draft) -> Iterator[Flaw]:
    """Find sentences that end with a word that wants another behind it (按照有关规定给予。, 采取防渗漏等必要。)."""
    for line in draft.lines:
        if not line.is_running:
            continue
        for match in _END.finditer(line.text):
            open_words = _OPEN if match[0] == "，" else _OPEN_LAST
            # To cut a text into words is dear, and few marks stand behind such a word.
            if not line.text.endswith(tuple(open_words), 0, match.start()):
                continue
            if (word := _last_word(line.text, match.start())) in open_words:
                end = line.span.start + match.start()
                yield Flaw(Span(end - len(word), end + 1), message("the sentence breaks off behind {word}", word=word))
        for match in _PARTS.finditer(line.text):
            if match[0][0] not in "向由会" or match[0].endswith(_OWN) or not _VERBS.search(match[0][1:]):
                start = line.span.start
                yield Flaw(
                    Span(start + match.start(), start + match.end()),
                    message("the sentence breaks off behind {word}", word=match[0][-_LONG:]),
                )


def _last_word(text: str, end: int) -> str:
    """Return the word before a mark, ``""`` where what stands before it lets it end a sentence."""
    before = tokens(text[max(0, end - _REACH) : end])
    if len(before) > 1 and (before[-2] in _DONE or before[-2] + before[-1] in ("中和", "之和")):
        return ""
    return before[-1]


def repeated_parts(draft: Draft) -> Iterator[Flaw]:
    """Find what stands twice in a sentence: words side by side, items of a list, clauses."""
    for line in draft.lines:
        yield from _side_by_side(line)
        if line.is_running and "|" not in line.text:
            for sentence in _SENTENCE.finditer(line.text, line.numbering.end if line.numbering else 0):
                yield from _clauses(line, sentence)
                yield from _items(line, sentence)


def _side_by_side(line: Line) -> Iterator[Flaw]:
    """Find words of several characters that follow themselves, told from words that meet by segmentation."""
    repeated = [match for match in _REPEATED.finditer(line.text) if match["words"][0] not in _FIRST]
    repeated = [match for match in repeated if match["words"] not in _TWICE_RIGHT]
    bounds = _bounds(line.text) if repeated else set()
    for match in repeated:
        words = match["words"]
        ends = {match.start(), match.end()}
        if match.start() + len(words) in bounds and ends & bounds:
            start = line.span.start + match.start()
            yield Flaw(Span(start, start + 2 * len(words)), message("{word} written twice", word=words), words)


def _bounds(text: str) -> set[int]:
    at, found = 0, {0}
    for token in tokens(text):
        at += len(token)
        found.add(at)
    return found


def _clauses(line: Line, sentence: re.Match[str]) -> Iterator[Flaw]:
    """Find a clause that comes again in its sentence; two sanctions may well be the same."""
    seen: set[str] = set()
    for clause in re.finditer("[^，：]+", sentence[0]):
        words = clause[0]
        if words in seen and len(words) >= _LONG and re.fullmatch(rf"[{HAN}、]+", words) and "罚款" not in words:
            start = line.span.start + sentence.start() + clause.start()
            yield Flaw(Span(start, start + len(words)), message("{word} stands twice in one sentence", word=words))
        seen.add(words)


def _items(line: Line, sentence: re.Match[str]) -> Iterator[Flaw]:
    """Find an item that stands twice in a list of short ones."""
    for match in _LIST.finditer(sentence[0]):
        seen: set[str] = set()
        before = ""
        for item in re.finditer("[^、]+", match[0]):
            word = _LAST_WORD.sub("", item[0]) if item.end() == len(match[0]) else item[0]
            is_tail = len(word) >= _LONG_ITEM and any(other.endswith(word) for other in seen - {before})
            if (word in seen and len(word) > 1) or is_tail:
                start = line.span.start + sentence.start() + match.start() + item.start()
                yield Flaw(Span(start, start + len(word)), message("{name} stands twice in one list", name=word))
            # Behind a longer item another list has begun: 维持集会、游行、示威的秩序.
            seen = {*seen, word} if len(item[0]) <= _LONG and not _JOINED.search(item[0]) else {word}
            before = word
