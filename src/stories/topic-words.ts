/**
 * Whether a word can name a subject: a thing, a person, a place, a doing. Numbers, times, measures, weather's
 * everyday words and what outlets say of themselves stand in texts on anything, however seldom each of them is.
 *
 * @param word In normal form (`foldText`), as `cutWords` gives it.
 */
export function isTopical(word: string): boolean {
  return word.length >= 2 && opensWithLetter.test(word) && !numeric.test(word) && !everyday.has(word)
}

const opensWithLetter = /^\p{L}/u

// 二十三, 七点半, 一米一, 十二月, 六楼, 第三跨, 几个, 数百名: Chinese numerals with a measure, or in a row.
// No number begins with 百 or 万 (百度, 万科), except behind a figure: 1.3万余名.
const numeral = '[\\d零〇一二三四五六七八九十百千万亿两半几数多]'
const magnitude = '[百千万亿]+[余多]?(?:名|人|人次|元|户|亩|吨|次|辆|册|只|件|套|公里|千瓦|平方米|立方米)?'
const measure =
  '(?:分钟|小时|公里|千米|厘米|毫米|公斤|千克|公顷|平方米|立方米|摄氏度|个百分点|百分点|个月|个多|年级|人次|车次|[年月日号天周时点分秒个名位人户岁米吨元次辆艘条座项家所层楼届期度倍成张台册件头只口本篇幅间栋处段里斤亩克件场批代版路线环级等种类句把颗杯份支枚双套片块封季夜晚早来余左右])'
const numeric = new RegExp(
  `^${magnitude}$|^(?:百分之|分之|第|约|近|超|逾|每|上|下|前|后)*(?![百千万亿])${numeral}+(?:${measure}|${numeral})*$|^(?![百千万亿])${numeral}+${measure}[\\p{sc=Han}]?$`,
  'u',
)

const everyday = new Set(
  `近年来 多年来 长期以来 截至目前 同一天 昨天上午 昨天下午 今天上午 今天下午 今天 昨天 明天 前天 后天 昨日 今日 明日 当天 当日 次日 近日 日前 连日来 今年 去年 明年 前年 当年 全年 半年 本月 上月 下月 月底 月初
  年底 年初 本周 上周 下周 周末 周日 周一 周二 周三 周四 周五 周六 星期 星期日 星期天 早上 早晨 清晨 凌晨 上午 中午 下午 傍晚 晚上 夜间
  夜里 深夜 午后 昨晚 今晚 当晚 昨夜 今晨 白天 每天 每晚 每日 每年 每月 时候 时分 现在 目前 眼下 此前 此后 季度 上半年 下半年 冬天
  夏天 春天 秋天 气温 零下 零上 摄氏度 华氏度 毫米 厘米 公里 千米 公斤 千克 公顷 平方米 平方公里 平方千米 立方米 分钟 小时 百分之
  百分点 左右 以上 以下 平均 平均每 总共 合计 本报 本报讯 晚报讯 日报讯 本网讯 本台 讯 电 记者 通讯员 特派员 实习生 摄影 摄影报道 编辑
  责任编辑 责编 审核 校对 监制 来源 稿源 转自 本文 转载 报道 消息 据悉 据介绍 了解 介绍 表示 告诉 日报 晚报 晨报 早报 新闻网 客户端 公众号
  完 图为 如图 文图 有人 别人 大家 各家 一户 两头 不用 不过 只有 仍然 依然 继续 开始 首次 第一次 实际 一起 一直 看到 照常 出了 里面
  这里 那里 上门 打开 全部 部分 一半 大半 两成 三成 全市 全省 全国 全县 全区 全镇 全村 我市 我省 我县 我区`.split(
    /\s+/,
  ),
)
