import type { Author, AuthorRole } from '#model'

/**
 * People named in a Chinese by-line, with what they did: `（记者 张三 李四 通讯员 王五）`, `文/图 王五`,
 * `记者林某／台北報導`, `责任编辑：赵六`. Text that only mentions a reporter (`记者从…获悉`) names nobody.
 *
 * @param text One line, or the part of a paragraph where a by-line may stand. At most 300 characters are read.
 */
export function readChineseByline(text: string): Author[] {
  const line = text.slice(0, 300).replace(/[\u3000\u00a0\s]+/g, ' ')
  if (photoCaption.test(line)) return []
  const authors: Author[] = []
  const add = (names: readonly string[], role: AuthorRole) => {
    for (const name of names) {
      if (!authors.some((each) => each.name === name && each.role === role)) authors.push({ name, role })
    }
  }
  for (const match of line.matchAll(labels)) {
    const role = roleOf(match)
    if (role === null) continue
    add(readNames(line, match.index + match[0].length, role), role)
  }
  for (const match of line.matchAll(nameThenRole)) {
    const names = listOfNames(match[1]!)
    if (names) add(names, /编辑|編輯|责编|責編/.test(match[2]!) ? 'editor' : 'author')
  }
  for (const match of line.matchAll(outletThenName)) {
    const names = listOfNames(match[1]!)
    if (names) add(names, 'reporter')
  }
  return authors
}

/** Names alone in brackets at the end of a paragraph, as papers sign short items: `（郭某）`, `（姚某 上海报道）`. */
export function readSignature(paragraph: string): Author[] {
  const inside = /[（(]([^（()）]{2,24})[）)][。.\s]*$/.exec(paragraph.slice(-40))?.[1]
  if (!inside) return []
  const bare = inside.replace(/ ?(?:[\u4e00-\u9fff]{2,4})?(?:报道|報導|報道|专电)$/, '')
  return (listOfNames(bare) ?? []).map((name) => ({
    name,
    role: /报道|報導|報道/.test(inside) ? 'reporter' : 'author',
  }))
}

/** A line of nothing but names, as it stands under a heading or at the end; with a place behind them at most. */
export function readBareNames(line: string): Author[] {
  const text = line.trim()
  if (text.length > 16 || !/^[\u4e00-\u9fff 、·]+$/.test(text)) return []
  // Behind the names may stand the place: `某甲 某乙 台中`.
  const last = text.split(' ').at(-1)!
  const withoutPlace = last !== text && last.length === 2 && !isChineseName(last) ? text.slice(0, -3) : text
  const names = listOfNames(withoutPlace)
  return (names ?? []).map((name) => ({ name, role: 'author' }))
}

/** All parts are names, the first with a surname of the list; null if not. */
function listOfNames(text: string): string[] | null {
  const spaced = text
    .trim()
    .replace(/(?<![\u4e00-\u9fff])([\u4e00-\u9fff]) ([\u4e00-\u9fff])(?![\u4e00-\u9fff])/g, '$1$2')
  const parts = spaced.split(/[ 、，,;；/／]+/).filter(Boolean)
  if (parts.length === 0 || parts.length > 6 || !isChineseName(parts[0]!)) return null
  return parts.every((each) => isNameInList(each)) ? parts : null
}

function isNameInList(name: string): boolean {
  return /^[\u4e00-\u9fff]{2,3}$/.test(name)
    ? !notNames.test(name) && !unlikelyInNames.test(name)
    : isChineseName(name)
}

const photoCaption =
  /^[（(▲△▼↑图圖][^。]{0,200}(?:摄|攝)[）)]?$|(?:图|圖)[／/](?:记者|記者).{0,8}(?:摄|攝)|(?:记者|記者|通讯员|通訊員) ?[\u4e00-\u9fff ]{2,12} ?(?:摄|攝)[）)。]?$/

const labels =
  /((?:责任|責任|执行|執行|值班|本文|新媒体|新媒體|美术|网络|網絡|实习|實習)?(?:编辑|編輯)|责编|責編)|((?:实习|實習|见习|見習)(?:记者|記者|生))|((?:特约)?(?:通讯员|通訊員)|特约记者|特約記者)|(记者|記者|采写|採寫)|(摄影|攝影|图片|圖片|(?<![\u4e00-\u9fff])[图圖](?=[/／:：丨|｜]))|(作者|撰文|撰稿|执笔人?|評論員|评论员|文字|图文|圖文|(?:图|圖)?[/／]?文(?:[/／、]?(?:图|圖|摄|攝))?(?=[/／:：丨|｜ ])|编译|編譯|翻译|翻譯|译者)|(主编|主編|监制|監製|校对|校對|审核|審核|初审|复审|终审|出品)/g

/** Null for those who checked or answer for it, but are no authors and no editors of it. */
function roleOf(match: RegExpExecArray | RegExpMatchArray): AuthorRole | null {
  if (match[1]) return 'editor'
  if (match[2]) return 'intern'
  if (match[3]) return 'correspondent'
  if (match[4]) return 'reporter'
  if (match[5]) return 'photographer'
  return match[6] ? 'author' : null
}

const nameThenRole = /[（([【]([\u4e00-\u9fff 、]{2,16}) ?(编辑|編輯|责编|責編|编译|編譯|翻译)[）)\]】]/g

/** `中廣新聞／楊某`, `【王某／台北報導】`. */
const outletThenName =
  /(?:^|[\s（(【〔[])(?:[\u4e00-\u9fff]{2,6}(?:新聞|報|网|網|社|台)[／/])?([\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){0,3})(?:[／/][\u4e00-\u9fff]{2,8}(?:報導|报道|報道)|(?<=(?:新聞|報|社|台)[／/][\u4e00-\u9fff]{2,4})(?=$|[\s）)】〕\]]))/g

const nameBoundary =
  /^(?:$|[\s、，,;；/／）)】\]〕〔:：。.|｜丨（(＿_&＆\-—\u2022·])|^(?:报道|報導|報道|综合|綜合|专电|電|摄影|攝影|摄|攝|文|图|圖|通讯员|通訊員|记者|記者|实习|實習|见习|编辑|編輯|责编|責編|发自|發自|采写|对此文|对本文|[\u4e00-\u9fff]{2}(?:报道|報導|報道)|和(?=[\u4e00-\u9fff]{2,3}(?:$|[）)\s])))/

function readNames(line: string, start: number, role: AuthorRole): string[] {
  const names: string[] = []
  let at = start + (/^ ?(?:员|們|们)?[\s:：/／丨|｜]*/.exec(line.slice(start))?.[0].length ?? 0)
  const hasMark = /[:：/／丨|｜]/.test(line.slice(start, at))
  const isLone = /^(?:作者|撰文|撰稿|执笔人?|评论员|評論員|译|图)/.test(
    line.slice(Math.max(0, start - 3), start).slice(-2),
  )
  if (role === 'author' && !hasMark && !isLone && line[start] !== ' ') return names
  for (let count = 0; count < 12; count++) {
    const found = nameAt(line.slice(at, at + 40), role, hasMark, names.length > 0)
    // 記者林某／南市報導: behind the name stands a place.
    const isPlace = names.length > 0 && /^(?:报道|報導|報道|专电)/.test(line.slice(at + (found?.length ?? 0)))
    if (!found || isPlace) break
    names.push(...found.names)
    at += found.length
    const gap = /^(?:[_（( ]{0,2}[A-Za-z]{0,3}\d+[)）]?)?[ 、，,;；/／&＆和]{1,3}/.exec(line.slice(at))
    if (!gap) break
    at += gap[0].length
  }
  return names
}

function nameAt(
  text: string,
  role: AuthorRole,
  hasMark: boolean,
  isLater: boolean,
): { names: string[]; length: number } | null {
  const dotted = /^[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,2}(?![·•・\u4e00-\u9fff])/.exec(
    text,
  )?.[0]
  if (dotted) return { names: [dotted], length: dotted.length }
  // Two characters set apart to fill three: `李 明`.
  const spaced = /^([\u4e00-\u9fff]) ([\u4e00-\u9fff])(?![\u4e00-\u9fff])/.exec(text)
  if (spaced && surnames.has(spaced[1]!) && nameBoundary.test(text.slice(3))) {
    return { names: [spaced[1]! + spaced[2]!], length: 3 }
  }
  for (const length of [3, 2, 4]) {
    const name = text.slice(0, length)
    if (name.length !== length || !nameBoundary.test(text.slice(length))) continue
    if (length === 4 && isTwoNames(name)) return { names: [name.slice(0, 2), name.slice(2)], length }
    if (isChineseName(name) || (isLater && length < 4 && isNameInList(name))) return { names: [name], length }
  }
  if (hasMark && (role === 'author' || role === 'editor')) {
    const pen = (
      role === 'editor'
        ? /^[a-z]{4,15}(?=$|[\s\]）)】])|^[\u4e00-\u9fff]{2,6}(?=$|[\s_\]）)】])/
        : /^[\p{L}\p{N}·.]{2,16}(?=$|[\s、，,;；/／）)】\]:：。|｜])/u
    ).exec(text)?.[0]
    if (pen && !notNames.test(pen) && !/^\d+$/.test(pen)) return { names: [pen], length: pen.length }
  }
  const foreign =
    hasMark || isLater
      ? /^[A-Z][a-z]+(?: [A-Z][a-z.]+){1,2}(?=$|[\s、，,;；/／）)])/.exec(text)?.[0]
      : undefined
  return foreign ? { names: [foreign], length: foreign.length } : null
}

/** Two reporters without a mark between them: `记者罗某苏某发自北京`. */
function isTwoNames(text: string): boolean {
  return (
    !doubleSurnames.has(text.slice(0, 2)) && isChineseName(text.slice(0, 2)) && isChineseName(text.slice(2))
  )
}

const notNames =
  /来源|來源|编辑|編輯|记者|記者|时间|發布|发布|字体|字號|字号|点击|浏览|阅读|评论|责|未知|佚名|不详|分享|日期|收藏|admin|打印|网络|本站|我要|简介|介绍|单位|统计|转载|整理|原创|登录|注册|投稿|文化|高清|关注|整合|robot|admin|通讯员|通訊員|实习|實習|摄影|攝影|公益|高考|老师|老師|先生|女士|教育|财经|视频|图片|易信|微博/i

/** A surname of the list and one or two more characters, none of which is hardly ever in a name. */
export function isChineseName(name: string): boolean {
  if (!/^[\u4e00-\u9fff]{2,4}$/.test(name) || notNames.test(name) || unlikelyInNames.test(name)) return false
  if (doubleSurnames.has(name.slice(0, 2))) return name.length >= 3
  if (!surnames.has(name[0]!)) return false
  return name.length <= 3 || surnames.has(name[1]!)
}

const unlikelyInNames =
  /[的了是在与從从到被把對对這这那個个們们就都也还還说說问問该該等后後向获獲将將]|报道|采访|採訪|介绍|报社|电台|网站|公司|日报|晚报|周刊|杂志|表示|指出|告诉|透露|强调|认为|发现|看到|来到|现场|了解|综合|北京|上海|台北|新闻|新聞|频道|摄影|资料|时报|网讯/

const doubleSurnames = new Set([
  '欧阳',
  '歐陽',
  '司马',
  '司馬',
  '上官',
  '诸葛',
  '諸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '司徒',
  '令狐',
  '宇文',
  '长孙',
  '夏侯',
  '轩辕',
  '端木',
  '南宫',
  '西门',
  '独孤',
  '呼延',
  '闻人',
])

const surnames = new Set(
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾鐘汪田任姜范范範方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂凃谷祁时時舒耿牟卜路詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔欧解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋苑邬鄔臧畅暢宫宮来來嵺苟全褚廉简簡娄婁盖符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆谌银扬荀嵇印风流明沙薄伏岑习習麦庾邝鄺閆闫亓逄厉厲荀嵇仝仉於粟濮呙佘占衡慎但红红寇宣阚承代由'.split(
    '',
  ),
)
