"""The rules of a check, as one table; a new rule is a row here and a function from a draft to its flaws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policycompare.checking.agency_names import agency_variants
from policycompare.checking.attachments import (
    absent_attachments,
    attachment_names,
    attachment_numbers,
    dangling_attachments,
    missing_attachments,
    other_attachments,
)
from policycompare.checking.brackets import nested_pairs, turned_quotes, unpaired
from policycompare.checking.cited_titles import (
    citation_variants,
    cited_articles,
    cited_subjects,
    misspelt_kinds,
    near_titles,
    state_names,
    superseded_titles,
)
from policycompare.checking.counts import promised_items
from policycompare.checking.deadlines import commencement_twice, deadlines_twice, near_deadlines
from policycompare.checking.examples import examples
from policycompare.checking.figures import (
    backward_periods,
    bounded_ranges,
    impossible_dates,
    mixed_dates,
    turned_ranges,
    unequal_lists,
    units_of_measure,
    wrong_shares,
    wrong_sums,
)
from policycompare.checking.former_agencies import former_agencies
from policycompare.checking.ladders import ladder_ends, ladders
from policycompare.checking.layout import (
    attachment_form,
    attachments,
    date_place,
    document_numbers,
    fonts,
    grid,
    issuer_place,
    margins,
    padded_dates,
    page_number_form,
    page_number_side,
    page_numbers_missing,
    paper,
    sizes,
)
from policycompare.checking.numeral_kinds import mixed_numerals
from policycompare.checking.other_places import other_places
from policycompare.checking.periods import (
    approvals_before_adoption,
    period_lengths,
    stage_order,
    wrong_weekdays,
)
from policycompare.checking.provisions import (
    empty_measures,
    heading_numbers,
    numbering_jumps,
    numbering_repeats,
    past_deadlines,
    promised_count,
    repeated_measures,
)
from policycompare.checking.punctuation import (
    before_conjunction,
    between_organs,
    between_titles,
    doubled_marks,
    doubled_words,
    list_items,
    paragraph_ends,
    stops_before_units,
    stray_marks,
)
from policycompare.checking.references import (
    contents_titles,
    dangling_parts,
    dangling_references,
    misplaced_penalties,
    other_parts,
)
from policycompare.checking.responsible_units import (
    missing_units,
    unit_separators,
    unit_slips,
    unit_variants,
    units_twice,
    unknown_units,
    wrong_levels,
)
from policycompare.checking.short_names import (
    early_short_names,
    misplaced_short_names,
    short_names,
    short_names_twice,
    unknown_short_names,
)
from policycompare.checking.spelling import misspellings
from policycompare.checking.stray_characters import (
    controls,
    full_width_characters,
    half_width_brackets,
    half_width_marks,
    mixed_numbers,
    residues,
    spaces,
    straight_quotes,
    zero_width,
)
from policycompare.checking.stray_characters import document_numbers as document_numbers_in_text
from policycompare.checking.superior import parent_gaps, uncited, wrong_count, wrong_reference, wrong_title
from policycompare.checking.superior_changes import bodies, burdens, deadlines, duties, penalties
from policycompare.checking.title_names import titles_twice
from policycompare.checking.told_twice import (
    amounts_in_words,
    contrary_changes,
    figures_twice,
    restated_deadlines,
)
from policycompare.checking.totals import other_totals
from policycompare.checking.unfinished import cut_off_sentences, repeated_parts
from policycompare.checking.unlike_units import unlike_units
from policycompare.checking.words import doubtful_words, word_hints, wrong_words
from policycompare.errors import PolicyCompareError
from policycompare.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from policycompare.checking.draft import Draft, Flaw
    from policycompare.checking.examples import Example
    from policycompare.checking.layout import LayoutFlaw, WordLayout

Severity = Literal["error", "warning", "note"]
"""``error`` wrong, ``warning`` most likely wrong, ``note`` worth a look; a note alone does not fail a check."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the check.

    Attributes
    ----------
    id
        Stable, e.g. ``"PC201"``; the hundreds are the kind.
    name
        Short name, as ``--select`` takes it.
    chinese, english
        What it looks for.
    severity
        How sure a finding is to be wrong.
    find
        From a draft to its flaws; ``None`` for a rule on the layout.
    source
        The norm that it follows, with the clause where that was read; 惯例 is the practice of offices.
    is_certain
        Whether its repair can be made without asking a person.
    looks
        From the layout of a Word file to its flaws; ``None`` for a rule on the text.
    """

    id: str
    name: str
    chinese: str
    english: str
    severity: Severity
    find: Callable[[Draft], Iterable[Flaw]] | None
    source: str = "惯例"
    is_certain: bool = False
    looks: Callable[[WordLayout], Iterable[LayoutFlaw]] | None = None

    @property
    def example(self) -> Example:
        """A text that the rule objects to, and one that it leaves alone."""
        return examples()[self.name]


TEXT_RULES: tuple[Rule, ...] = (
    # 1 characters
    Rule("PC101", "residue", "编辑残留（书签、域代码、网页标记）", "left over from editing", "error", residues,
         is_certain=True),
    Rule("PC102", "control-character", "控制字符、丢失的字符", "control or lost characters", "error", controls,
         is_certain=True),
    Rule("PC103", "zero-width", "不可见字符", "invisible characters", "warning", zero_width,
         is_certain=True),
    Rule("PC104", "space", "句中多余的空格", "blanks in running text", "warning", spaces),
    Rule("PC105", "half-width-mark", "中文里的半角标点", "half-width marks in Chinese", "error", half_width_marks,
         source="GB/T 15834—2011", is_certain=True),
    Rule("PC106", "half-width-bracket", "中文里的半角括号，两边宽度不一的括号",
         "half-width or uneven brackets", "warning", half_width_brackets,
         is_certain=True),
    Rule("PC107", "straight-quote", "直引号", "straight quotation marks", "warning", straight_quotes,
         source="GB/T 15834—2011"),
    Rule("PC108", "full-width-character", "全角数字和字母",
         "full-width digits and letters", "warning", full_width_characters,
         is_certain=True),
    Rule("PC109", "mixed-number", "编号的写法与其余不同", "numbers written unlike the others", "error", mixed_numbers),
    Rule("PC110", "document-number", "发文字号的年份没有用六角括号",
         "years of document numbers in other brackets", "error", document_numbers_in_text,
         source="GB/T 9704—2012 7.2.5", is_certain=True),
    # 2 punctuation
    Rule("PC201", "doubled-mark", "标点重叠", "marks side by side", "error", doubled_marks,
         source="GB/T 15834—2011", is_certain=True),
    Rule("PC202", "stray-mark", "标点出现在不该有的地方", "marks where none can stand", "error", stray_marks,
         source="GB/T 15834—2011"),
    Rule("PC203", "conjunction-mark", "和、及、或、等之前的顿号",
         "、 before a conjunction", "warning", before_conjunction,
         source="GB/T 15834—2011"),
    Rule("PC204", "title-separator", "并列书名号、引号之间的顿号",
         "、 between titles or quotations", "note", between_titles,
         source="GB/T 15834—2011 4.5.3.5"),
    Rule("PC205", "stop-before-units", "责任单位前缺句号",
         "no full stop before the units", "error", stops_before_units),
    Rule("PC206", "paragraph-end", "段末缺句号", "no full stop at the end of a paragraph", "warning", paragraph_ends),
    Rule("PC207", "list-item", "列举项末的标点与其余不同", "items that end unlike the others", "warning", list_items),
    Rule("PC208", "doubled-word", "词语重复", "words written twice", "warning", doubled_words,
         is_certain=True),
    Rule("PC209", "organ-separator", "党委、政府并列缺顿号",
         "no 、 between organs side by side", "warning", between_organs,
         is_certain=True),
    Rule("PC210", "cut-off", "句子没有写完", "sentences that break off", "warning", cut_off_sentences),
    Rule("PC211", "repeated-part", "词语、列举项、分句重复",
         "words, items and clauses that stand twice", "warning", repeated_parts),
    # 3 pairs
    Rule("PC301", "unpaired", "括号、引号、书名号不成对",
         "brackets or quotation marks without a partner", "error", unpaired),
    Rule("PC302", "turned-quote", "引号方向反了", "quotation marks the wrong way round", "error", turned_quotes,
         is_certain=True),
    Rule("PC303", "nested", "括号、引号、书名号套用同一形式", "marks nested in their like", "warning", nested_pairs,
         source="GB/T 15834—2011"),
    # 4 provisions
    Rule("PC401", "numbering-jump", "条款编号跳号", "numbers that skip", "error", numbering_jumps),
    Rule("PC402", "numbering-repeat", "条款编号重复或倒退", "numbers that come again", "error", numbering_repeats),
    Rule("PC403", "heading-number", "章、项编号不连续",
         "numbers of headings or items out of order", "warning", heading_numbers),
    Rule("PC404", "promised-count", "标题、序言所说条数与实有不符",
         "another number of measures than promised", "error", promised_count),
    Rule("PC405", "dangling-reference", "引用了本文没有的条",
         "references to a provision that is not there", "error", dangling_references),
    Rule("PC406", "repeated-measure", "条款内容重复", "provisions that repeat another", "warning", repeated_measures),
    Rule("PC407", "empty-measure", "只有编号没有内容", "numbers without a text", "error", empty_measures),
    Rule("PC408", "impossible-date", "不存在的日期", "dates that no calendar has", "error", impossible_dates),
    Rule("PC409", "past-deadline", "早于本文日期的期限",
         "deadlines before the document's date", "warning", past_deadlines),
    Rule("PC410", "dangling-part", "引用了该条没有的款、项",
         "references to a paragraph or item that is not there", "error", dangling_parts),
    Rule("PC411", "misplaced-penalty", "罚则所引条文没有这项义务",
         "penalties that cite an article without the duty", "warning", misplaced_penalties),
    Rule("PC412", "promised-items", "“下列几项”与所列项数不符",
         "another number of items than promised", "warning", promised_items),
    Rule("PC413", "short-name-unused", "简称以后没有使用", "short names that are never used", "note", short_names),
    Rule("PC414", "short-name-early", "简称先用后定",
         "short titles used before they are given", "warning", early_short_names),
    Rule("PC415", "short-name-twice", "同一简称、术语规定两次",
         "short names or terms that are given twice", "warning", short_names_twice),
    Rule("PC416", "dangling-attachment", "引用了没有的附件",
         "references to an attachment that is not there", "error", dangling_attachments),
    Rule("PC417", "contents-title", "目录与正文章名不一",
         "chapters named otherwise in the contents", "error", contents_titles,
         source="《立法技术规范（试行）（一）》1.1"),
    Rule("PC418", "short-name-place", "“以下简称”不在所简称的名称之后",
         "a short name given behind another word", "warning", misplaced_short_names),
    Rule("PC419", "short-name-unexplained", "没有说明的简称", "short names that are not explained", "note",
         unknown_short_names),
    Rule("PC420", "attachment-missing", "提到附件而本文没有附件",
         "attachments named where there are none", "warning", missing_attachments),
    Rule("PC421", "other-part", "所引部分、节没有这项内容",
         "references to a part that says nothing of this", "warning", other_parts),
    Rule("PC422", "attachment-name", "附件名称与附件说明不一",
         "attachments named otherwise than in the list", "warning", attachment_names),
    Rule("PC423", "attachment-absent", "附件说明所列附件没有附上",
         "attachments that are listed and do not follow", "warning", absent_attachments),
    Rule("PC424", "attachment-number", "附件序号不连续", "numbers of attachments out of order", "warning",
         attachment_numbers),
    Rule("PC425", "other-attachment", "所引附件是另一附件", "references to another attachment than the one named",
         "warning", other_attachments),
    Rule("PC426", "other-place", "所引条、部分、节没有这项内容，另一处有",
         "references to a place that says nothing of this, while another one does", "warning", other_places),
    # 5 responsible units
    Rule("PC501", "unit-slip", "单位名称疑有错字", "names one character from a known one", "warning", unit_slips),
    Rule("PC502", "unit-unknown", "机构表中没有的单位", "names that the table does not know", "note", unknown_units),
    Rule("PC503", "unit-variant", "同一单位写法不一", "one unit written in two ways", "warning", unit_variants),
    Rule("PC504", "unit-level", "不属于本级的单位", "units of another level", "warning", wrong_levels),
    Rule("PC505", "unit-twice", "同一列表中重复的单位", "a unit twice in one list", "error", units_twice,
         is_certain=True),
    Rule("PC506", "unit-separator", "责任单位之间的逗号", "commas between units", "note", unit_separators),
    Rule("PC507", "unit-missing", "没有责任单位的条款", "provisions without a unit", "warning", missing_units),
    # 6 citations
    Rule("PC601", "citation-variant", "同一文件名写法不一",
         "one title written in two ways", "warning", citation_variants),
    Rule("PC602", "misspelt-title", "文件名文种写错", "titles that end in a misspelt word", "error", misspelt_kinds,
         is_certain=True),
    Rule("PC603", "near-title", "文件名与已知文件一字之差",
         "titles one character from a known one", "warning", near_titles,
         source="resources/titles.toml"),
    Rule("PC604", "state-name", "同一法律有无“中华人民共和国”不一",
         "a law cited with and without the name of the state", "warning", state_names,
         source="《立法技术规范（试行）（一）》“引用法律名称的表述”"),
    Rule("PC605", "superseded-title", "引用了已废止、更名的文件",
         "documents that were repealed or renamed", "warning", superseded_titles,
         source="resources/titles.toml"),
    Rule("PC606", "cited-article", "所引文件没有这一条（--library）",
         "articles that a cited document does not have", "error", cited_articles),
    Rule("PC607", "cited-subject", "所引条文与文意不符（--library）",
         "cited articles about something else", "note", cited_subjects),
    Rule("PC608", "title-twice", "同一文件两个名称", "one document cited by two names", "warning", titles_twice),
    # 7 against the higher level
    Rule("PC701", "parent-uncited", "标题和序言没有提到上级文件", "the higher document is not named", "note", uncited),
    Rule("PC702", "parent-gap", "声称落实而未见承接的上级条款",
         "provisions claimed but not taken up", "warning", parent_gaps),
    Rule("PC703", "parent-count", "上级文件条数写错", "a wrong number of higher provisions", "error", wrong_count),
    Rule("PC704", "parent-title", "上级文件名写错", "the higher title written otherwise", "error", wrong_title),
    Rule("PC705", "parent-reference", "引用了上级文件没有的条",
         "references the higher document does not have", "error", wrong_reference),
    Rule("PC706", "parent-penalty", "处罚是否超出上级规定的种类、幅度",
         "penalties outside of the range above", "warning", penalties),
    Rule("PC707", "parent-deadline", "期限、频次是否宽于上级规定",
         "deadlines later than those above", "warning", deadlines),
    Rule("PC708", "parent-duty", "上级的义务是否变成可选", "duties that have become options", "warning", duties),
    Rule("PC709", "parent-burden", "是否增设许可、收费、证明",
         "licences, fees and proofs that are added", "note", burdens),
    Rule("PC710", "parent-body", "主管机关是否与上级规定不同", "another body than above", "note", bodies),
    # 8 figures
    Rule("PC801", "turned-range", "幅度上下限颠倒", "ranges that begin with their higher end", "error", turned_ranges),
    Rule("PC802", "bounded-range", "“不低于”等与幅度并用", "a bound put to a range", "warning", bounded_ranges),
    Rule("PC803", "wrong-share", "百分数写法有误、超过百分之百",
         "shares in two kinds of numerals or above the whole", "error", wrong_shares,
         source="GB/T 15835—2011"),
    Rule("PC804", "backward-period", "期限倒置", "periods that end before they begin", "error", backward_periods),
    Rule("PC805", "deadline-twice", "同一事项期限不一", "one duty with two deadlines", "warning", deadlines_twice),
    Rule("PC806", "wrong-sum", "分项之和与总数不符", "totals that their parts do not give", "warning", wrong_sums),
    Rule("PC807", "mixed-date", "日期数字用法不一", "dates in two kinds of numerals", "warning", mixed_dates,
         source="GB/T 15835—2011"),
    Rule("PC808", "unit-of-measure", "非法定计量单位、单位符号大小写",
         "units of measure that are not legal", "warning", units_of_measure,
         source="国家法定计量单位"),
    Rule("PC809", "ladder", "分档处罚重叠、遗漏", "steps of a ladder that overlap or leave a hole", "warning", ladders,
         source="《立法技术规范（试行）（一）》“以上，以下，以内，不满，超过”"),
    Rule("PC810", "ladder-end", "分档处罚首尾重合", "steps of a ladder that share an end", "note", ladder_ends,
         source="《立法技术规范（试行）（一）》“以上，以下，以内，不满，超过”"),
    Rule("PC811", "deadline-near", "似为同一事项而期限不一，请核对",
         "what seems one duty with two deadlines", "note", near_deadlines),
    Rule("PC812", "mixed-numeral", "同类数字写法不一、数字混写",
         "figures of one kind in two kinds of numerals", "warning", mixed_numerals, source="GB/T 15835—2011"),
    Rule("PC813", "unequal-list", "“分别”前后项数不等",
         "another number of amounts than of cases", "warning", unequal_lists),
    Rule("PC814", "commencement-twice", "题注与正文的施行日期不一",
         "another day of commencement than under the title", "warning", commencement_twice),
    Rule("PC815", "period-length", "期限长短与起止时间不符",
         "lengths that their first and last day do not give", "warning", period_lengths),
    Rule("PC816", "stage-order", "阶段起止时间重叠、倒置", "stages that begin before the one above ends", "warning",
         stage_order),
    Rule("PC817", "approval-date", "题注批准日期早于通过日期", "an approval before the adoption", "error",
         approvals_before_adoption),
    Rule("PC818", "weekday", "日期与星期不符", "dates with another day of the week", "warning", wrong_weekdays),
    Rule("PC819", "amount-in-words", "大写金额与小写不一",
         "amounts in words and in digits that differ", "error", amounts_in_words),
    Rule("PC820", "contrary-change", "增减方向与数字相反",
         "a rise to a lower figure, a fall to a higher one", "warning", contrary_changes),
    Rule("PC821", "restated-deadline", "罚则所述期限与所引条文不一",
         "penalties that restate a deadline otherwise", "warning", restated_deadlines),
    Rule("PC822", "unlike-unit", "数字的单位与所述事物不合",
         "figures in a unit of something else", "warning", unlike_units),
    Rule("PC823", "other-total", "比例、逐年数之和与总数不符", "shares and yearly figures that do not give the whole",
         "warning", other_totals),
    Rule("PC824", "figure-twice", "同一指标、标准前后不一", "a target or standard told twice, and otherwise",
         "warning", figures_twice),
    # 9 words
    Rule("PC901", "wrong-word", "用词错误", "words that are wrong where they stand", "error", wrong_words,
         source="resources/words.toml", is_certain=True),
    Rule("PC902", "doubtful-word", "用词疑有误", "words that are most likely wrong", "warning", doubtful_words,
         source="resources/words.toml"),
    Rule("PC903", "word-hint", "易混词，请核对", "words that are worth a look", "note", word_hints,
         source="resources/words.toml"),
    Rule("PC904", "agency-variant", "正文中同一机构写法不一",
         "one agency by two names in the text", "warning", agency_variants),
    Rule("PC905", "misspelling", "疑有错别字", "words with a character that looks or sounds like the right one",
         "warning", misspellings, source="resources/look_alikes.toml"),
    Rule("PC906", "former-agency", "机构旧称与现称并用", "former names of agencies beside the present ones", "warning",
         former_agencies),
)  # fmt: skip
"""The rules on what a draft says."""
_STANDARD = "GB/T 9704—2012"
LAYOUT_RULES: tuple[Rule, ...] = (
    Rule("PCL01", "layout-paper", "纸张不是A4", "paper that is not A4", "error", None,
         source=f"{_STANDARD} 5.1", is_certain=True, looks=paper),
    Rule("PCL02", "layout-margin", "页边、版心尺寸", "margins and type area", "warning", None,
         source=f"{_STANDARD} 5.2.1", is_certain=True, looks=margins),
    Rule("PCL03", "layout-grid", "每面行数、每行字数", "lines of a page, characters of a line", "note", None,
         source=f"{_STANDARD} 5.2.3", looks=grid),
    Rule("PCL04", "layout-font", "标题、各级小标题、正文的字体", "fonts of title, headings and text", "warning", None,
         source=f"{_STANDARD} 5.2.2、7.3.1、7.3.3", is_certain=True, looks=fonts),
    Rule("PCL05", "layout-size", "标题、各级小标题、正文的字号", "sizes of title, headings and text", "warning", None,
         source=f"{_STANDARD} 5.2.2、7.3.1、7.3.3", is_certain=True, looks=sizes),
    Rule("PCL06", "layout-document-number", "发文字号的括号、虚位",
         "brackets of a document number", "error", None,
         source=f"{_STANDARD} 7.2.5", is_certain=True, looks=document_numbers),
    Rule("PCL07", "layout-attachment-form", "附件说明、附件标识的写法",
         "how attachments are listed and headed", "warning", None,
         source=f"{_STANDARD} 7.3.4、7.3.7", is_certain=True, looks=attachment_form),
    Rule("PCL08", "layout-attachment-list", "附件说明与附件不符",
         "a list of attachments that is not what stands below", "error", None,
         source=f"{_STANDARD} 7.3.7", looks=attachments),
    Rule("PCL09", "layout-issuer", "发文机关署名的位置、缺署名", "place of the issuer, or none", "warning", None,
         source=f"{_STANDARD} 7.3.5.1、7.3.5.2", is_certain=True, looks=issuer_place),
    Rule("PCL10", "layout-date-place", "成文日期的位置", "place of the date", "warning", None,
         source=f"{_STANDARD} 7.3.5.1、7.3.5.2", is_certain=True, looks=date_place),
    Rule("PCL11", "layout-date-zero", "成文日期月、日编虚位", "zeros in the date", "error", None,
         source=f"{_STANDARD} 7.3.5.4", is_certain=True, looks=padded_dates),
    Rule("PCL12", "layout-number-missing", "没有页码", "no page numbers", "warning", None,
         source=f"{_STANDARD} 7.5", looks=page_numbers_missing),
    Rule("PCL13", "layout-number-form", "页码的字体、字号、一字线",
         "looks of page numbers", "warning", None,
         source=f"{_STANDARD} 7.5", is_certain=True, looks=page_number_form),
    Rule("PCL14", "layout-number-side", "页码单页居右、双页居左", "page numbers on the outer side", "note", None,
         source=f"{_STANDARD} 7.5", looks=page_number_side),
)  # fmt: skip
"""The rules on the layout of a Word file; the clauses were read in public reprints of the standard."""
RULES: tuple[Rule, ...] = (*TEXT_RULES, *LAYOUT_RULES)


def choose(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Return the rules whose id or name starts with one of `select` (all when empty) and with none of `ignore`.

    Raises
    ------
    PolicyCompareError
        A word is the start of no rule's id or name.

    Examples
    --------
    >>> [rule.name for rule in choose(["PC30"], ["turned"])]
    ['unpaired', 'nested']
    """
    for word in (*select, *ignore):
        if not word or not any(_starts(rule, word) for rule in RULES):
            raise PolicyCompareError(message("no rule “{word}”; see them with: policycompare check --rules", word=word))
    return tuple(
        rule
        for rule in RULES
        if (not select or any(_starts(rule, word) for word in select))
        and not any(_starts(rule, word) for word in ignore)
    )


def _starts(rule: Rule, word: str) -> bool:
    return rule.id.startswith(word.upper()) or rule.name.startswith(word.lower())
