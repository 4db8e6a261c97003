/**
 * A passage that is selected in the article can be copied with a link that leads to it: a text fragment of the snapshot's
 * address, which browsers scroll to and mark.
 *
 * @see https://wicg.github.io/scroll-to-text-fragment/
 */

/** A passage up to this length is named whole; a longer one by its first and its last words. */
const wholeCharsMax = 80
const endCharsMin = 12

const bar = globalThis.document?.querySelector('[data-quote]')
const article = globalThis.document?.querySelector('.quoted')

if (bar && article && navigator.clipboard) {
  const button = bar.querySelector('button')
  const name = button.textContent
  document.addEventListener('selectionchange', () => {
    bar.hidden = quotation() === null
    button.textContent = name
  })
  button.addEventListener('click', async () => {
    const text = quotation()
    if (!text) return
    const { address, credit } = bar.dataset
    await navigator.clipboard.writeText(`“${text}”\n${credit}\n${address}#:~:${fragmentOf(text)}`)
    button.textContent = bar.dataset.copied
  })
}

/** The selected words of the article, widened to whole ones, as fragments are looked for; null where there are none. */
function quotation() {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0).cloneRange()
  if (!article.contains(range.commonAncestorContainer)) return null
  widen(range)
  const text = range.toString().replace(/\s+/g, ' ').trim()
  return text.length > 1 ? text : null
}

function widen(range) {
  const wordAt = (node, offset) => {
    if (node.nodeType !== Node.TEXT_NODE) return null
    const words = new Intl.Segmenter(article.lang || document.documentElement.lang, { granularity: 'word' })
    return words.segment(node.data).containing(Math.max(0, Math.min(offset, node.length - 1))) ?? null
  }
  const first = wordAt(range.startContainer, range.startOffset)
  const last = wordAt(range.endContainer, range.endOffset - 1)
  if (first?.isWordLike) range.setStart(range.startContainer, first.index)
  if (last?.isWordLike) range.setEnd(range.endContainer, last.index + last.segment.length)
}

/** The directive of a passage. A hyphen would end a part of it, and is escaped too. */
export function fragmentOf(text) {
  const encode = (part) => encodeURIComponent(part.trim()).replaceAll('-', '%2D')
  if (text.length <= wholeCharsMax) return `text=${encode(text)}`
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].map(
    ({ segment }) => segment,
  )
  const start = untilLong(words)
  const end = untilLong(words.toReversed()).toReversed()
  return `text=${encode(start.join(''))},${encode(end.join(''))}`
}

function untilLong(words) {
  let count = 0
  for (let length = 0; length < endCharsMin && count < words.length; count++) length += words[count].length
  return words.slice(0, count)
}
