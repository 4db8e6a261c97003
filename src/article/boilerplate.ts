import type { PageNode } from './page-tree.ts'

/**
 * Whether an element, by its tag, role or names, is something around an article rather than part of one:
 * navigation, comments, related lists, sharing, advertising.
 */
export function isAround(node: PageNode): boolean {
  if (isHidden(node)) return true
  if (neverAround.has(node.tag)) return false
  // Words in a sentence are part of it, whatever they are called: a link named `keyword`.
  if (inSentence.has(node.tag) && node.parent?.tag === 'p' && hasWords(node.parent) && hasWords(node))
    return false
  if (aroundTags.has(node.tag)) return true
  const role = node.attribute('role')
  if (role && aroundRoles.test(role)) return true
  return node.names !== '' && (isAroundNamed(node) || isPlayer(node))
}

/** A counter of comments or shares has none. */
function hasWords(node: PageNode): boolean {
  return node.children.slice(0, siblingsMax).some((each) => each.tag === '#text' && /\p{L}/u.test(each.text))
}

// Each element of a sentence asks this of all the others: a paragraph of ten thousand links is none.
const siblingsMax = 200

/** Whether the names say that this plays a video: its poster is a picture of the article, its controls are no text. */
export function isPlayer(node: PageNode): boolean {
  // What holds more text than controls and a caption is an article's part that also plays something.
  return node.names !== '' && node.weight < 600 && / (?:player|videoplayer) /.test(wordsOf(node))
}

function isHidden(node: PageNode): boolean {
  const hidden = node.attribute('hidden')
  if (hidden !== undefined && hidden !== 'false') return true
  const style = node.attribute('style')
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)
}

/** Whether the names say that this is the article's text: `article-body`, `entry-content`, `TRS_Editor`. */
export function isBodyNamed(node: PageNode): boolean {
  if (/articlebody/i.test(node.attribute('itemprop') ?? '')) return true
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
const inSentence = new Set(['a', 'b', 'strong', 'i', 'em', 'u', 'font', 'mark', 'abbr', 'cite', 'q'])
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
    'newsletter|newsletters|subscribe|subscription|signup|sign up|login|register|paywall overlay|cookie|cookies|consent|gdpr|modal|popup|pop up|layer|overlay|lightbox|tooltip|dropdown|toast',
    'copyright|disclaimer|shengming|mianze|statement|legal|pagination|pager|pages nav|paging|page nav|prev next|prevnext|shangxia',
    'tags?|taglist|tag list|tagcloud|keywords|topics list|author bio|author box|authorbox|author info|about author|bio|authors bio|editor info|erweima|qrcode|qr code|ewm|weixin|app download|download app',
    'skip link|screen reader text|sr only|visually hidden|visuallyhidden|print only|printonly|opt in|optin|correction form|feedback|jiucuo|report error|survey|widget|widgets',
    'vjs [a-z ]+|control bar|controlbar|player controls|video controls',
  ].join('|')}) `,
)

// These mean something only when they are the whole name: `overflow-hidden` hides nothing.
const aroundWholeNames = /^ (?:hidden|hide|skip|invisible|screenreader|d none|hidden print|noprint) $/

// How the page is laid out, not what stands there: `with-sidebar`, `sidebar-grid`, `social-media-embed`.
const layoutNames =
  / (?:with|has|no|without|is|not) (?:[a-z]+ )?(?:sidebar|side|aside|rail|nav|ads?|menu|share|banner|widget) | (?:sidebar|rail) (?:grid|layout|wrap|wrapper|container|page) | embed | (?:widget|entry|post) (?:title|content|body|text) | (?:article|image|text|html|content|gallery|elementor) widgets? | read more $/

/** Whether the names say that this is the text that belongs to an image: a caption or a credit. */
export function isCaptionNamed(node: PageNode): boolean {
  if (node.tag === 'figcaption') return true
  return node.names !== '' && captionNames.test(wordsOf(node))
}

const captionNames =
  / (?:caption|captions|figcaption|photo credit|photocredit|image credit|credit|credits|cutline|bildunterschrift|bildtext|bu|legend|media subtitle|media info|image description|image desc|photo description|media description|legende|foto credit|pic desc|pictext|img desc|imgdesc|photodesc|img intro|video (?:title|description|desc|caption)) /

const bodyNames =
  /(?:article|post|entry|story|news|content|main|page|text|detail|blog|node|single|art|show|arti) ?(?:body|content|text|detail|details|con|txt|main|copy|container|inner)? |body|zhengwen|neirong|trs editor|rich text|richtext|wysiwyg|prose/

/** Class by class, so that `overflow-hidden` or `sidebar-grid` next to another name hides nothing. */
function isAroundNamed(node: PageNode): boolean {
  const names = node.label
  let verdict = verdicts.get(names)
  if (verdict === undefined) {
    verdict = names.slice(0, 400).trim().split(/\s+/).some(isAroundName)
    if (verdicts.size > 5000) verdicts.clear()
    verdicts.set(names, verdict)
  }
  return verdict
}

function isAroundName(name: string): boolean {
  const words = spacedWords(name)
  if (aroundWholeNames.test(words)) return true
  return aroundNames.test(words) && !layoutNames.test(words)
}

// Outlets repeat the same few hundred names on every page.
const verdicts = new Map<string, boolean>()

function spacedWords(name: string): string {
  return ` ${name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()} `
}

/** The words of class and id, split at hyphens, capitals and digits, each with a space on both sides. */
function wordsOf(node: PageNode): string {
  const names = node.label
  let words = wordsCache.get(names)
  if (words === undefined) {
    words = spacedWords(names.slice(0, 400))
    if (wordsCache.size > 5000) wordsCache.clear()
    wordsCache.set(names, words)
  }
  return words
}

const wordsCache = new Map<string, string>()
