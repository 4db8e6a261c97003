import type { PageNode } from './page-tree.ts'

/**
 * Whether an element, by its tag, role or names, is something around an article rather than part of one:
 * navigation, comments, related lists, sharing, advertising.
 */
export function isAround(node: PageNode): boolean {
  if (neverAround.has(node.tag)) return false
  if (aroundTags.has(node.tag)) return true
  const { attributes } = node
  if (attributes['hidden'] !== undefined && attributes['hidden'] !== 'false') return true
  const style = attributes['style']
  if (style && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)) return true
  const role = attributes['role']
  if (role && aroundRoles.test(role)) return true
  return node.names !== '' && isAroundNamed(wordsOf(node))
}

/** Whether the names say that this is the article's text: `article-body`, `entry-content`, `TRS_Editor`. */
export function isBodyNamed(node: PageNode): boolean {
  if (/articlebody/i.test(node.attributes['itemprop'] ?? '')) return true
  return node.names !== '' && bodyNames.test(wordsOf(node))
}

const neverAround = new Set([
  '#root',
  '#text',
  'html',
  'body',
  'main',
  'article',
  'h1',
  'p',
  'br',
  'img',
  'picture',
  'figure',
  'head',
  'title',
])
const aroundTags = new Set([
  'nav',
  'aside',
  'footer',
  'button',
  'noscript',
  'iframe',
  'menu',
  'video',
  'audio',
  'fieldset',
  'label',
])
const aroundRoles =
  /^(?:navigation|complementary|banner|contentinfo|search|dialog|alertdialog|alert|menu|menubar|tablist|toolbar)$/i

const aroundNames = new RegExp(
  ` (?:${[
    'nav|navi|navs|navbar|navigation|menu|menus|submenu|breadcrumbs?|crumbs?|crumb|mianbaoxie',
    'foot|footer|footers|bottom bar|masthead|site header|page header|topbar|top bar',
    'sidebar|side bar|sidebars|rail|right rail|aside|side|sider',
    'comments?|commentlist|disqus|disquss|respond|discussion|pinglun|replies|reply|fb comments|livefyre|viafoura',
    'related|relates?|recommended|recommends?|recommendations?|recirc|recirculation|readmore|read more|read next|more stories|more news|more articles|most read|most popular|mostread|popular|trending|also|outbrain|taboola|teasers?|xgwz|xgyd|xgxw|tuijian|hotnews|hot news|rank|ranking|paihang|similar|upnext|up next|see more|zergnet|carousel related',
    'share|shares|sharing|sharebar|share bar|sharetools|social|socials|bdshare|bdsharebuttonbox|jiathis|addthis|addtoany|sharedaddy|jp relatedposts|a2a|toolbar|tools|article tools|fenxiang',
    'ads?|advert|adverts|advertisement|advertisements|advertising|adsbygoogle|sponsor|sponsored|sponsors|promo|promos|promotion|promoted|banner|banners|guanggao|gg|dfp|ad box|ad slot|adbox|adslot',
    'newsletter|newsletters|subscribe|subscription|signup|sign up|login|register|paywall overlay|cookie|cookies|consent|gdpr|modal|popup|pop up|overlay|lightbox|tooltip|dropdown|toast',
    'copyright|disclaimer|shengming|mianze|statement|legal|pagination|pager|pages nav|paging|page nav|prev next|prevnext|shangxia',
    'tags?|taglist|tag list|tagcloud|keywords|topics list|author bio|author box|authorbox|author info|about author|bio|authors bio|editor info|erweima|qrcode|qr code|ewm|weixin|app download|download app',
    'skip link|skip|screen reader text|sr only|visually hidden|visuallyhidden|print only|printonly|noprint hidden|hidden|hide|correction form|feedback|jiucuo|report error|survey|widget|widgets',
  ].join('|')}) `,
)

const bodyNames =
  /(?:article|post|entry|story|news|content|main|page|text|detail|blog|node|single|art|show|arti) ?(?:body|content|text|detail|details|con|txt|main|copy|container|inner)? |body|zhengwen|neirong|trs editor|rich text|richtext|wysiwyg|prose/

function isAroundNamed(words: string): boolean {
  return aroundNames.test(words)
}

/** The words of class and id, split at hyphens, capitals and digits, each with a space on both sides. */
function wordsOf(node: PageNode): string {
  const { class: classes, id } = node.attributes
  const names = `${classes ?? ''} ${id ?? ''}`
  let words = wordsCache.get(names)
  if (words === undefined) {
    words = ` ${names
      .slice(0, 400)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^a-z]+/g, ' ')
      .trim()} `
    if (wordsCache.size > 5000) wordsCache.clear()
    wordsCache.set(names, words)
  }
  return words
}

// Outlets repeat the same few hundred names on every page.
const wordsCache = new Map<string, string>()
