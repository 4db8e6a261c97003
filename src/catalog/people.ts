import { foldText } from '#model'
import { chineseDictionary } from './chinese-dictionary.ts'

/** A headline names so many people at most. */
const peopleMax = 4

/**
 * The people a headline names, in normal form, as far as a dictionary and surnames tell: what the dictionary has as a
 * person of three characters, and words it does not know that begin with a surname. Some that are none are among
 * them; what is suggested is ordered by how many articles name it.
 */
export function peopleIn(title: string): string[] {
  const people = new Set<string>()
  for (const { word, tag } of chineseDictionary().tag(foldText(title.slice(0, 200)), true)) {
    const isKnown = tag.startsWith('nr') && /^\p{sc=Han}{3}$/u.test(word)
    const isNew = tag === 'x' && /^\p{sc=Han}{2,3}$/u.test(word)
    if ((isKnown || isNew) && surnames.has(word[0] as string)) people.add(word)
  }
  return [...people].slice(0, peopleMax)
}

/** The surnames of nine in ten Chinese; of two characters are too few to be told from words. */
const surnames = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂柴焦向柳邢岳齐梅庄辛管祝左涂谷祁耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边净习钮栗栾巩臧晏闫肖付代',
)
