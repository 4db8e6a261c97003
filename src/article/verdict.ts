import type { NotAnArticle } from '#model'
import { goodnessOf } from './body-scope.ts'
import type { PageFacts } from './page-facts.ts'
import { normalise, type Segment, weightOf } from './page-text.ts'
import { saysRemoved } from './removal-notice.ts'

/** Why a page is no article, as far as its text alone tells; null where it may be one. */
export function judgePage(options: {
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
  readonly title: string | null
  readonly weight: number
  /** Whether the page shows or tells when it was published. */
  readonly isTimed: boolean
  /** Whether it names who wrote it. */
  readonly isSigned: boolean
}): NotAnArticle | null {
  const { facts, segments, title, weight } = options
  const shown = `${facts.title ?? ''} ${title ?? ''}`.slice(0, 300)
  const start = segments
    .slice(0, 60)
    .map((each) => each.text)
    .join(' ')
    .slice(0, 1500)
  if (weight < 600) {
    if (saysRemoved([facts.title, title], segments))
      return no('removed', 'The page says that what it held was removed.')
    if (errorTitle.test(shown))
      return no('error-page', `Its title is that of an error page: "${shown.trim().slice(0, 80)}".`)
    if (verificationWords.test(shown) || verificationWords.test(start))
      return no('verification-page', 'It asks its reader to prove to be no machine.')
  }
  if (weight < 60) {
    const total = segments.reduce((sum, each) => sum + each.weight, 0)
    const links = segments.reduce((sum, each) => sum + each.linkWeight, 0)
    if (segments.length === 0) return no('empty', 'The page shows no text at all.')
    if (scriptWords.test(start) || (total < 300 && links < 0.3 * total))
      return no('needs-javascript', 'The page shows next to nothing without its scripts.')
    return isListPage(segments) || countTeasers(segments) >= 3
      ? no('list-page', 'The page is a list of links to others.')
      : no('too-little-text', 'No running text was found on the page.')
  }
  return judgeDoubtful(options)
}

/** A page with some text that may still be a section's list or a page about the outlet. */
function judgeDoubtful(options: Parameters<typeof judgePage>[0]): NotAnArticle | null {
  const { facts, segments, title, weight, isTimed, isSigned } = options
  if (isClaimed(facts) || weight > 2400) return null
  const name = (title ?? facts.title ?? '').trim()
  if (aboutTitle.test(name) && !isSigned)
    return no('too-little-text', `It tells of the outlet, not of news: "${name.slice(0, 60)}".`)
  const teasers = countTeasers(segments)
  const isSection = isSectionName(name, segments)
  const points =
    (isSection ? 2 : 0) +
    (teasers >= 3 ? 2 : teasers > 0 ? 1 : 0) +
    (isListPage(segments) ? 1 : 0) +
    (weight < 400 ? 1 : 0) +
    (isTimed && !isSection ? -2 : 0) +
    (isSigned && !isSection ? -1 : 0)
  if (points >= 3) return no('list-page', 'Its text is the leads of other pages under links to them.')
  if (weight < 140 && !isTimed && !isSigned)
    return no(
      'too-little-text',
      'A few sentences, with no time, no by-line and nothing that calls it an article.',
    )
  return null
}

function isClaimed(facts: PageFacts): boolean {
  return (
    (facts.linked !== null && (facts.linked.headline !== null || facts.linked.datePublished !== null)) ||
    facts.metas.get('og:type')?.[0] === 'article' ||
    facts.metas.has('article:published_time')
  )
}

const aboutTitle =
  /^(?:关于(?:我们|本[站报刊网社台])|關於(?:我們|本站)|联系我们|聯絡我們|广告(?:服务|合作|刊例)|版权(?:声明|说明)|免责声明|隐私(?:政策|声明)|隱私權政策|招贤纳士|诚聘英才|网站地图|about(?: us)?|contact(?: us)?|privacy(?: policy| notice)?|terms (?:of|and) .{2,20}|imprint|impressum|datenschutz(?:erklärung)?|cookie policy|advertise(?: with us)?|sitemap|über uns|kontakt|qui sommes-nous|mentions légales|contacto|quiénes somos)(?=$|\s*[|_–—-])/i

/** A short title that is also what a link on the page is called: a section, not an article. */
function isSectionName(title: string, segments: readonly Segment[]): boolean {
  const own = normalise(title.split(/\s*[|_]\s*/)[0] ?? '')
  if (own === '' || weightOf(own) > 16) return false
  return segments.slice(0, 80).some(({ text, weight, linkWeight }) => {
    if (linkWeight === 0 || text.length > 400) return false
    // A bar of sections may have no space between its links.
    const isBar = linkWeight > 0.5 * weight
    return isBar ? normalise(text).includes(own) : wordsOf(text).includes(own)
  })
}

function wordsOf(line: string): string[] {
  return [normalise(line), ...line.split(/[\s|·>›»、，,/]+/).map(normalise)]
}

/** Short texts right under a line that is nothing but a link. */
function countTeasers(segments: readonly Segment[]): number {
  let count = 0
  for (const [index, { weight, linkWeight }] of segments.entries()) {
    const above = segments[index - 1]
    const isLead = weight > 24 && weight < 420 && linkWeight < 0.3 * weight
    if (isLead && above && above.weight > 12 && above.weight < 200 && above.linkWeight > 0.8 * above.weight)
      count++
  }
  return count
}

function no(reason: NotAnArticle['reason'], detail: string): NotAnArticle {
  return { reason, detail }
}

const errorTitle =
  /\b(?:404|403|410|500|502|503)\b|not found|page not found|forbidden|access denied|internal server error|bad gateway|service unavailable|找不到|页面不存在|頁面不存在|出错了|無法找到|访问出错|错误页|seite nicht gefunden|page introuvable|página no encontrada|страница не найдена/i
const verificationWords =
  /just a moment|attention required|verify you are (?:a )?human|checking your browser|are you a robot|captcha|security check|安全验证|访问验证|请完成验证|滑动验证|人机验证|验证码|请输入验证码|百度安全验证/i
const scriptWords =
  /enable javascript|requires javascript|javascript (?:is|to be) (?:disabled|enabled|required)|请(?:开启|启用|打开)\s*javascript|doesn't work properly without javascript/i

function isListPage(segments: readonly Segment[]): boolean {
  let links = 0
  let all = 0
  let good = 0
  for (const segment of segments) {
    all += segment.weight
    links += segment.linkWeight
    if (goodnessOf(segment) > 1) good++
  }
  return all > 0 && links / all > 0.6 && good < 6
}
