import type { Following } from './markup-scanner.ts'

/** Elements without an end tag. @see https://html.spec.whatwg.org/multipage/syntax.html#void-elements */
export const voidTags: ReadonlySet<string> = setOf(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr',
)

/** What follows a start tag, where that is not markup. */
export const followingOf: ReadonlyMap<string, Following> = new Map<string, Following>([
  ...'script style iframe noembed noframes xmp'.split(' ').map((tag) => [tag, 'text'] as const),
  ['title', 'text-with-references'],
  ['textarea', 'text-with-references'],
  ['plaintext', 'text-to-the-end'],
])

/** Elements of SVG and MathML in which HTML stands again. */
export const integrationTags: ReadonlySet<string> = setOf(
  'mi mo mn ms mtext annotation-xml foreignObject desc title',
)

/** For a start tag, which elements end where it begins, as long as the innermost is one of them. */
export const endedBy: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...forEach('tr', 'tr th td'),
  ...forEach('th', 'th'),
  ...forEach('td', 'thead th td'),
  ...forEach('tbody tfoot', 'thead tbody'),
  ...forEach('body', 'head link script'),
  ...forEach('a', 'a'),
  ...forEach('li', 'li'),
  ...forEach('dd dt', 'dd dt'),
  ...forEach('rt rp', 'rt rp'),
  ...forEach('option', 'option'),
  ...forEach('optgroup', 'optgroup option'),
  ...forEach(
    'select input output button datalist textarea',
    'input option optgroup select button datalist textarea',
  ),
  ...forEach('h1 h2 h3 h4 h5 h6', 'h1 h2 h3 h4 h5 h6 p'),
  ...forEach(
    'p address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol ' +
      'pre section table ul',
    'p',
  ),
])

function forEach(tags: string, ended: string): [string, ReadonlySet<string>][] {
  return tags.split(' ').map((tag) => [tag, setOf(ended)])
}

function setOf(tags: string): ReadonlySet<string> {
  return new Set(tags.split(' '))
}
