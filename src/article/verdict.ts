import type { NotAnArticle } from '#model'
import { goodnessOf } from './body-scope.ts'
import type { PageFacts } from './page-facts.ts'
import type { Segment } from './page-text.ts'

/** Why a page is no article, as far as its text alone tells; null where it may be one. */
export function judgePage(options: {
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
  readonly title: string | null
  readonly text: string
  readonly weight: number
}): NotAnArticle | null {
  const { facts, segments, title, text, weight } = options
  const shown = `${facts.title ?? ''} ${title ?? ''}`.slice(0, 300)
  const start = segments
    .slice(0, 60)
    .map((each) => each.text)
    .join(' ')
    .slice(0, 1500)
  if (weight < 600) {
    if (removedWords.test(shown) || removedWords.test(start))
      return no('removed', 'The page says that what it held was removed.')
    if (errorTitle.test(shown))
      return no('error-page', `Its title is that of an error page: "${shown.trim().slice(0, 80)}".`)
    if (verificationWords.test(shown) || verificationWords.test(start))
      return no('verification-page', 'It asks its reader to prove to be no machine.')
  }
  if (weight < 60) {
    const total = segments.reduce((sum, each) => sum + each.weight, 0)
    if (segments.length === 0) return no('empty', 'The page shows no text at all.')
    if (total < 300 || scriptWords.test(start))
      return no('needs-javascript', 'The page shows next to nothing without its scripts.')
    return isListPage(segments)
      ? no('list-page', 'The page is a list of links to others.')
      : no('too-little-text', 'No running text was found on the page.')
  }
  if (isListPage(segments) && weight < 400 && !facts.linked?.headline) {
    const isClaimed = facts.linked !== null || facts.metas.get('og:type')?.[0] === 'article'
    if (!isClaimed && weight < 120)
      return no('list-page', 'Most of its text is links to other pages, and no running text stands out.')
  }
  void text
  return null
}

function no(reason: NotAnArticle['reason'], detail: string): NotAnArticle {
  return { reason, detail }
}

const removedWords =
  /(?:该|此|本|您(?:访问|查看|要查看)的)(?:内容|文章|页面|新闻|帖子|信息|网页|链接)(?:已|可能已|已经)(?:被)?(?:删除|不存在|下线|失效|移除|过期)|(?:文章|内容|頁面|新聞)已(?:被)?(?:刪除|移除)|has been (?:removed|deleted)|no longer available|nicht mehr verfügbar|n'est plus disponible/i
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
