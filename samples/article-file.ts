/** A piece of a sample article's body. */
export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'quotation'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'figure'; readonly picture: string; readonly caption: string }

export interface ArticleFile {
  readonly fields: Readonly<Record<string, string>>
  readonly pages: readonly (readonly Block[])[]
}

/**
 * Reads a sample article: `name: value` lines between two `---`, then blocks parted by empty lines.
 * A paragraph is text; `## ` a heading, `> ` a quotation, `- ` or `1. ` a list, `| a | b |` a table,
 * `![caption](picture)` a figure, `---page---` the end of a page.
 *
 * @throws {RangeError} if there is no front matter; `path` says where.
 */
export function parseArticleFile(text: string, path: string): ArticleFile {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text)
  if (!match) throw new RangeError(`${path} does not begin with its fields between two lines of "---".`)
  const fields: Record<string, string> = {}
  for (const line of (match[1] as string).split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) throw new RangeError(`${path} has the line "${line}" among its fields.`)
    fields[line.slice(0, colon)] = line.slice(colon + 1).trim()
  }
  const pages = (match[2] as string).split('\n---page---\n').map(parseBlocks)
  return { fields, pages }
}

function parseBlocks(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter(Boolean)
    .map(parseBlock)
}

function parseBlock(block: string): Block {
  const figure = /^!\[(.*)\]\(([\w-]+)\)$/.exec(block)
  if (figure) return { kind: 'figure', caption: figure[1] as string, picture: figure[2] as string }
  if (block.startsWith('## ')) return { kind: 'heading', text: block.slice(3) }
  if (block.startsWith('> ')) return { kind: 'quotation', text: block.slice(2) }
  const lines = block.split('\n')
  if (lines.every((line) => line.startsWith('- '))) {
    return { kind: 'list', ordered: false, items: lines.map((line) => line.slice(2)) }
  }
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return { kind: 'list', ordered: true, items: lines.map((line) => line.replace(/^\d+\. /, '')) }
  }
  if (lines.every((line) => line.startsWith('|'))) {
    return {
      kind: 'table',
      rows: lines.map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    }
  }
  return { kind: 'paragraph', text: block }
}
