/** A source of numbers that is the same for the same seed. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md (mulberry32) */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * sides)
  }

  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)]!
  }
}

/** A page, or more often a piece of one, that was damaged in one to five ways; the same for the same dice. */
export function mutate(pages: readonly Buffer[], dice: Dice): Buffer {
  let page = dice.pick(pages)
  if (dice.roll(wholeEvery) > 0) page = pieceOf(page, dice)
  for (let times = dice.roll(5); times >= 0; times--) page = dice.pick(mutations)(page, dice, pages)
  return page.byteLength > mutatedBytesMax ? page.subarray(0, mutatedBytesMax) : page
}

// What damage does seldom hangs on the page's size, and of pieces a million are read in the time of fifty thousand pages.
const wholeEvery = 20
const pieceBytesMax = 6000

function pieceOf(page: Buffer, dice: Dice): Buffer {
  const from = dice.roll(page.byteLength + 1)
  return page.subarray(from, from + dice.roll(pieceBytesMax))
}

// Damage that adds up must not make a flood of bytes out of every page.
const mutatedBytesMax = 400_000

type Mutation = (page: Buffer, dice: Dice, pages: readonly Buffer[]) => Buffer

const cut: Mutation = (page, dice) => page.subarray(0, dice.roll(page.byteLength + 1))

const remove: Mutation = (page, dice) => {
  const [from, to] = stretch(page, dice)
  return Buffer.concat([page.subarray(0, from), page.subarray(to)])
}

const duplicate: Mutation = (page, dice) => {
  const [from, to] = stretch(page, dice)
  const copies = Array.from({ length: 2 + dice.roll(20) }, () => page.subarray(from, to))
  return Buffer.concat([page.subarray(0, from), ...copies, page.subarray(to)])
}

const splice: Mutation = (page, dice, pages) => {
  const other = dice.pick(pages)
  const [from, to] = stretch(other, dice)
  return insert(page, dice, other.subarray(from, to))
}

const swap: Mutation = (page, dice) => {
  const [from, to] = stretch(page, dice)
  return Buffer.concat([page.subarray(to), page.subarray(from, to), page.subarray(0, from)])
}

const flipBits: Mutation = (page, dice) => {
  const damaged = Buffer.from(page)
  for (let flips = dice.roll(200); flips >= 0 && damaged.byteLength > 0; flips--) {
    damaged[dice.roll(damaged.byteLength)]! ^= 1 << dice.roll(8)
  }
  return damaged
}

const tagSoup: Mutation = (page, dice) =>
  insert(page, dice, Buffer.from(Array.from({ length: 1 + dice.roll(80) }, () => dice.pick(soup)).join('')))

const nest: Mutation = (page, dice) =>
  insert(page, dice, Buffer.from(dice.pick(nests).repeat(often(dice, 1500))))

const giantAttribute: Mutation = (page, dice) => {
  const value = dice.pick(values).repeat(often(dice, 3000))
  return insert(page, dice, Buffer.from(`<${dice.pick(tags)} ${dice.pick(attributes)}="${value}">`))
}

const entityFlood: Mutation = (page, dice) =>
  insert(page, dice, Buffer.from(dice.pick(entities).repeat(often(dice, 3000))))

const textFlood: Mutation = (page, dice) =>
  insert(page, dice, Buffer.from(dice.pick(words).repeat(often(dice, 1500))))

// Not out of UTF-16: Node 24's `toString('utf16le')` of a stretch at an odd place damages the process's memory.
const otherEncoding: Mutation = (page, dice) => {
  const [from, to] = stretch(page, dice)
  const text = page.subarray(from, to).toString(dice.pick(['latin1', 'utf8'] as const))
  const again = Buffer.from(text, dice.pick(['latin1', 'utf8', 'utf16le'] as const))
  return Buffer.concat([page.subarray(0, from), again, page.subarray(to)])
}

const nuls: Mutation = (page, dice) =>
  insert(page, dice, Buffer.alloc(1 + dice.roll(2000), dice.pick([0, 0xff, 0xc0, 0x81])))

const mutations: readonly Mutation[] = [
  cut,
  remove,
  duplicate,
  splice,
  swap,
  flipBits,
  tagSoup,
  nest,
  giantAttribute,
  entityFlood,
  textFlood,
  otherEncoding,
  nuls,
]

function insert(page: Buffer, dice: Dice, piece: Buffer): Buffer {
  const at = dice.roll(page.byteLength + 1)
  return Buffer.concat([page.subarray(0, at), piece, page.subarray(at)])
}

/** How often a piece of a flood comes: mostly few times. */
function often(dice: Dice, most: number): number {
  return 1 + dice.roll(dice.roll(most) + 1)
}

/** Mostly short: up to 4,000 bytes. */
function stretch(page: Buffer, dice: Dice): [number, number] {
  const from = dice.roll(page.byteLength + 1)
  return [from, Math.min(page.byteLength, from + dice.roll(dice.roll(4000) + 1))]
}

const tags =
  'a body br center div em figure figcaption font form h1 h2 img li meta p script span table td time title ul'.split(
    ' ',
  )
const attributes = 'class content datetime href id itemprop name property rel src srcset style'.split(' ')
const values = ['x', ' ', 'related ', '&amp;', 'a 1x, ', '2024-01-01 ', 'http://a.example/', '（', "'"]
const nests = [
  '<div>',
  '<p><b>',
  '<ul><li>',
  '<table><tr><td>',
  '<blockquote>',
  '<a href=x>',
  '</div>',
  '<span class=a>',
]
const entities = ['&amp;', '&', '&#x4e2d;', '&nbsp;', '&#0;', '&notit;', '&#99999999;', '&lt;p&gt;']
const words = [
  ...[
    '来源：',
    '转自',
    '记者',
    '（记者 某某）',
    '责任编辑：',
    '2024-01-01 10:00 ',
    '2024年1月1日',
    ' | ',
    ' - ',
    '——',
    '字',
    '。',
  ],
  ...[
    'By Jane Doe ',
    'Read more: ',
    '1',
    'A',
    ' ',
    '\n',
    '\u3000',
    '\u200b',
    '／',
    '《',
    '】',
    'http://a.example/b ',
  ],
]
const soup = [
  ...tags.flatMap((tag) => [
    `<${tag}>`,
    `</${tag}>`,
    `<${tag} class="title date author source related caption">`,
  ]),
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!doctype',
    '<?',
    '"',
    "'",
    '=',
    '&',
    '<svg>',
    '</svg>',
  ],
  ...[
    '<script type="application/ld+json">',
    '{"@type":"NewsArticle","headline":"',
    '"}',
    '[[[[',
    '</script>',
    '<plaintext>',
  ],
]
