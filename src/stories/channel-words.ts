import { foldText } from '#model'

/** Words that tell a subject whoever writes, Chinese and English: what no training data of one outlet and time lacks. */
const telling: Readonly<Record<string, string>> = {
  health:
    '确诊 病例 感染者 卫健委 疾控 疫苗 接种 医院 患者 肺炎 病毒 诊疗 中医 中药 养生 癌症 肿瘤 糖尿病 高血压 手术 药品 医保 流感 艾滋病 疾病 症状 ' +
    'health hospital hospitals vaccine vaccines disease diseases virus patients cancer medical doctors symptoms infection infections diabetes outbreak',
  tech:
    '5g 6g 芯片 人工智能 大模型 机器人 卫星 火箭 航天 探测器 嫦娥 月球 火星 量子 科研人员 科学家 科技 互联网 手机 软件 半导体 网络安全 区块链 基因 物种 化石 ' +
    'technology software smartphone iphone android chip chips ai robot robots satellite spacecraft nasa scientists researchers science internet app google microsoft apple samsung',
  education:
    '高考 中考 考研 教育部 教育厅 学校 高校 大学 毕业生 中小学 开学 招生 考生 教师 学生 录取 学科 课程 研究生 幼儿园 ' +
    'education university universities school schools students teachers college curriculum exam exams',
  sport:
    '奥运 世界杯 欧冠 英超 西甲 中超 nba cba 球员 球队 主场 联赛 冠军赛 锦标赛 教练 进球 决赛 亚军 男篮 女排 国足 斯诺克 网球 羽毛球 乒乓球 田径 马拉松 奥委会 ' +
    'olympic olympics football soccer basketball nba league striker coach tournament championship goalkeeper cricket tennis rugby match fifa uefa',
  culture:
    '电影 票房 导演 演员 歌手 演唱会 电视剧 综艺 明星 非物质文化遗产 非遗 文物 博物馆 艺术 音乐 乐手 舞台 戏剧 京剧 作家 小说 诗歌 画展 ' +
    'film films movie movies actor actress singer album concert music band museum novel festival hollywood theatre artist',
  finance:
    '股市 a股 沪指 港股 上市公司 基金 证券 券商 银行 央行 利率 汇率 gdp 财政部 税收 减税 楼市 房价 新房 油价 外贸 进出口 出口 消费 企业 投资 营收 净利润 ipo 债券 人民币 经济 ' +
    'stocks shares market markets economy economic bank banks inflation investors investment trade profit revenue earnings bond bonds currency gdp debt eurozone bailout',
  politics:
    '习近平 总书记 国务院 中共中央 政治局 人大常委会 政协 省委书记 市委书记 纪委 监委 落马 双开 任免 外交部 王毅 发言人 巡视 党建 反腐 免职 ' +
    'president minister parliament election elections senate congress vote voters lawmakers policy government governor democrat republican',
  society:
    '警方 民警 公安 消防 火灾 山火 车祸 坠亡 失联 诈骗 法院 被告 判处 检察院 嫌疑人 抢险 暴雨 台风 地震 救援 志愿者 居民 快递 外卖 ' +
    'police arrested court murder crash fire flood earthquake victims rescue suspect sentenced',
}

/** So that a long lead full of one subject's words does not count without end. */
const hitCountMax = 4
const titleWeight = 2
const leadCharsMax = 200

/** For each channel that words in title and beginning name, how strongly: 0 to `hitCountMax`. */
export function tellingWordHits({
  title,
  text,
}: {
  title: string
  text?: string
}): ReadonlyMap<string, number> {
  const hits = new Map<string, number>()
  const count = (part: string, weight: number) => {
    for (const [channel, pattern] of patterns()) {
      const found = new Set(foldText(part).match(pattern)).size
      if (found > 0) hits.set(channel, Math.min(hitCountMax, (hits.get(channel) ?? 0) + weight * found))
    }
  }
  count(title, titleWeight)
  count((text ?? '').slice(0, leadCharsMax), 1)
  return hits
}

let compiled: ReadonlyMap<string, RegExp> | undefined

function patterns(): ReadonlyMap<string, RegExp> {
  compiled ??= new Map(
    Object.entries(telling).map(([channel, words]) => {
      const each = words.split(' ').map((word) => (/^[a-z]/.test(word) ? `\\b${word}\\b` : word))
      return [channel, new RegExp(each.join('|'), 'gu')]
    }),
  )
  return compiled
}
