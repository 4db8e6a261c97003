import type { HttpUrl, PageTwin } from '#model'
import type { PageFacts } from './page-facts.ts'

/**
 * The same article in other dress, as the page links it: `rel=amphtml`, `rel=alternate` for small screens or print,
 * and, on a page for phones or AMP, the canonical one that it stands in for.
 */
export function findTwins(facts: PageFacts): PageTwin[] {
  const twins: PageTwin[] = []
  const add = (kind: PageTwin['kind'], url: HttpUrl) => {
    if (url !== facts.url && !twins.some((each) => each.url === url)) twins.push({ kind, url })
  }
  for (const { rel, url, media } of facts.links) {
    if (rel === 'amphtml') add('amp', url)
    else if (rel === 'print' || (rel === 'alternate' && media === 'print')) add('print', url)
    else if (rel === 'alternate' && smallScreens.test(media)) add('mobile', url)
  }
  const { canonical } = facts
  if (canonical && isForPhones(facts.url) && !isForPhones(canonical)) add('desktop', canonical)
  return twins
}

const smallScreens = /handheld|max-(?:device-)?width/

/** Whether an address is one that outlets give their pages for phones or AMP. */
function isForPhones(url: HttpUrl): boolean {
  const { hostname, pathname, search } = new URL(url)
  return (
    /^(?:m|wap|mobile|3g|amp|h5|touch)\./.test(hostname) ||
    /(?:^|[/._-])amp(?:$|[/._-])/.test(pathname) ||
    /[?&](?:amp|outputType=amp)(?:$|[&=])/.test(search)
  )
}
