from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib import resources

import pytest

import policycompare as pc
from policycompare.checking import RULES, choose, find
from policycompare.checking.examples import examples
from policycompare.checking.rules import LAYOUT_RULES, TEXT_RULES
from policycompare.errors import PolicyCompareError

TITLE = "某市某区关于加强安全生产工作的具体措施\n"
UNITS = "（区应急局、区公安分局、各乡镇）"
LIST = "1.加强检查，消除隐患。（区应急局、各乡镇）\n2.落实责任，严格考核。（区公安分局、各乡镇）\n3.开展培训，提升能力。（区应急局、区公安分局）\n"
FIVE = LIST + "4.排查风险，建立清单。（区应急局、各乡镇）\n5.加强宣传，鼓励举报。（区公安分局、各乡镇）\n"
ARTICLES = "某省安全条例\n\n第一条 为了加强安全生产工作，制定本条例。\n第二条 本省行政区域内的生产经营单位，适用本条例。\n第三条 生产经营单位应当建立责任制，落实责任。\n"

TWO_PARAGRAPHS = ARTICLES + "第四条 企业应当排查风险。\n企业应当建立清单。\n"
OFFENCE = (
    "第四条 餐饮场所应当安装可燃气体报警装置并保持正常使用。\n第五条 任何单位都有权举报。\n"
    "第六条 违反本条例第{}条规定，未安装可燃气体报警装置或者未保持正常使用的，处一千元罚款。\n"
)
LADDER = "第四条 货值金额不满一万元的，处五千元罚款；货值金额{}的，处货值金额五倍罚款。\n"

SIZES = "第四条 按照规模分类：\n（一）一千吨以上的，为一类；\n（二）{}的，为二类；\n（三）{}的，为三类。\n"

PLAN = (
    "某市养老服务方案\n一、重点任务\n（一）优化设施布局。每个街道至少建设一处服务中心。\n（二）落实奖补政策。奖补标准由市民政局公布。\n"
    "二、保障措施\n（一）加强领导。成立工作专班。\n（二）保障资金。按照{}安排资金。\n（三）加强督查。每年督查一次。\n"
)
PLAN_BY_STAGES = (
    "某市养老服务方案\n一、重点任务\n（一）优化设施布局。建设服务中心。\n二、实施步骤\n分三个阶段推进。\n（一）启动阶段（3月）。制定计划。\n"
    "（二）推进阶段（4月）。组织实施。\n（三）巩固阶段（5月）。开展评估。\n（四）总结阶段（6月）。总结经验。\n"
)

FIRES = [
    ("residue", LIST + "[bookmark: _GoBack]4.排查风险。" + UNITS, "[bookmark: _GoBack]", ""),
    ("residue", LIST + "4.依照错误！未找到引用源。排查&nbsp;风险<br/>。" + UNITS, "错误！未找到引用源。", ""),
    ("residue", LIST + "4.排查A&amp;B风险。" + UNITS, "&amp;", "&"),
    ("control-character", LIST + "4.排\x02查风险。" + UNITS, "\x02", ""),
    ("control-character", LIST + "4.排\ufffd风险。" + UNITS, "\ufffd", None),
    ("zero-width", LIST + "4.排查\u200b\u200b风险。" + UNITS, "\u200b\u200b", ""),
    ("space", LIST + "4.排查  风险。" + UNITS, "  ", ""),
    ("space", LIST + "4.排查风险，建立清单。　明确责任。" + UNITS, "　", None),
    ("half-width-mark", LIST + "4.排查风险,建立清单。" + UNITS, ",", "，"),
    ("half-width-mark", LIST + "4.重点是:排查风险。" + UNITS, ":", "："),
    ("half-width-mark", LIST + "4.排查风险." + UNITS, ".", "。"),
    ("half-width-bracket", LIST + "4.党委(党组)排查风险。" + UNITS, "(党组)", "（党组）"),
    ("half-width-bracket", LIST + "4.党委（党组)排查风险。" + UNITS, "（党组)", "（党组）"),
    ("straight-quote", LIST + '4.强化"一岗双责“风险”。' + UNITS, '"', None),
    ("full-width-character", LIST + "4.2023年排查１2家企业。" + UNITS, "１", "1"),
    ("mixed-number", FIVE + "6．排查风险。" + UNITS, "6．", "6."),
    ("doubled-mark", LIST + "4.排查风险。。" + UNITS, "。。", "。"),
    ("doubled-mark", LIST + "4.排查风险，、建立清单。" + UNITS, "，、", "，"),
    ("stray-mark", LIST + "4.排查（，含地下）风险。" + UNITS, "，", ""),
    ("conjunction-mark", LIST + "4.排查火灾、爆炸、和中毒风险。" + UNITS, "、", ""),
    ("conjunction-mark", LIST + "4.排查火灾、爆炸、等风险。" + UNITS, "、", ""),
    ("title-separator", LIST + "4.落实《安全生产法》、《消防法》。" + UNITS, "、", ""),
    ("stop-before-units", LIST + "4.排查风险，建立清单" + UNITS, "单", "单。"),
    ("stop-before-units", LIST + "4.强化“一岗双责”" + UNITS, "”", "”。"),
    ("stop-before-units", LIST + "4.排查风险，" + UNITS, "，", "。"),
    ("paragraph-end", ARTICLES * 2 + "第四条 生产经营单位应当排查风险，建立清单", "单", "单。"),
    ("paragraph-end", FIVE + "6.加强宣传教育，推动知识进企业、进社区", "区", "区。"),
    (
        "list-item",
        ARTICLES + "第四条 有下列情形的，从其规定：\n（一）排查；\n（二）整改；\n（三）报告。\n（四）其他。\n",
        "。",
        "；",
    ),
    (
        "list-item",
        ARTICLES + "第四条 有下列情形的，从其规定：\n（一）排查；\n（二）整改；\n（三）报告；\n",
        "；",
        "。",
    ),
    ("doubled-word", LIST + "4.排查重大的的风险。" + UNITS, "的的", "的"),
    ("doubled-word", LIST + "4.进一步加强加强检查。" + UNITS, "加强加强", "加强"),
    ("organ-separator", LIST + "4.落实市委市政府部署。" + UNITS, "市委", "市委、"),
    ("unpaired", LIST + "4.排查（含地下风险。" + "责任单位：区应急局", "（", None),
    ("unpaired", LIST + "4.排查含地下）风险。", "）", None),
    ("unpaired", LIST + "4.强化“一岗双责。" + UNITS, "“", None),
    ("turned-quote", LIST + "4.强化“一岗双责“。" + UNITS, "“", "”"),
    ("turned-quote", LIST + "4.强化”一岗双责”。" + UNITS, "”", "“"),
    ("nested", LIST + "4.排查风险（含村（居）民自建房）。" + UNITS, "（居）", "〔居〕"),
    ("nested", LIST + "4.落实《关于贯彻《消防法》的意见》。" + UNITS, "《消防法》", "〈消防法〉"),
    ("numbering-jump", LIST + "5.排查风险。" + UNITS, "5.", None),
    ("numbering-repeat", LIST + "3.排查风险。" + UNITS, "3.", "4."),
    ("heading-number", "某省条例\n第一章　总则\n第一条　甲。\n第三章　附则\n第二条　乙。\n", "第三章", "第二章"),
    ("heading-number", "某省条例\n第一条　甲。\n第二章　附则\n第二条　乙。\n", "第二章", "第一章"),
    ("heading-number", ARTICLES + "第四条 包括：\n（一）排查；\n（三）整改。\n", "（三）", "（二）"),
    ("promised-count", "关于安全的4条具体措施\n" + LIST, "4", "3"),
    ("promised-count", "关于安全的措施\n为加强安全，制定以下四条措施。\n" + LIST, "四", "三"),
    ("dangling-reference", ARTICLES + "第四条 依照本条例第九条处罚。", "本条例第九条", None),
    ("dangling-reference", "某省安全条例\n第一章 总则\n" + ARTICLES[8:] + "第二章 附则\n第四条 依照本条例第三章执行。", "本条例第三章", None),
    ("dangling-part", TWO_PARAGRAPHS + "第五条 违反本条例第四条第三款规定的，予以警告。", "本条例第四条第三款", None),
    ("dangling-part", TWO_PARAGRAPHS + "第五条 违反本条例第三条第（一）项规定的，予以警告。", "本条例第三条第（一）项", None),
    ("dangling-part", TWO_PARAGRAPHS + "第五条 依照前款规定执行。", "前款", None),
    ("misplaced-penalty", ARTICLES + OFFENCE.format("三"), "本条例第三条", None),
    ("promised-items", ARTICLES + "第四条 企业应当具备下列三项条件：\n（一）有场所；\n（二）有人员。\n", "三", None),
    ("short-name-unused", ARTICLES + "第四条 建立安全生产管理平台（以下简称管理平台）。", "管理平台", None),
    ("short-name-early", ARTICLES + "第四条 执行《导则》。\n第五条 执行《某市检查导则》（以下简称《导则》）。执行《导则》。", "导则", None),
    ("short-name-twice", ARTICLES + "第四条 省应急管理部门（以下简称主管部门）负责。\n第五条 市市场监督管理局（以下简称主管部门）负责。", "主管部门", None),
    ("short-name-twice", ARTICLES + "第四条 本条例所称隐患，是指缺陷。\n第五条 本条例所称隐患，是指漏洞。", "隐患", None),
    ("dangling-attachment", LIST + "4.按附件3的要求排查。" + UNITS + "\n\n附件：1.清单\n2.名单\n", "附件3", None),
    ("contents-title", "某省安全条例\n目录\n第一章 总则\n第二章 监督检查\n第一章 总则\n第一条 甲。\n第二章 监督管理\n第二条 乙。\n", "监督检查", "监督管理"),
    ("turned-range", LIST + "4.处五千元以上二千元以下罚款。" + UNITS, "五千元以上二千元以下", None),
    ("turned-range", LIST + "4.暂停十五至十个工作日。" + UNITS, "十五至十个工作日", None),
    ("turned-range", LIST + "4.抽查50%-30%。" + UNITS, "50%-30%", None),
    ("bounded-range", LIST + "4.抽查比例不低于30%-50%。" + UNITS, "不低于30%-50%", None),
    ("wrong-share", LIST + "4.覆盖率达到百分之120。" + UNITS, "百分之120", None),
    ("wrong-share", LIST + "4.补助百分之30。" + UNITS, "百分之30", "30%"),
    ("wrong-share", LIST + "4.合格率达到105%。" + UNITS, "105%", None),
    ("backward-period", LIST + "4.自2024年3月1日至2023年9月30日开展排查。" + UNITS, "2024年3月1日至2023年9月30日", None),
    ("backward-period", ARTICLES + "第四条 本条例自2024年1月1日起施行，有效期至2023年12月31日。", "自2024年1月1日起施行，有效期至2023年12月31日", None),
    ("deadline-twice", LIST + "4.2024年6月底前完成老旧管网改造。" + UNITS + "\n5.2024年底前完成老旧管网改造。" + UNITS, "2024年底前", None),
    ("wrong-sum", LIST + "4.共排查隐患12处，其中火灾隐患5处、用电隐患6处。" + UNITS, "12", None),
    ("mixed-date", ARTICLES + "第四条 本条例自二〇二四年三月一日起施行，有效期至2029年2月28日，2020年1月1日的规定同时废止。", "二〇二四年三月一日", "2024年3月1日"),
    ("unit-of-measure", LIST + "4.间距不少于30公分，管道2KM。" + UNITS, "公分", "厘米"),
    ("unit-of-measure", LIST + "4.间距不少于30公分，管道2KM。" + UNITS, "KM", "km"),
    ("ladder", ARTICLES + LADDER.format("三万元以上"), "三万元以上的", None),
    ("ladder", ARTICLES + LADDER.format("五千元以上"), "五千元以上的", None),
    ("ladder-end", ARTICLES + LADDER.replace("不满一万元", "一万元以下").format("一万元以上"), "一万元以上的", None),
    ("ladder", ARTICLES + SIZES.format("二百吨以上不满一千吨", "不满一百吨"), "不满一百吨的", None),
    ("ladder", ARTICLES + "第四条 按照下列比例：\n（一）500万元以下的部分，30%；\n（二）超过500万元至1000万元的部分，25%；\n（三）超过1500万元的部分，20%。", "超过1500万元的部分", None),
    ("ladder", ARTICLES + "第四条 托管五十人以下的，配备一名；五十一人以上一百人以下的，配备二名；一百二十人以上的，配备三名。", "一百二十人以上的", None),
    ("ladder", ARTICLES + "第四条 超员百分之二十以下的，处一千元罚款；超员百分之五十以上的，处八千元罚款。", "百分之五十以上的", None),
    ("wrong-share", LIST + "4.乔木覆盖率不得低于绿化面积的百分之一百二十。" + UNITS, "百分之一百二十", None),
    ("wrong-share", LIST + "4.首笔比例不低于总额的百分之六0。" + UNITS, "百分之六0", None),
    ("backward-period", LIST + "4.2025年4月至9月检查，2025年3月底前完成整改。" + UNITS, "2025年3月底前", None),
    ("backward-period", LIST + "4.每年12月1日至11月30日报送。" + UNITS, "每年12月1日至11月30日", None),
    ("backward-period", LIST + "4.2025—2023年开展检查。" + UNITS, "2025—2023年", None),
    ("deadline-near", ARTICLES + "第四条 招聘应当公示，公示期不少于五日。\n第五条 招聘名单应当公示，公示期不少于七日。", "七日", None),
    ("deadline-near", ARTICLES + "第四条 企业应当于每年3月31日前，将上年度检查情况报送主管部门。\n第五条 企业应当于每年2月底前报送上年度检查情况。", "每年2月底前", None),
    ("wrong-sum", LIST + "4.每年安排300万元，其中县财政180万元，乡镇60万元，水费40万元。" + UNITS, "300万", None),
    ("wrong-sum", LIST + "4.计划改造450处。其中，2024年120处，2025年150处，2026年200处。" + UNITS, "450", None),
    ("wrong-sum", LIST + "4.市级补助100万元、区级配套50万元，合计160万元。" + UNITS, "160万", None),
    ("wrong-sum", LIST + "4.考核总分中，平时占40%，年终占70%。" + UNITS, "40%，年终占70%", None),
    ("mixed-date", ARTICLES + "第四条 本条例自二○二五年4月1日起施行。", "二○二五年4月1日", "2025年4月1日"),
    ("mixed-numeral", ARTICLES + "第四条 十日内报告，二十日内整改，三个月内完成，六个月内评估，十五日内公示，15日内备案。", "15日", None),
    ("mixed-numeral", ARTICLES + "第四条 企业应当在二十5日内报告。", "二十5", None),
    ("misspelling", ARTICLES + "第四条 不得坐支、载留。", "载留", "截留"),
    ("cut-off", ARTICLES + "第四条 发现隐患的，应当立即向主管部门。", "向主管部门", None),
    ("cut-off", ARTICLES + "第四条 主管部门应当定期检查，并将检查结果。", "并将检查结果", None),
    ("cut-off", LIST + "4.统筹资金，逐步形成政府主导、社会参与的。" + UNITS, "逐步形成政府主导、社会参与的", None),
    ("list-item", ARTICLES + "第四条 不得有下列行为：\n（一）充装报废的气瓶；\n（二）充装超过期限的气瓶。\n（三）倒灌气瓶。", "。", "；"),
    ("cut-off", ARTICLES + "第四条 所需经费由本级财政列入。", "列入。", None),
    ("cut-off", ARTICLES + "第四条 对单位，由主管部门处一万元以上三万元以下。", "处一万元以上三万元以下", None),
    ("cut-off", ARTICLES + "第四条 单位应当采取防渗漏、防扬散等必要。", "必要", None),
    ("cut-off", ARTICLES + "第四条 按照投资额的百分之十给予，每家不超过十万元。", "给予，", None),
    ("repeated-part", LIST + "4.组织危险区域区域群众转移。" + UNITS, "区域区域", "区域"),
    ("repeated-part", LIST + "4.采取暂停使用、封存、召回、封存等措施。" + UNITS, "封存", None),
    ("repeated-part", LIST + "4.加强市场监管，规范市场秩序，加强市场监管，查处违法行为。" + UNITS, "加强市场监管", None),
    ("document-number", LIST + "4.执行某政办发〔2023〕第27号文件。" + UNITS, "第", ""),
    ("document-number", LIST + "4.执行某政办发〔2023〕07号文件。" + UNITS, "07号", "7号"),
    ("former-agency", ARTICLES + "第四条 公安、工商行政管理等部门负责监督。\n第五条 本条例自2026年3月1日起施行。", "工商行政管理", None),
    ("misspelling", LIST + "4.事故发生后应当急时向上级部门报告。" + UNITS, "急时", "及时"),
    ("misspelling", LIST + "4.为行动不变的老年人提供上门服务。" + UNITS, "不变", "不便"),
    ("misspelling", LIST + "4.供热其间，供热单位应当值班。" + UNITS, "其间", "期间"),
    ("near-title", LIST + "4.落实《中华人民共和国科技成果转化促进法》。" + UNITS, "中华人民共和国科技成果转化促进法", "中华人民共和国促进科技成果转化法"),
    ("near-title", LIST + "4.落实《中华人民共和国村民自治组织法》。" + UNITS, "中华人民共和国村民自治组织法", "中华人民共和国村民委员会组织法"),
    ("near-title", LIST + "4.落实《生产安全事故报告和处理条例》。" + UNITS, "生产安全事故报告和处理条例", "生产安全事故报告和调查处理条例"),
    ("near-title", LIST + "4.落实《中华人民共和国城市道路管理条例》。" + UNITS, "中华人民共和国城市道路管理条例", "城市道路管理条例"),
    ("title-twice", LIST + "4.落实《东林市数字经济促进条例》《东林市促进数字经济发展条例》。" + UNITS, "东林市促进数字经济发展条例", "东林市数字经济促进条例"),
    ("title-twice", LIST + "4.落实《东林市殡葬设施专项规划（2023—2035年）》《东林市殡葬设施布局规划（2023—2035年）》。" + UNITS, "东林市殡葬设施布局规划（2023—2035年）", "东林市殡葬设施专项规划（2023—2035年）"),
    ("agency-variant", ARTICLES + "第四条 市教育局负责。\n第五条 市教育体育局应当检查。", "市教育体育局", "市教育局"),
    ("near-title", LIST + "4.落实《中华人民共和国水污染防冶法》。" + UNITS, "中华人民共和国水污染防冶法", "中华人民共和国水污染防治法"),
    ("near-title", LIST + "4.落实《中华人民共和国未成人保护法》。" + UNITS, "中华人民共和国未成人保护法", "中华人民共和国未成年人保护法"),
    ("near-title", LIST + "4.落实《中华人民共和国道路交通安全管理法》。" + UNITS, "中华人民共和国道路交通安全管理法", "中华人民共和国道路交通安全法"),
    ("short-name-early", ARTICLES + "第四条 会同市科技局检查。\n第五条 市科学技术局（以下简称市科技局）负责。", "市科技局", None),
    ("short-name-unused", ARTICLES + "第四条 建立服务平台（以下简称“信易通”平台）。", "信易通", None),
    ("short-name-place", ARTICLES + "第四条 主管部门负责监测对象的认定（以下简称监测对象）。监测对象应当登记。", "（以下简称监测对象）", None),
    ("short-name-unexplained", ARTICLES + "第四条 申请人应当向区建管中心提交材料。", "区建管中心", None),
    ("attachment-missing", ARTICLES + "第四条 填写登记表（见附件）。", "附件", None),
    ("paragraph-end", ARTICLES + "第四条 联单保存期限不得少于三年，\n第五条 企业应当排查风险。", "，", "。"),
    ("paragraph-end", ARTICLES + "第四条 企业应当履行下列职责：\n第五条 企业应当排查风险。", "：", None),
    ("unit-separator", LIST + "4.排查风险。（责任单位：区应急局；区财政局）", "；", "、"),
    ("dangling-part", TWO_PARAGRAPHS + "第五条 超出第四条第三款规定标准的，应当报批。本条例所称企业包括工厂。", "第四条第三款", None),
    ("misplaced-penalty", ARTICLES + "第四条 严禁下列行为：\n（一）公车私用、私车公养；\n（二）伪造用车记录。\n第五条 任何单位都有权举报。\n第六条 有下列情形之一的，追究责任：\n（一）违反本条例第五条规定，公车私用、私车公养的；\n（二）其他情形。", "本条例第五条", None),
    ("misplaced-penalty", ARTICLES + "第四条 禁止下列行为：\n（一）损毁花草树木及其设施；\n（二）擅自占用公园绿地。\n第五条 违反本条例第四条第（一）项规定，擅自占用公园绿地的，处一千元罚款。", "本条例第四条第（一）项", None),
    ("agency-variant", ARTICLES + "第四条 区住房城乡建设局负责，区住房城乡建设局应当检查。\n第五条 向区住房和建设局申请。", "区住房和建设局", "区住房城乡建设局"),
    ("agency-variant", ARTICLES + "第四条 区机关事务管理中心（以下简称区机关事务中心）负责。区机关事务中心应当检查。\n第五条 报区机关事务管理服务中心批准。", "区机关事务管理服务中心", "区机关事务中心"),
    ("agency-variant", ARTICLES + "第四条 教育行政部门负责。教育行政部门检查。\n第五条 由教育行政部门备案。\n第六条 由教育局责令改正。", "教育局", "教育行政部门"),
    ("wrong-word", LIST + "4.驾驶人必需年满十六周岁。" + UNITS, "必需", "必须"),
    ("doubtful-word", LIST + "4.明确双方权力和义务，申报截至日期为5月1日。" + UNITS, "权力", "权利"),
    ("doubtful-word", LIST + "4.本措施自2025年9月1日起实行。" + UNITS, "实行", "施行"),
    ("document-number", LIST + "4.根据《意见》（某政发（2025）27号）执行。" + UNITS, "（2025）", "〔2025〕"),
    ("other-part", "某县应急预案\n1　总则\n1.1　编制目的\n建立健全机制，提高应急处置能力。\n1.2　监测\n加强天气监测，值班值守。\n2　响应\n2.1　响应分级\n响应分为四级。\n2.2　响应启动\n达到本预案1.2规定的响应条件时，启动响应。\n", "本预案1.2", None),
    ("attachment-name", LIST + "4.填写《检查汇总表》（附件2）。" + UNITS + "\n\n附件：1.清单\n2.检查统计表\n", "《检查汇总表》（附件2）", None),
    ("unequal-list", LIST + "4.对五星级、四星级、三星级企业的，分别给予50万元、30万元一次性奖励。" + UNITS, "50万元、30万元", None),
    ("commencement-twice", "某市办法\n（2025年3月18日公布，自2025年5月1日起施行）\n第一条 甲。\n第二条 本办法自2025年6月1日起施行。\n", "2025年6月1日", None),
    ("former-agency", ARTICLES + "第四条 生态环境主管部门负责。\n第五条 由环境保护行政主管部门责令改正。", "环境保护行政主管部门", None),
    ("former-agency", ARTICLES + "第四条 公安机关交通管理部门负责，公安机关交通管理部门检查。\n第五条 报市公安局交警支队。", "交警支队", None),
    ("deadline-near", ARTICLES + "第四条 经营者应当自投入使用之日起十五日内，向主管部门备案。\n第五条 违反本条例第四条规定，未在三十日内备案的，责令改正。", "三十日内", None),
    ("wrong-sum", LIST + "4.组成6个督导组，每组4人，共26人。" + UNITS, "26", None),
    ("wrong-sum", LIST + "4.首期拨付60%，验收合格后拨付剩余50%。" + UNITS, "60%，验收合格后拨付剩余50%", None),
    ("unit-of-measure", LIST + "4.供水能力由2万立方米提升至5万平方米。" + UNITS, "5万平方米", None),
    ("unit-of-measure", LIST + "4.设施的日处理能力不得低于一百平方米。" + UNITS, "一百平方米", None),
    ("promised-items", LIST + "4.提交以下三项材料：一是执照；二是合同；三是证明；四是报告。" + UNITS, "三", None),
    ("doubled-word", LIST + "4.对老人逐户逐户走访。" + UNITS, "逐户逐户", "逐户"),
    ("backward-period", LIST + "4.总结阶段（2027年12月至10月）。" + UNITS, "2027年12月至10月", None),
    ("ladder", ARTICLES + "第四条 分为两级：\n（一）二级响应：受灾人口5万人以上10万人以下；\n（二）三级响应：受灾人口3万人以上6万人以下。", "3万人以上6万人以下", None),
    ("dangling-reference", "某市措施\n一、支持建设。新建冷库的，按照库容给予补助。\n二、支持更新。购买车辆的，给予补助。\n三、加强监管。弄虚作假的，依照本措施第十三条追回资金。\n", "本措施第十三条", None),
    ("short-name-unused", ARTICLES + "第四条 建设市物流公共信息平台（以下简称信息平台）。\n第五条 数据上传至市物流公共信息平台。", "信息平台", None),
    ("doubtful-word", LIST + "4.对企业反应强烈的问题，及时的向社会公布。" + UNITS, "反应", "反映"),
    ("superseded-title", ARTICLES + "第四条 依照《中华人民共和国食品卫生法》处理。", "中华人民共和国食品卫生法", None),
    ("impossible-date", LIST + "4.2023年十三月一日前排查。" + UNITS, "2023年十三月一日", None),
    ("impossible-date", LIST + "4.每年9月31日开展演练。" + UNITS, "9月31日", None),
    ("wrong-word", LIST + "4.按装报警装置。" + UNITS, "按装", "安装"),
    ("wrong-word", LIST + "4.建立台帐，截止2023年底全部整改。" + UNITS, "帐", "账"),
    ("wrong-word", LIST + "4.排查风险，截止2023年底全部整改。" + UNITS, "截止", "截至"),
    ("doubtful-word", LIST + "4.依法做出处罚决定，处理其它问题。" + UNITS, "做出", "作出"),
    ("word-hint", LIST + "4.制订检查计划。" + UNITS, "制订", None),
    (
        "agency-variant",
        ARTICLES + "第四条 区市场监管局负责。区市场监管局应当检查。\n第五条 区市场监督管理局应当抽查。",
        "区市场监督管理局",
        "区市场监管局",
    ),
    (
        "repeated-measure",
        LIST + "4.健全安全生产警示、督办、约谈、巡查等制度。" + UNITS + "\n5.健全安全生产警示、督办、约谈、巡查等制度。" + UNITS,
        "健全安全生产警示、督办、约谈、巡查等制度。",
        None,
    ),
    ("empty-measure", ARTICLES + "第四条\n第五条 本条例自公布之日起施行。", "第四条", None),
    ("impossible-date", LIST + "4.2023年2月30日前排查。" + UNITS, "2023年2月30日", None),
    ("past-deadline", LIST + "4.2021年底前，完成排查。" + UNITS + "\n\n2022年10月9日\n", "2021年底前", None),
    ("past-deadline", LIST + "4.到2021年，建成平台。" + UNITS + "\n\n2022年10月9日\n", "到2021年", None),
    ("unit-slip", LIST + "4.排查风险。（区生态环镜局、区公安分局、各乡镇）", "区生态环镜局", "区生态环境局"),
    ("unit-unknown", LIST + "4.排查风险。（区海岛开发建设推进局、各乡镇）", "区海岛开发建设推进局", None),
    ("unit-variant", LIST + "4.排查风险。（区应急管理局、各乡镇）", "区应急管理局", "区应急局"),
    (
        "unit-variant",
        LIST + "4.排查。（区安委会相关成员单位）\n5.整改。（区安委会相关成员单位）\n6.考核。（区安委会有关成员单位）",
        "区安委会有关成员单位",
        "区安委会相关成员单位",
    ),
    ("unit-variant", LIST + "4.排查。（区消防救援支队）\n5.整改。（区消防救援大队）", "区消防救援大队", "区消防救援支队"),
    ("unit-level", LIST + "4.排查风险。（市应急局、各乡镇）", "市应急局", "区应急局"),
    ("unit-twice", LIST + "4.排查风险。（区应急局、区公安分局、区应急局）", "、区应急局", ""),
    ("unit-separator", LIST + "4.排查风险。（区应急局、区公安分局，区财政局）", "，", "、"),
    ("unit-missing", FIVE + "6.排查风险，建立清单。", "6.排查风险，建立清单。", None),
    ("misspelt-title", LIST + "4.落实《某市燃气管理条列》。" + UNITS, "某市燃气管理条列", "某市燃气管理条例"),
    ("near-title", LIST + "4.落实《中华人民共和国反电信网络榨骗法》。" + UNITS, "中华人民共和国反电信网络榨骗法", "中华人民共和国反电信网络诈骗法"),
    ("state-name", ARTICLES + "第四条 依照《中华人民共和国水法》《水法》处罚。", "水法", "中华人民共和国水法"),
    ("superseded-title", ARTICLES + "第四条 依照《中华人民共和国合同法》处理。", "中华人民共和国合同法", None),
    (
        "citation-variant",
        LIST + "4.落实《生产安全事故调查处理导则》。\n5.落实《生产安全事故调查处理导则》。\n6.落实《生产安全事故的调查处理导则》。",
        "生产安全事故的调查处理导则",
        "生产安全事故调查处理导则",
    ),
    (
        "attachment-absent",
        LIST + "4.排查。" + UNITS + "\n\n附件：1.排查清单\n2.队伍名单\n附件1\n排查清单\n危险化学品仓库。\n",
        "队伍名单",
        None,
    ),
    (
        "attachment-name",
        LIST + "4.排查。" + UNITS + "\n\n附件：1.排查任务分解表\n2.名单\n附件1\n排查任务清单\n仓库。\n",
        "排查任务清单",
        None,
    ),
    ("attachment-number", LIST + "4.排查。" + UNITS + "\n\n附件：1.排查清单\n3.队伍名单\n", "队伍名单", None),
    (
        "other-attachment",
        LIST + "4.按照附件1的奖补标准执行。" + UNITS + "\n\n附件：1.重点任务分工\n2.专项奖补标准\n",
        "附件1",
        None,
    ),
    ("other-place", PLAN.format("本方案第一部分第（一）项规定的奖补标准"), "本方案第一部分第（一）项", None),
    ("other-place", PLAN.format("本部分第（一）项提出的奖补标准").replace("二、保障", "（三）保障"), "本部分第（一）项", None),
    ("dangling-reference", PLAN.format("本部分第（五）项的要求"), "本部分第（五）项", None),
    (
        "other-place",
        ARTICLES + "第四条 车主应当申请登记。\n第五条 不得改装车辆。\n第六条 依照本条例第五条规定登记并悬挂号牌后，方可上路。\n",
        "本条例第五条",
        None,
    ),
    (
        "misplaced-penalty",
        ARTICLES + "第四条 市商务部门编制网点规划。\n第五条 回收企业应当自开业之日起三十日内向市商务部门备案。\n"
        "第六条 违反本条例第四条规定，回收企业未按期向市商务部门备案的，处五百元罚款。\n",
        "本条例第四条",
        None,
    ),
    ("promised-items", LIST + "4.围绕城区、镇区、村庄、园区五个方面排查。" + UNITS, "五", None),
    ("promised-items", LIST + "4.重点排查三个环节。一是生产；二是储存；三是运输；四是使用。" + UNITS, "三", None),
    ("promised-items", ARTICLES + "第四条 设立下列三个工作组：\n（一）监测组；\n（二）救治组。\n", "三", None),
    ("promised-items", PLAN_BY_STAGES, "三", None),
    ("short-name-early", LIST + "4.增设助餐点。\n5.建设老年助餐服务点（以下简称助餐点）。" + UNITS, "助餐点", None),
    (
        "short-name-twice",
        LIST + "4.成立市应急指挥部（以下简称指挥部）。\n5.由市应急指挥部（以下简称指挥部）调度。" + UNITS,
        "（以下简称指挥部）",
        None,
    ),
    (
        "short-name-twice",
        LIST + "4.成立市应急抢险指挥部（以下简称市指挥部）。\n5.由市应急抢险指挥部（以下简称应急指挥部）调度。" + UNITS,
        "应急指挥部",
        None,
    ),
    (
        "short-name-twice",
        ARTICLES + "第四条 夜间禁止施工。\n前款所称夜间，是指二十二时至次日六时。\n第五条 用语的含义：\n（一）夜间，是指二十三时至次日七时；\n（二）工地，是指施工场地。\n",
        "夜间",
        None,
    ),
    ("heading-number", LIST + "4.排查。\n（1）仓库。\n（2）车间。\n（2）宿舍。" + UNITS, "（2）", "（3）"),
    (
        "heading-number",
        "某县预案\n1 总则\n1.1 目的\n保障安全。\n1.2 依据\n依据法律。\n2 响应\n2.1 报告\n应当报告。\n2.3 分级响应\n分级启动。\n",
        "2.3",
        "2.2",
    ),
    ("period-length", LIST + "4.本措施自2026年1月1日起施行，有效期3年，至2027年12月31日止。", "2027年12月31日", None),
    ("period-length", "某市安全三年行动计划（2024—2028年）\n" + LIST, "三年行动计划（2024—2028年）", None),
    ("period-length", LIST + "4.整治为期三个月（2025年3月至7月）。" + UNITS, "为期三个月（2025年3月至7月", None),
    (
        "stage-order",
        PLAN_BY_STAGES.replace("（3月）", "（2025年3月至5月）").replace("（4月）", "（2025年4月至6月）"),
        "2025年4月至6月",
        None,
    ),
    (
        "approval-date",
        "某市安全条例\n（2025年6月26日市人民代表大会常务委员会第八次会议通过　2025年5月29日省人民代表大会常务委员会第九次会议批准）\n第一条　为了安全，制定本条例。\n",
        "2025年5月29日",
        None,
    ),
    ("weekday", LIST + "4.2025年6月30日（星期三）召开会议。" + UNITS, "2025年6月30日（星期三）", None),
    ("amount-in-words", LIST + "4.奖励人民币伍拾伍万元（￥500,000元）。" + UNITS, "伍拾伍万元（￥500,000元）", None),
    ("contrary-change", LIST + "4.办理时限由5个工作日压缩至7个工作日。" + UNITS, "由5个工作日压缩至7个工作日", None),
    (
        "restated-deadline",
        ARTICLES + "第四条 车主应当在三十日内申请登记。\n第五条 购车后超过十五日未申请登记的，处警告。\n",
        "十五日",
        None,
    ),
    (
        "restated-deadline",
        ARTICLES + "第四条 企业应当自开业之日起三十日内备案。\n第五条 违反本条例第四条规定，未在开业之日起十五日内备案的，处一千元罚款。\n",
        "十五日",
        None,
    ),
    ("unlike-unit", LIST + "4.建成总长12平方公里的步道。" + UNITS, "12平方公里", None),
    ("unlike-unit", LIST + "4.每个墓位占地不超过0.5平方公里。" + UNITS, "0.5平方公里", None),
    ("other-total", LIST + "4.奖金第一年发放50%，第二年发放30%，第三年发放30%。" + UNITS, "50%，第二年发放30%，第三年发放30%", None),
    ("other-total", LIST + "4.奖金分三年兑现，每年兑现30%。" + UNITS, "30%", None),
    ("other-total", LIST + "4.每年安排资金200万元，三年共安排资金500万元。" + UNITS, "500万", None),
    ("other-total", LIST + "4.到2026年，累计建成80家；到2027年，累计建成60家。" + UNITS, "60家", None),
    ("wrong-sum", LIST + "4.全部完成186个村整治，三年分别完成60个、66个、70个。" + UNITS, "60个、66个、70个", None),
    (
        "wrong-sum",
        LIST + "4.改造全部费用由业主承担百分之五十，市财政补助百分之三十，区财政补助百分之十。" + UNITS,
        "百分之五十，市财政补助百分之三十，区财政补助百分之十",
        None,
    ),
    ("backward-period", LIST + "4.改造2026年9月开工、同年5月底前建成。" + UNITS, "2026年9月开工、同年5月底", None),
    ("wrong-share", LIST + "4.设备上云比例达到115%。" + UNITS, "115%", None),
    ("turned-range", LIST + "4.存量300人以上、不足200人的，限期整改。" + UNITS, "300人以上、不足200人", None),
    ("turned-range", LIST + "4.奖励80万元至50万元。" + UNITS, "80万元至50万元", None),
    ("turned-range", LIST + "4.补助不低于50万元，不超过30万元。" + UNITS, "不低于50万元，不超过30万元", None),
    ("turned-range", ARTICLES + "第四条 违反本条例的，处二千元以下五千元以上罚款。\n", "处二千元以下五千元以上罚款", None),
    ("attachment-name", LIST + "4.填写《人员推荐表》（见附件）。" + UNITS + "\n\n附件：人员申报表\n", "《人员推荐表》（见附件）", None),
    ("promised-items", LIST + "4.排查。" + UNITS + "\n附件1\n项目表\n安排项目3个，总投资2亿元，具体如下：\n1.甲；\n2.乙。\n", "3", None),
    ("ladder", ARTICLES + "第四条 事故分为三级：\n（一）重大事故，50人以上；\n（二）较大事故，10人以上30人以下；\n（三）一般事故，10人以下。\n", "10人以上30人以下", None),
    ("short-name-early", LIST + "4.征求专家委的意见。\n5.设立保护专家委员会（以下简称专家委）。" + UNITS, "专家委", None),
    ("figure-twice", LIST + "4.卫生厕所普及率达到92%。" + UNITS + "\n5.全县卫生厕所普及率达到95%。" + UNITS, "95%", None),
    (
        "figure-twice",
        LIST + "4.对市级救援队员，每人每年补助8000元。" + UNITS + "\n5.市级救援队员补助按每人每年1万元安排。" + UNITS,
        "1万元",
        None,
    ),
    ("heading-number", LIST + "4.加强宣传：一是进村；二是进校；四是进企业。" + UNITS, "四", "三"),
    ("commencement-twice", LIST + "4.本措施自2025年5月1日起施行。\n5.本措施自2025年6月1日起施行。", "2025年6月1日", None),
    ("dangling-part", ARTICLES + "第四条 企业应当培训。\n企业应当报告。\n违反前三款规定的，予以警告。\n", "前三款", None),
    ("promised-items", LIST + "4.建立省、市、县、乡三级网络。" + UNITS, "三", None),
    ("contrary-change", LIST + "4.时限由原来的30日压缩到35日。" + UNITS, "由原来的30日压缩到35日", None),
    ("turned-range", LIST + "4.抽查比例10%以上5%以下。" + UNITS, "10%以上5%以下", None),
    ("other-total", LIST + "4.每人每月补助500元，全年共5000元。" + UNITS, "5000", None),
    ("promised-items", LIST + "4.分三轮进行：第一轮自查，第二轮互查，第三轮抽查，第四轮督查。" + UNITS, "三", None),
    ("promised-items", LIST + "4.实施“三大工程”：强基工程、提质工程、惠民工程、安居工程。" + UNITS, "三", None),
    ("promised-items", ARTICLES + "第四条 包括：\n（一）甲；\n（二）乙。\n上述三项应当公示。\n", "三", None),
    ("promised-items", LIST + "4.做到：一是进村；二是进校。以上三项每月一次。" + UNITS, "三", None),
    ("stage-order", LIST + "4.第一阶段（2025年3月1日至4月30日），第二阶段（2025年4月15日至6月30日）。" + UNITS, "2025年4月15日至6月30日", None),
    ("stage-order", LIST + "4.第一季度（1月至4月）完成。" + UNITS, "第一季度（1月至4月）", None),
    ("unlike-unit", LIST + "4.储备粮食5000米。" + UNITS, "5000米", None),
]  # fmt: skip

QUIET = {
    "residue": "4.参见[1]和A<B。",
    "control-character": "4.排查\t风险。\r\n",
    "zero-width": "4.排查风险。",
    "space": "第四条　排查 ABC 风险，建立清单，落实责任。",
    "half-width-mark": "4.比例为1:2，即3,000家，见http://a.b:80/，时间8:00。GB/T 1.1。",
    "half-width-bracket": "4.标准(GB 1)与（二）。",
    "straight-quote": "4.“一岗双责”。",
    "full-width-character": "4.2023年排查12家企业，占5％。",
    "mixed-number": "4.排查风险。\n5.整改。\n6.考核。",
    "doubled-mark": "4.排查……等风险——其他？！",
    "stray-mark": "4.排查（含地下）风险。",
    "conjunction-mark": "4.采取免耕、等高耕作，促进调解、和解，与周边相适应、与发展相协调。",
    "title-separator": "4.落实《安全生产法》《消防法》和《条例》，甲、“乙”。",
    "stop-before-units": "4.形成自觉。”（区应急局、各乡镇）",
    "paragraph-end": "4.排查风险，落实责任。",
    "list-item": "4.包括：\n（一）排查；\n（二）整改；\n（三）报告。",
    "doubled-word": "4.达到目的的企业，逐级逐级、一级一级，集体经济组织组织培训，法律规定规定的其他情形。",
    "organ-separator": "4.落实党中央、国务院和市委、市政府部署，区委组织部、市委党校。",
    "unpaired": "4.包括：\n1）排查（含“地下”）；\na）整改。\n“第一段。\n“第二段。”",
    "turned-quote": "4.强化“一岗双责”和“四不两直”。",
    "nested": "4.排查（含“地下”）风险（依照第五条第（三）项）。《〈消防法〉解释》。",
    "numbering-jump": "4.排查。\n5.整改。",
    "numbering-repeat": "4.排查。\n5.整改。",
    "heading-number": "4.包括：\n（一）排查；\n（二）整改。",
    "promised-count": "4.落实“十五条硬措施”。",
    "dangling-reference": "4.依照本法第九条、《消防法》第九十条处罚。",
    "dangling-part": "4.依照《水法》第九条第八款和本法第三条第九项处罚。",
    "misplaced-penalty": "4.违反本条例第三条规定，有下列行为之一的，处罚。",
    "promised-items": "4.有下列三种情形之一的：\n（一）甲；\n（二）乙；\n（三）丙。",
    "short-name-unused": "4.建立管理平台（以下简称平台），平台应当联网。",
    "short-name-early": "4.执行《某市检查导则》（以下简称《导则》）。执行《导则》。",
    "short-name-twice": "4.某省应急管理厅（以下简称省应急厅）和某市应急管理局（以下简称市应急局），省应急厅、市应急局应当联动。",
    "dangling-attachment": "4.按附件2的要求排查。\n\n附件：1.清单\n2.名单\n",
    "contents-title": "4.第二章　监督检查",
    "turned-range": "4.处二千元以上五千元以下罚款，加处百分之五十以上一倍以下的滞纳金，暂停三至五日，22时至6时。",
    "bounded-range": "4.抽查比例不低于30%，补助30%-50%。",
    "wrong-share": "4.覆盖率达到百分之一百，增长120%，缴纳百分之一百二十的保证金。",
    "backward-period": "4.自2023年9月1日至2024年3月31日开展排查。",
    "deadline-twice": "4.2024年6月底前完成管网改造；2024年底前完成灶具更换。",
    "wrong-sum": "4.共排查隐患12处，其中火灾隐患5处、用电隐患7处；共检查20家，其中餐饮8家、学校3家等。",
    "mixed-date": "4.2024年3月1日前排查。\n\n二〇二四年一月一日\n",
    "unit-of-measure": "4.间距不少于30厘米，面积100平方米，管道2km，耕地5亩。",
    "ladder": "4.货值金额不满一万元的，处五千元罚款；货值金额一万元以上不满五万元的，处二万元罚款；货值金额五万元以上的，处五万元罚款。",
    "ladder-end": "4.货值金额不满一万元的，处五千元罚款；货值金额一万元以上的，处二万元罚款。",
    "document-number": "4.根据《意见》（某政发〔2024〕18号）和《决定》（2024年第18号）执行。",
    "other-part": "4.依照本方案第二部分执行。",
    "period-length": "4.本措施自2026年1月1日起施行，有效期3年，至2028年12月31日止；为期三个月（2025年3月至5月）。",
    "stage-order": "4.分步推进：启动阶段（2025年3月至4月），推进阶段（2025年5月）。",
    "approval-date": "4.2025年6月26日通过的计划，2025年7月1日批准。",
    "weekday": "4.2025年6月30日（星期一）召开会议。",
    "amount-in-words": "4.奖励50万元（伍拾万元）。",
    "contrary-change": "4.由5个工作日压缩至3个工作日，由20%提高到30%。",
    "restated-deadline": "4.应当在三十日内备案；超过三十日未备案的，予以通报。",
    "unlike-unit": "4.新建绿道12公里，面积300平方米，时速不超过60公里。",
    "other-total": "4.奖金分两期按60%、40%的比例拨付；三县的达标率分别为90%、80%、70%。",
    "figure-twice": "4.到2025年，卫生厕所普及率达到92%；到2026年，卫生厕所普及率达到95%。",
    "attachment-absent": "4.填写《清单》（附件1）。\n\n附件：1.清单\n2.名单\n",
    "attachment-number": "4.填写《清单》（附件1）。\n\n附件：1.清单\n2.名单\n附件1\n清单\n附件2\n名单\n",
    "other-attachment": "4.填写清单（附件1）和名单（附件2）。\n\n附件：1.隐患排查清单\n2.救援队伍名单\n",
    "other-place": "4.按照《某省方案》第二部分第（三）项规定的培训标准执行。",
    "attachment-name": "4.填写《清单》（附件1）。\n\n附件：1.清单\n2.名单\n",
    "unequal-list": "4.对五星级、四星级企业，分别给予50万元、30万元奖励。",
    "commencement-twice": "4.本措施自2025年5月1日起施行。",
    "former-agency": "4.市场监督管理部门负责，与原工商行政管理部门衔接。",
    "short-name-place": "4.建立联席会议制度（以下简称联席会议），联席会议定期召开。",
    "short-name-unexplained": "4.向区行政中心、市区中心、区政务服务中心申请，推行区域通办。",
    "attachment-missing": "4.填写登记表（见附件）。\n\n附件：登记表\n",
    "deadline-near": "4.自收到申请之日起七日内答复；情况复杂的，可以延长至十日。",
    "mixed-numeral": "4.十日内报告，二十日内整改；2024年3月1日前完成，每月5日报送。",
    "title-twice": "4.落实《东林市消防条例》《东林市消防管理办法》《东林市实施〈消防法〉办法》《东林市供水条例》《东林市排水条例》。",
    "cut-off": "4.按照规定给予奖励；确有必要的，说明理由。作用进一步加强。",
    "repeated-part": "4.本规定规定的期限内，由集体经济组织组织开展；维持集会、游行，示威者维护集会、游行的秩序。",
    "misspelling": "4.所需经费纳入财政预算，推广洁水养殖，支持小微企业，赋能产业。",
    "wrong-word": "4.储备按照规划建设，严峻工作形势，做好帐篷准备，报名截止2023年5月1日，民族成份，执行《帐簿办法》。",
    "doubtful-word": "4.作出决定，制订计划，燃气泄漏，泄露秘密，逐步的过程。",
    "word-hint": "4.制定计划。",
    "agency-variant": "4.市市场监管局、区市场监督管理局应当配合。某区应急管理局（以下简称区应急局），区应急局应当检查。",
    "repeated-measure": "4.健全危险化学品安全生产警示、督办、约谈、巡查制度。\n5.健全道路交通安全生产警示、督办、约谈、巡查制度。",
    "empty-measure": "4.排查。",
    "impossible-date": "4.2024年2月29日前排查。",
    "past-deadline": "4.2023年底前，完成排查；自2020年1月1日起施行的，2019年底前的规定作废。\n\n2022年10月9日\n",
    "unit-slip": "4.排查风险。（区应急局、长兴企业集团）",
    "unit-unknown": "4.排查风险。（区应急局、长兴企业集团）",
    "unit-variant": "4.排查风险。（区应急局、区安委会各成员单位、区安委会相关成员单位）",
    "unit-level": "4.排查风险。（区市场监管局、崇明海事局、各乡镇）",
    "unit-twice": "4.排查风险。（区应急局、区公安分局）",
    "unit-separator": "4.排查，整改。（牵头单位：区应急局；配合单位：区公安分局、区财政局）",
    "unit-missing": "4.排查风险。（区应急局、各乡镇）",
    "misspelt-title": "4.落实《某市燃气管理条例》《某市防火办法》。",
    "near-title": "4.落实《某市突发事件应对条例》《中华人民共和国水法》。",
    "state-name": "4.落实《水法》。",
    "superseded-title": "4.原《合同法》《合同法》废止后，执行《中华人民共和国民法典》。",
    "citation-variant": "4.落实《中华人民共和国水法》《中华人民共和国兵法》《省水污染防治条例》《省土污染防治条例》《规定（一）》《规定（二）》。",
}  # fmt: skip

ON_TEXT = [rule.name for rule in TEXT_RULES if not rule.name.startswith(("parent-", "cited-"))]


def asked(name, text, against=None):
    return find(pc.parse(text), against, choose([name]))


def titled(text):
    return text if "\n" in text and not text[0].isdigit() else TITLE + text


@pytest.mark.parametrize(("name", "text", "wrong", "repair"), FIRES)
def test_a_rule_finds_its_flaw_and_proposes_the_repair(name, text, wrong, repair):
    found = asked(name, titled(text))
    assert (wrong, repair) in [(f.text, f.repair) for f in found]


@pytest.mark.parametrize(("name", "text"), QUIET.items())
def test_a_rule_leaves_proper_text_alone(name, text):
    assert asked(name, TITLE + LIST + text) == ()


@pytest.mark.parametrize(("name", "text"), [row[:2] for row in FIRES if row[3] is not None])
def test_a_repaired_text_is_no_longer_objected_to(name, text):
    text = titled(text)
    for finding in reversed(asked(name, text)):
        if finding.repair is not None:
            text = text[: finding.start] + finding.repair + text[finding.end :]
    assert [f for f in asked(name, text) if f.repair is not None] == []


def test_every_rule_has_an_example_that_fires_and_one_that_does_not():
    assert {row[0] for row in FIRES} == set(ON_TEXT) == set(QUIET)
    assert set(examples()) == {rule.name for rule in RULES}
    assert all(rule.example.wrong and rule.example.right and rule.source for rule in RULES)
    assert all((rule.find is None) != (rule.looks is None) for rule in RULES)
    assert RULES == TEXT_RULES + LAYOUT_RULES


def framed(text):
    """Return a draft around an example of the register: measures, articles, or the example where it is a whole draft."""
    if re.match(r"[0-9\[]", text):
        return TITLE + LIST + text
    return ARTICLES + text if text.startswith("第") else text


@pytest.mark.parametrize("name", ON_TEXT)
def test_the_example_in_the_register_fires_and_the_right_one_does_not(name):
    example = examples()[name]
    found = asked(name, framed(example.wrong))
    assert (example.marks, example.repair) in [(one.text, one.repair or "") for one in found]
    assert asked(name, framed(example.right)) == ()


def test_ids_and_names_are_unique_and_no_name_is_the_start_of_another():
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert [r.id for r in RULES] == sorted(r.id for r in RULES)


def test_rules_are_chosen_by_the_start_of_id_or_name():
    assert {rule.id[:3] for rule in choose(["PC3"])} == {"PC3"}
    assert [rule.name for rule in choose(["pc10", "unit-"], ["PC1", "unit-v"])] == [
        rule.name for rule in RULES if rule.name.startswith("unit-") and rule.name != "unit-variant"
    ]
    assert choose() == RULES


@pytest.mark.parametrize("word", ["PX9", "nonsense", ""])
def test_an_unknown_rule_is_refused_with_the_way_out(word):
    with pytest.raises(PolicyCompareError, match="check --rules"):
        choose([word])


def test_a_title_broken_over_the_lines_of_a_cell_is_the_same_title():
    broken = "4.落实《公共停车 场所管理办法》。\n5.按照《公共停车场所管理办法》检查。\n"
    assert asked("citation-variant", TITLE + LIST + broken) == ()


def test_a_mark_that_is_wrong_throughout_is_one_finding_without_a_repair():
    found = asked("half-width-mark", TITLE + "1.甲,乙。\n2.丙,丁。\n3.戊,己。\n")
    assert [(f.line, f.repair) for f in found] == [(2, None)]
    assert "3 处" in found[0].message


def test_a_quotation_mark_without_a_partner_does_not_make_what_follows_nested():
    assert asked("nested", TITLE + LIST + "4.强化“一岗双责，落实“四不两直”要求。") == ()


def test_one_flaw_is_not_told_twice_as_another():
    text = (
        TITLE
        + LIST
        + "4.严禁“进楼入户“。（区应急局、各乡镇）\n5.加强检查.（区应急局、各乡镇）\n6.排查。（区生态环镜局、各乡镇）\n"
    )
    assert [f.name for f in find(pc.parse(text))] == ["turned-quote", "half-width-mark", "unit-slip"]


def test_a_list_of_units_that_is_not_closed_is_one_flaw():
    text = TITLE + FIVE + "6.排查风险，建立清单。（区应急局、各乡镇\n"
    assert [(f.name, f.text) for f in find(pc.parse(text))] == [("unpaired", "（")]


def test_a_table_of_contents_is_not_counted_as_chapters_out_of_order():
    contents = "某省条例\n第一章 总则\n第二章 管理\n第三章 附则\n第一章 总则\n第一条 甲。\n第二章 管理\n第二条 乙。\n第三章 附则\n第三条 丙。\n"
    assert asked("heading-number", contents) == ()


def test_a_broken_line_is_told_without_a_repair():
    found = asked("paragraph-end", ARTICLES * 2 + "第四条 生产经营单位应当排查风险，建立清\n单，并向职工公示。\n")
    assert [(f.text, f.repair) for f in found] == [("清", None)]


def test_paragraphs_of_a_text_that_lost_its_line_ends_are_not_counted():
    text = ARTICLES + "第四条 企业应当排查风险。 企业应当建立清单。\n第五条 违反本条例第四条第二款规定的，予以警告。\n"
    assert asked("dangling-part", text) == ()


def test_articles_that_were_cut_off_with_the_end_of_a_file_are_not_missed():
    text = ARTICLES + "第四条 依照本条例第九条处罚。\n第五条 依照本条例第十二条处罚。\n"
    assert asked("dangling-reference", text) == ()
    whole = asked("dangling-reference", text + "第六条 本条例自公布之日起施行。\n")
    assert [one.text for one in whole] == ["本条例第九条", "本条例第十二条"]


def test_a_paragraph_before_the_only_one_is_missed_in_a_text_whose_lists_stand_below_each_other():
    lists = ARTICLES + "第四条 包括：\n（一）排查；\n（二）整改。\n"
    assert [one.text for one in asked("dangling-part", lists + "第五条 依照前款规定执行。\n")] == ["前款"]
    assert asked("dangling-part", lists + "第五条 企业应当排查。依照前款规定执行。\n") == ()  # two may have become one


def test_a_penalty_is_compared_with_what_homes_and_collectors_must_do_too():
    text = (
        ARTICLES + "第四条 养老机构应当与老年人签订服务协议，明确收费标准。\n第五条 社区应当设置养老服务用房。\n"
        "第六条 违反本条例第五条规定，养老机构未与老年人签订服务协议的，处五千元以下罚款。\n"
    )
    assert [one.text for one in asked("misplaced-penalty", text)] == ["本条例第五条"]


def test_paragraphs_of_the_article_that_a_list_goes_on_with_are_not_looked_for_in_the_list():
    text = (
        TWO_PARAGRAPHS
        + "第五条 违反本条例的，按照下列规定处罚：\n（一）违反第四条第一款规定的，予以警告。违反第二款、第三款规定的，处罚款。\n"
    )
    assert asked("dangling-part", text) == ()


def test_a_penalty_that_names_the_neighbour_of_its_article_in_other_words_is_found():
    text = (
        ARTICLES + "第四条 举办民办幼儿园，应当依法办理审批和登记手续，接受监督。\n第五条 任何单位都有权举报。\n"
        "第六条 违反本条例第五条规定，未经登记擅自举办民办幼儿园的，处一千元罚款。\n"
    )
    assert [one.text for one in asked("misplaced-penalty", text)] == ["本条例第五条"]
    assert asked("misplaced-penalty", text.replace("本条例第五条", "本条例第四条")) == ()


def test_a_penalty_whose_article_has_its_duty_is_left_alone():
    assert asked("misplaced-penalty", ARTICLES + OFFENCE.format("四")) == ()


def test_the_articles_of_a_law_that_is_amended_are_not_looked_for_in_the_decision():
    text = "关于修改《某省安全条例》的决定\n第一条 将本条例第四十条修改为：甲。\n第二条 删去本条例第五十条。\n第三条 乙。\n"
    assert asked("dangling-reference", text) == ()


def test_a_title_that_was_replaced_later_is_right_in_a_document_of_its_time():
    text = ARTICLES + "第四条 依照《中华人民共和国合同法》处理。\n\n2019年3月1日\n"
    assert asked("superseded-title", text) == ()


@pytest.mark.parametrize("name", ["cited-article", "cited-subject"])
def test_the_example_of_a_rule_on_cited_laws_fires_and_the_right_one_does_not(name, tmp_path):
    law = "某省燃气管理条例\n第一条 为了安全，制定本条例。\n第二条 燃气经营企业应当自受理申请之日起五日内答复申请人。\n第三条 任何单位不得堵塞疏散通道。\n"
    law += "第四条 餐饮场所应当安装可燃气体报警装置，并保持正常使用。\n"
    (tmp_path / "某省燃气管理条例.txt").write_text(law, encoding="utf-8")
    example, rules = examples()[name], choose([name])
    assert [one.text for one in pc.check(pc.parse(framed(example.wrong)), rules=rules, library=tmp_path)] == [
        example.marks
    ]
    assert not len(pc.check(pc.parse(framed(example.right)), rules=rules, library=tmp_path))


def test_articles_of_other_documents_are_looked_up_in_a_library(tmp_path):
    law = "某省消防条例\n第一条 餐饮场所应当安装可燃气体报警装置并保持正常使用。\n第二条 本条例自公布之日起施行。\n第三条 任何单位不得堵塞疏散通道或者损坏消防车辆通行标志。\n"
    (tmp_path / "某省消防条例.txt").write_text(law, encoding="utf-8")
    draft = (
        ARTICLES
        + "第四条 餐饮场所应当安装可燃气体报警装置并保持正常使用，依照《某省消防条例》第三条执行。\n第五条 依照《某省消防条例》第九条处罚。\n第六条 依照《某省道路条例》第九条处罚。\n"
    )
    report = pc.check(pc.parse(draft), rules=choose(["cited-"]), library=tmp_path)
    assert [(f.name, f.text) for f in report] == [("cited-subject", "第三条"), ("cited-article", "第九条")]


def test_every_superseded_title_says_since_when_and_where_that_was_read():
    shipped = resources.files("policycompare.resources").joinpath("titles.toml").read_text("utf-8")
    rows = tomllib.loads(shipped)["superseded"]
    assert len(rows) > 100
    assert [row["title"] for row in rows if not row["source"] or row["by"] == row["title"]] == []
    assert all(date.fromisoformat(row["since"]) for row in rows)


def test_an_article_number_that_comes_twice_silences_only_references_from_it_on():
    text = (
        TWO_PARAGRAPHS
        + "第五条 依照本条例第四条第三款执行。\n第六条 甲。\n第六条 依照本条例第六条第三款执行。\n第七条 乙。\n"
    )
    assert [one.text for one in asked("dangling-part", text)] == ["本条例第四条第三款"]


def test_an_article_behind_a_paragraph_that_ends_in_a_comma_is_not_missed():
    text = (
        ARTICLES
        + "第四条 协议应当载明托管时间、服务内容、收费标准等事项，\n\n第五条 企业应当公示。\n第六条 企业应当报告。\n"
    )
    assert asked("numbering-jump", text) == ()


def test_chapters_that_were_exchanged_are_each_given_their_own_number_back():
    chapters = zip("一二四三五", "甲乙丙丁戊", strict=True)
    text = "某省条例\n" + "".join(f"第{number}章　总则{name}\n第{name}条　略。\n" for number, name in chapters)
    for number, name in zip("一二三四五", "甲乙丙丁戊", strict=True):
        text = text.replace(f"第{name}条", f"第{number}条")
    found = asked("heading-number", text)
    assert [(one.text, one.repair) for one in found] == [("第四章", "第三章"), ("第三章", "第四章")]


def test_a_chapter_that_is_missing_is_told_once():
    text = "某省条例\n" + "".join(
        f"第{n}章　总则\n第{k}条　略。\n" for n, k in zip("一二四五", "一二三四", strict=True)
    )
    assert [one.text for one in asked("heading-number", text)] == ["第四章"]


def test_thresholds_that_contain_each_other_are_no_ladder():
    text = ARTICLES + "第四条 旷工三日以上的，予以警告；旷工七日以上的，解除协议。\n"
    assert asked("ladder", text) == ()


def test_a_word_that_the_table_of_words_lists_is_told_once():
    text = ARTICLES + "第四条 所需经费纳入本级财政予算。\n"
    assert [one.name for one in find(pc.parse(text))] == ["wrong-word"]


@pytest.mark.parametrize(
    "words", ["只售不租", "省际、县际客运", "不适当之处", "无人驾驶航空器的减载", "响应终止后", "公司治理结构不变的"]
)
def test_words_that_no_dictionary_has_are_not_taken_for_others(words):
    assert asked("misspelling", ARTICLES + f"第四条 {words}，依照规定执行。\n") == ()


@pytest.mark.parametrize(
    ("counted", "wrong"),
    [
        ("遵循以下{}条准则：一是依法；二是公开；三是便民。", "五"),
        ("先行建设下列{}个示范片：北岭街、东湖路、南桥港。", "五"),
    ],
)
def test_a_count_that_the_list_in_the_same_line_belies_is_found(counted, wrong):
    text = LIST + "4." + counted
    assert [one.text for one in asked("promised-items", text.format(wrong) + UNITS)] == [wrong]
    assert asked("promised-items", text.format("三") + UNITS) == ()


def test_grades_below_a_line_are_counted():
    text = ARTICLES + "第四条 险情分为以下{}级：\n（一）红色；\n（二）黄色。\n"
    assert [one.text for one in asked("promised-items", text.format("三"))] == ["三"]
    assert asked("promised-items", text.format("二")) == ()


PLAN = "某市植树方案\n一、目标\n（一）种树。\n（二）护林。\n二、任务\n（一）育苗。\n三、保障\n（一）经费。具体依照本方案{}执行。\n"


@pytest.mark.parametrize(
    ("cited", "is_there"), [("第七部分", False), ("第一部分第（四）项", False), ("第一部分第（二）项", True)]
)
def test_parts_and_items_that_a_plan_does_not_have_are_found(cited, is_there):
    assert (asked("dangling-reference", PLAN.format(cited)) == ()) == is_there


def test_a_bound_in_a_later_clause_does_not_hide_a_wrong_sum():
    text = LIST + "4.新设站点{}个，其中东片30个、西片20个、南片15个，覆盖80%以上的村。" + UNITS
    assert [one.text for one in asked("wrong-sum", text.format("60"))] == ["60"]
    assert asked("wrong-sum", text.format("65")) == ()


@pytest.mark.parametrize("name", ["市中级人民法院", "市政务服务局", "市委金融办"])
def test_ordinary_names_that_no_table_has_are_not_asked_about(name):
    assert name not in [one.text for one in asked("unit-unknown", LIST + f"4.排查风险。（{name}、区应急局）\n")]


def test_organs_that_issue_a_document_together_stand_with_a_blank():
    text = LIST + "4.落实《中共中央办公厅　国务院办公厅关于深化改革的意见》，排查风险。" + UNITS
    assert asked("space", text) == ()


def test_a_broadcasting_station_is_no_slip_for_a_bureau():
    text = LIST + "4.加强宣传，营造氛围。（区文化和旅游局、区广播电视台）\n"
    assert asked("unit-slip", text) == ()


def test_what_children_enter_is_no_slip_for_a_person():
    text = ARTICLES + "第四条 残疾人申请入学，学校不得拒绝；举报入口应当公开。\n"
    assert asked("wrong-word", text) == ()
