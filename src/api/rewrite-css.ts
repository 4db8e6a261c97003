import { type HttpUrl, tryParseHttpUrl } from '#model'

export interface RewriteOptions {
  /** Against which relative URLs are resolved. */
  readonly url: HttpUrl
  /** The address of the capture of that URL. */
  readonly rewrite: (url: HttpUrl) => string
}

// Every repetition has a bound, so that no input makes it slow; longer URLs stay as they are, and load nothing.
const urlOrImport =
  /url\(\s{0,20}("[^"\n]{0,8192}"|'[^'\n]{0,8192}'|[^)"'\s]{0,8192})\s{0,20}\)|@import\s{1,20}("[^"\n]{0,8192}"|'[^'\n]{0,8192}')/gi

/** Leads the `url(…)` and `@import` of a style sheet to captures. */
export function rewriteCss(css: string, { url, rewrite }: RewriteOptions): string {
  return css.replace(urlOrImport, (whole, inUrl: string | undefined, inImport: string | undefined) => {
    const written = (inUrl ?? inImport ?? '').replace(/^(["'])(.*)\1$/s, '$2')
    if (written === '' || /^(data:|#)/i.test(written)) return whole
    const target = tryParseHttpUrl(written, url)
    const address = target ? rewrite(target).replace(/[\\"]/g, encodeURIComponent) : ''
    return inUrl === undefined ? `@import "${address}"` : `url("${address}")`
  })
}
