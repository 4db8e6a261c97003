/** Who a page's last lines say it belongs to, and how much such a line is worth. */
export function outletsInFooter(
  lines: readonly string[],
): { readonly name: string; readonly rule: string; readonly trust: number }[] {
  const found: { name: string; rule: string; trust: number }[] = []
  const add = (name: string | null | undefined, rule: string, trust: number) => {
    // What one line of the footer says another only repeats.
    if (name && !found.some((each) => each.rule === rule || each.name === name))
      found.push({ name, rule, trust })
  }
  for (const line of lines) {
    if (line.length > 300) continue
    const owner = line.length > 200 ? null : ownerIn(line)
    add(owner, 'copyright line', owner && nameEnd.test(owner) ? 1.1 : 0.5)
    add(aboutLink.exec(line)?.[1], 'link about the outlet', 1)
    add(hostedBy.exec(line)?.[1], 'line with 主办', 0.9)
    add(forbiddenBy.exec(line)?.[1], 'line with 未经授权', 0.8)
  }
  return found
}

const nameEnd =
  /(?:网|網|报|報|社|台|臺|在线|在線|新闻|新聞|论坛|Times|News|Post|Daily|Journal|Herald|Tribune|Gazette|Magazine|Zeitung|Presse|Online)$/i

/** `关于某某 | 诚聘英才 | …`. */
const aboutLink =
  /(?:^|[\s|｜·])(?:关于|關於|About )(?!我|本|网站|網站|站|us\b|the\b|this\b)([\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z]{1,11})(?=\s*(?:$|[|｜·-]))/
const hostedBy = /(?:主办|主辦)(?:单位|單位|方)?\s*[:：]\s*([\u4e00-\u9fff]{4,20}?)(?=主办|[\s©|｜,，;；]|$)/
/** `未经某某网授权，不得转载`. */
const forbiddenBy =
  /未经(?!许可|授权|本|允许|书面|同意|著作|作者|版权)([\u4e00-\u9fffA-Za-z]{2,12}?)(?:的)?(?:事先)?(?:书面)?(?:特别)?(?:授权|许可|允许|同意)/

/**
 * The owner in a copyright line: `版权所有：某某网`, `Copyright © 2005 某某网`, `本网站为某某网版权所有`,
 * `© 2025 The Daily Example`. Of a company only what makes it an outlet's name.
 */
export function ownerIn(line: string | null): string | null {
  if (!line || /powered by|设为首页|Inc\b/i.test(line)) return null
  const match =
    /(?:©|\([cC]\))\s*([\u4e00-\u9fff]{2,16}?)\s*(?:版权所有|版權所有)/.exec(line) ??
    /([A-Za-z]{0,8}[\u4e00-\u9fff]{2,24}?)\s*(?:版权所有|版權所有|©)/.exec(line) ??
    /(?:版权所有|版權所有|©|\(c\)|Copyright)[^\u4e00-\u9fff]{0,40}([\u4e00-\u9fff]{2,24})/i.exec(line) ??
    /(?:©|\([cC]\)|Copyright|COPYRIGHT)[\s\d,–-]{0,20}((?:The )?\p{Lu}[\p{L}'&]+(?: \p{Lu}[\p{L}'&]+){0,4})(?=[\s.,]|$)/u.exec(
      line,
    ) ??
    /^(\p{Lu}[\p{L}'&]+(?: \p{Lu}[\p{L}'&]+){0,4}) ?(?:©|\([cC]\))/u.exec(line)
  const owner = withoutCompany(
    (match?.[1] ?? '')
      .replace(/^(?:本网站|本网|本站|网站)?(?:为|由|归|所有|是)?/, '')
      .replace(/^(?:Copyright|Copyrights?)\s*/i, '')
      .trim(),
  )
  return owner.length < 2 || noOwner.test(owner) ? null : owner
}

/** `福建中金在线网络股份有限公司` → `中金在线`: a company's place, trade and form are no part of its outlet's name. */
function withoutCompany(owner: string): string {
  if (!/公司$|集团$|集團$/.test(owner)) return owner
  let name = owner.replace(/(?:股份|控股|有限|责任|責任|公司|集团|集團)+$/, '')
  const bare = name.replace(
    /(?:(?:网络|網絡|新闻|信息|技术|科技|传媒|傳媒|传播|文化|发展|资讯|数字|媒体|互联网|实业))+$/,
    '',
  )
  if (bare.length >= 2) name = bare
  const rest = name.replace(places, '')
  return rest.length >= 2 ? rest : name
}

const places =
  /^(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古|广州|深圳|杭州|南京|成都|武汉|中国(?=.{4}))(?:省|市)?|^[\u4e00-\u9fff]{2}市(?=.{3})/

const noOwner = /未经|授权|声明|转载|许可|必读|版权|版權|不得|copyright|reserved|rights/i
