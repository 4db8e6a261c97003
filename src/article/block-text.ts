import type { Block, Run } from '#model'

/** The text of a block as a reader would copy it, without captions; empty for figures, embeds and dividers. */
export function textOfBlock(block: Block): string {
  let text = texts.get(block)
  if (text === undefined) {
    text = readBlock(block)
    texts.set(block, text)
  }
  return text
}

// The passes over a body each ask for the same texts.
const texts = new WeakMap<Block, string>()

function readBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return textOfRuns(block.runs)
    case 'list':
      return block.items.map(textOfRuns).join('\n')
    case 'quotation':
      return block.blocks.map(textOfBlock).filter(Boolean).join('\n')
    case 'table':
      return block.rows
        .map((row) =>
          row.cells
            .map((cell) => textOfRuns(cell.runs))
            .join('\t')
            .trim(),
        )
        .join('\n')
    case 'preformatted':
      return block.text
    default:
      return ''
  }
}

export function textOfRuns(runs: readonly Run[]): string {
  return runs.map((each) => each.text).join('')
}
