/**
 * The dateline that opens one of a text's first lines: 新华社北京9月1日电, （法新社羅馬19日電）, 本报讯, "PARIS (AP) —",
 * "(서울=연합뉴스)", "【ワシントン共同】", "МОСКВА, 1 янв — РИА Новости". Null if it has none.
 */
export function readDateline(lines: readonly string[]): string | null {
  for (const line of lines.slice(0, 5)) {
    const dateline = datelineOf(line)
    if (dateline) return dateline
  }
  return null
}

function datelineOf(line: string): string | null {
  const start = line.slice(0, 120).trimStart()
  for (const pattern of patterns) {
    const match = pattern.exec(start)
    if (match?.[1]) return match[1].trim()
  }
  return null
}

const patterns: readonly RegExp[] = [
  // Chinese agencies and sites with the day; papers without it; reporters with the place, as Taiwan's papers have them.
  /^([（(【〔[]?(?!据|據|《)[^。，,；;：:《》]{0,24}(?:社|报|報|网|網|站|台|臺|客户端|新闻|新聞|在线|看中国|本刊|之家)[^。，,；;：:《》]{0,24}?(?:\d{1,2}月)?\d{1,2}日(?:[^。，,；;：:]{0,12}?)(?:电|電|讯|訊|消息|报道|報導|報道)[）)】〕\]]?)(?=[ 　（(：:，,\u4e00-\u9fff]|$)/u,
  /^([（(【〔[]?(?:本报|本報|本刊|本网|本台|本站|[\u4e00-\u9fffA-Za-z0-9-]{2,16}(?:社|报|報|网|網|台|客户端|新闻|在线|日报|晚报|时报))[\u4e00-\u9fffA-Za-z]{0,6}?(?<!的)(?:讯|訊|电|電|消息|报道|報導)[）)】〕\]]?)(?=[ 　（(：:，,]|$)/u,
  /^([\u4e00-\u9fff]{1,6}(?:报|報)[讯訊])(?=\d)/u,
  /^([〔（(【[][^〕）)】\]]{2,24}(?:報導|报道|報道)[〕）)】\]])/u,
  /^([（(]?記者[\u4e00-\u9fff]{2,4}[／/][\u4e00-\u9fff]{2,12}(?:報導|报道|報道)[）)]?)/u,
  // Japan: 【ワシントン共同】, 【ソウル聯合ニュース】; Korea: (서울=연합뉴스), [서울=뉴시스].
  /^(【[\p{Script=Katakana}\p{Script=Hiragana}\u4e00-\u9fffー・＝=]{1,16}(?:共同|時事|ロイター|聯合ニュース|新華社|AFP|AP|支局|総局)[^】]{0,8}】)/u,
  /^([([][\p{Script=Hangul}·, ]{1,16}=[\p{Script=Hangul}A-Za-z0-9]{2,10}[)\]])/u,
  // Russia and its neighbours: the place, the day, the agency.
  /^(\p{Script=Cyrillic}[\p{Script=Cyrillic} -]{1,30}[.,] \d{1,2} \p{Script=Cyrillic}{3,9}\.?(?: [-–—] |[.,] ?(?:\/)?)(?:РИА Новости|ТАСС|ИТАР-ТАСС|Интерфакс|ИНТЕРФАКС|Укринформ|Укрінформ|УНИАН|БелТА|Sputnik)\/?)/iu,
  // The Western agencies: the place, perhaps the day, the agency's name in brackets.
  /^(\p{Lu}[\p{L}.'’/ -]{1,40}(?:, [\p{L}. ]{2,20})?(?:, (?:\p{L}{3,9}\.? \d{1,2}|\d{1,2} (?:de )?\p{L}{3,10}\.?))? \((?:AP|AFP|Reuters|dpa|Xinhua|EFE|ANSA|UPI|CNN|Bloomberg|PTI|IANS|ANI|KNA|epd|SID|CP|AA|DHA|Lusa|PAP|TASS|Belga|APA|ATS|NTB|TT|STT|CTK|ČTK|Antara|Bernama|Kyodo|Yonhap|Europa Press|Agência Brasil|AGI|Adnkronos)[^)]{0,12}\))(?= ?\.?[-–—]{1,2} ?)/u,
  /^([\p{Script=Arabic} ]{3,30} \((?:رويترز|أ ف ب|فرانس برس|د ب أ|شينخوا|وام|واس|ایرنا|ایسنا)\))(?= ?[-–—])/u,
  /^(\p{Lu}{3,}(?:[ -]\p{Lu}{2,}){0,4}(?:, [\p{L}. ]{2,20})?)(?= ?[-–—]{1,2} )/u,
]
