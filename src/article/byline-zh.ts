import type { Author, AuthorRole } from '#model'

/**
 * People named in a Chinese by-line, with what they did: `（记者 张三 李四 通讯员 王五）`, `文/图 王五`,
 * `记者林某／台北報導`, `责任编辑：赵六`. Text that only mentions a reporter (`记者从…获悉`) names nobody.
 *
 * @param text One line, or the part of a paragraph where a by-line may stand. At most 300 characters are read.
 */
export function readChineseByline(text: string): Author[] {
  const line = text.slice(0, 300).replace(/[\u3000\u00a0\s]+/g, ' ')
  const authors: Author[] = []
  for (const match of line.matchAll(labels)) {
    const role = roleOf(match)
    const start = match.index + match[0].length
    const before = line.slice(0, match.index)
    if (role === 'photographer' && isTrailing(match[0])) continue
    const { names, end } = readNames(line, start, role)
    const after = line.slice(end)
    const isPhoto =
      /^ ?(?:摄|攝)(?:影)?(?:报道|報道)?(?:$|[）)\]】 。])/.test(after) &&
      (role === 'reporter' || role === 'correspondent')
    for (const name of names) {
      if (!authors.some((each) => each.name === name && each.role === role)) {
        authors.push({ name, role: isPhoto && /图|圖/.test(before) ? 'photographer' : role })
      }
    }
  }
  for (const match of line.matchAll(trailingPhoto)) {
    const name = match[1]!.replace(/ /g, '')
    if (isChineseName(name) && !authors.some((each) => each.name === name))
      authors.push({ name, role: 'photographer' })
  }
  return authors
}

const labels =
  /((?:责任|責任|执行|執行|值班|本文|新媒体|新媒體|美术|网络|網絡|实习|實習|编辑|審核|文字|视觉|统筹)?(?:编辑|編輯)|责编|責編|主编|主編|编审|編審|审核|審核|監製|监制|校对|校對)|((?:实习|實習|见习|見習)(?:记者|記者|生)?)|((?:特约)?(?:通讯员|通訊員)|特约记者|特約記者)|(记者|記者|采写|採寫|采访|採訪)|(摄影|攝影|图片|圖片|(?<![\u4e00-\u9fff])[图圖](?=[/／:：丨|｜]))|(作者|撰文|撰稿|文字|图文|圖文|(?:图|圖)?[/／]?文(?:[/／、]?(?:图|圖|摄|攝))?(?=[/／:：丨|｜ ])|编译|編譯|翻译|翻譯|译者)/g

function roleOf(match: RegExpExecArray | RegExpMatchArray): AuthorRole {
  if (match[1]) return 'editor'
  if (match[2]) return 'intern'
  if (match[3]) return 'correspondent'
  if (match[4]) return 'reporter'
  return match[5] ? 'photographer' : 'author'
}

function isTrailing(label: string): boolean {
  return label === '摄' || label === '攝'
}

const trailingPhoto =
  /(?:^|[ （(／/、：:])([\u4e00-\u9fff]{1,2} ?[\u4e00-\u9fff]{1,2}) ?[摄攝](?:影)?(?=$|[）) 。，])/g

const nameBoundary =
  /^(?:$|[\s、，,;；/／）)】\]〕〔:：。.|｜丨（(＿_&＆\-—\u2022·])|^(?:报道|報導|報道|综合|綜合|专电|電|摄影|攝影|摄|攝|文|图|圖|通讯员|通訊員|记者|記者|实习|實習|见习|编辑|編輯|责编|責編|发自|發自|和(?=[\u4e00-\u9fff]{2,3}(?:$|[）)\s])))/

function readNames(line: string, start: number, role: AuthorRole): { names: string[]; end: number } {
  const isFree = role === 'author'
  const names: string[] = []
  let at = start + (/^ ?(?:员|們|们)?[\s:：/／丨|｜]*/.exec(line.slice(start))?.[0].length ?? 0)
  const hasMark = /[:：/／丨|｜]/.test(line.slice(start, at))
  if (isFree && !hasMark && !/^(?:作者|撰文|撰稿)/.test(line.slice(Math.max(0, start - 2))))
    return { names, end: at }
  for (let count = 0; count < 12; count++) {
    const found = nameAt(line.slice(at, at + 40), isFree && hasMark, hasMark || names.length > 0)
    if (!found) break
    names.push(found.name)
    at += found.length
    const gap = /^(?:[_（(][A-Za-z]*\d+[)）]?)?[ 、，,;；/／&＆和]{1,3}/.exec(line.slice(at))
    if (!gap) break
    at += gap[0].length
  }
  return { names, end: at }
}

function nameAt(
  text: string,
  isFree: boolean,
  allowForeign: boolean,
): { name: string; length: number } | null {
  const dotted = /^[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}/.exec(text)?.[0]
  if (dotted) return { name: dotted, length: dotted.length }
  // Two characters set apart to fill three: `李 明`.
  const spaced = /^([\u4e00-\u9fff]) ([\u4e00-\u9fff])(?![\u4e00-\u9fff])/.exec(text)
  if (spaced && surnames.has(spaced[1]!) && nameBoundary.test(text.slice(3)))
    return { name: spaced[1]! + spaced[2]!, length: 3 }
  for (const length of [3, 2, 4]) {
    const name = text.slice(0, length)
    if (name.length === length && isChineseName(name) && nameBoundary.test(text.slice(length)))
      return { name, length }
  }
  if (isFree) {
    const pen = /^[\p{L}\p{N}·.]{2,16}(?=$|[\s、，,;；/／）)】\]:：。|｜])/u.exec(text)?.[0]
    if (pen && !notNames.test(pen) && !/^\d+$/.test(pen)) return { name: pen, length: pen.length }
  }
  if (allowForeign) {
    const foreign = /^[A-Z][a-z]+(?: [A-Z][a-z.]+){1,2}(?=$|[\s、，,;；/／）)])/.exec(text)?.[0]
    if (foreign) return { name: foreign, length: foreign.length }
  }
  return null
}

const notNames =
  /来源|來源|编辑|編輯|记者|記者|时间|發布|发布|字体|字號|字号|点击|浏览|阅读|评论|责|未知|佚名|不详|分享|日期|收藏|admin|打印|网络|本站|我要/i

/** A surname of the list and one or two more characters, none of which is hardly ever in a name. */
export function isChineseName(name: string): boolean {
  if (!/^[\u4e00-\u9fff]{2,4}$/.test(name) || notNames.test(name) || unlikelyInNames.test(name)) return false
  if (doubleSurnames.has(name.slice(0, 2))) return name.length >= 3
  if (!surnames.has(name[0]!)) return false
  return name.length <= 3 || surnames.has(name[1]!)
}

const unlikelyInNames =
  /[的了是在和与從从到被把对對这這那个個們们就都也还還说說问問该該等后後向获獲将將]|报道|采访|採訪|介绍|报社|电台|网站|公司|日报|晚报|周刊|杂志/

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
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾鐘汪田任姜范范範方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂凃谷祁时時舒耿牟卜路詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔欧解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋苑邬鄔臧畅暢宫宮来來嵺苟全褚廉简簡娄婁盖符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆谌银扬明沙薄伏岑习習麦庾邝鄺閆闫亓逄厉厲仝仉於粟濮呙佘占衡慎但红红寇宣阚承代由'.split(
    '',
  ),
)
