import { type HttpUrl, tryParseHttpUrl } from '#model'

export interface RewriteOptions {
  /** Against which relative URLs are resolved. */
  readonly url: HttpUrl
  /** The address of the capture of that URL. */
  readonly rewrite: (url: HttpUrl) => string
  /** Told of what a browser would load with the page: images, style sheets, fonts; not of what links lead to. */
  readonly onPart?: (url: HttpUrl) => void
}

/**
 * Leads the `url(…)` and `@import` of a style sheet or a style attribute to captures. What ends early is closed by
 * the end, as browsers do.
 *
 * @see https://www.w3.org/TR/css-syntax-3/#consume-url-token
 */
export function rewriteCss(css: string, { url, rewrite, onPart }: RewriteOptions): string {
  return withoutLetterEscapes(css)
    .replace(/image-set\(/gi, 'no-image-set(') // It loads from plain strings too; the fallback beside it stays.
    .replace(urlOrImport, (whole, inUrl: string | undefined, inImport: string | undefined) => {
      const written = (inUrl ?? inImport ?? '').replace(/^(["'])(.*?)\1?$/s, '$2')
      if (written === '' || /^(data:image\/|data:font\/|#)/i.test(written)) return whole
      const target = tryParseHttpUrl(written, url)
      if (target) onPart?.(target)
      const address = target ? rewrite(target).replace(/[\\"<]/g, encodeURIComponent) : ''
      return inUrl === undefined ? `@import "${address}"` : `url("${address}")`
    })
}

// An address in `url(…)` has no bracket of its own, and a string ends at its quote: so each try ends before the next
// can begin, and the time grows with the length alone.
const string = String.raw`"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$)`
const gap = String.raw`(?:\s|\/\*[^*]{0,200}\*\/){0,20}`
const urlOrImport = new RegExp(
  String.raw`url\(\s{0,20}(${string}|[^()"'\s]*)\s{0,20}(?:\)|$)|@import${gap}(${string})`,
  'gi',
)

/** `\75 rl(` is `url(` to a browser. Letters need no escape, so taking it away changes nothing. */
function withoutLetterEscapes(css: string): string {
  return css.replace(
    /\\(?:([0-9a-f]{1,6})\s?|([g-z]))/gi,
    (whole, hex: string | undefined, letter: string) => {
      const char =
        hex === undefined ? letter : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff))
      return /^[a-z]$/i.test(char) ? char : whole
    },
  )
}
