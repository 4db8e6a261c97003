/**
 * Whether a page gives its article's text to the end. False where the page was cut, where it says that reading on costs
 * or needs a log-in, where the text ends in the middle of a sentence that goes on elsewhere, or in a link to the rest.
 */
export function isComplete(options: {
  readonly text: string
  /** The lines of the page behind the text, nearest first. */
  readonly behind: readonly string[]
  /** Whether the page was longer or deeper than we read. */
  readonly isCut: boolean
  /** Whether the page says that reading it whole costs. */
  readonly isPaid: boolean
}): boolean {
  const { text, behind, isCut, isPaid } = options
  if (isCut || isPaid) return false
  const end = text.slice(-200)
  if (/[^.…](?:\.\.\.|…)$/.test(end) || readOn.test(end.split('\n').at(-1) ?? '')) return false
  return !behind.slice(0, 6).some((line) => line.length < 200 && (readOn.test(line) || wall.test(line)))
}

/** A link to the rest of the text, as a line of its own. */
const readOn =
  /^[\s[(（【]*(?:continue reading|read (?:the )?(?:full|whole|rest of (?:the|this)) (?:article|story|text)|keep reading|weiterlesen|jetzt weiterlesen|lire la suite|seguir leyendo|continuar leyendo|continua a leggere|continue lendo|czytaj dalej|читать (?:далее|полностью)|続きを読む|전체 ?기사 ?보기|(?:点击|點擊)?(?:阅读|閱讀|查看|展开)(?:全文|余下全文|剩余全文|更多全文)|余下全文)[\s\])）】>»›.…:：]*$/iu

/** What stands where the rest would: pay, subscribe or log in to read it. */
const wall =
  /(?:subscribe|register|sign in|log in|become a member)(?: now| today)? (?:to|and) (?:continue|keep|read|unlock|access)|(?:this|the) (?:article|story|content) is (?:only|exclusively)? ?(?:available|reserved|for) (?:to|for)? ?(?:our )?(?:subscribers|members|registered)|(?:to|already a) (?:continue|keep) reading|cet article est réservé|(?:réservé|reserviert|riservato|reservado) (?:aux|für|agli|a los?|aos) (?:abonn|suscri|assina)|(?:weiterlesen|lesen sie (?:weiter|diesen artikel)) mit|この記事は(?:会員|有料)|(?:残り|続き)[^。]{0,12}(?:文字|会員|有料)|(?:订阅|付费|开通会员|登录|登入|訂閱|付費)[^。！]{0,8}(?:后|後|可|即可|以|才能|才可)[^。！]{0,6}(?:阅读|閱讀|查看|看全文|解锁|解鎖)|(?:本文|此文|本篇)[^。]{0,6}(?:为|為|是)?(?:付费|收费|会员|付費|收費|會員)(?:专享|內容|内容|文章|专属|專屬)/iu
