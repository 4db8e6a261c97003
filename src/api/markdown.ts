import type { SnapshotView } from '#access'
import type { Block, Run } from '#model'

/** An article as CommonMark with GFM tables, under a head of YAML that says where it is from. */
export function markdownOf(view: SnapshotView, baseUrl: string): string {
  const { snapshot } = view.held
  const { article } = snapshot
  const head = {
    title: article.title,
    outlet: article.outlet ?? view.outlet?.name ?? null,
    authors: article.authors.map(({ name }) => name),
    published: article.publishedAt,
    source: article.source,
    reprinted_from: article.reprintedFrom,
    url: snapshot.url,
    captured: snapshot.capturedAt,
    snapshot: `${baseUrl}/s/${snapshot.id}`,
    text_digest: snapshot.digests.text,
  }
  // A JSON value is a YAML value, whatever the outlet wrote in it.
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const titles = [
    article.kicker && `*${escapeText(article.kicker)}*`,
    `# ${escapeText(article.title)}`,
    article.subtitle && `**${escapeText(article.subtitle)}**`,
  ].filter(Boolean)
  return `---\n${lines.join('\n')}\n---\n\n${[...titles, ...article.body.map(passageOf)].join('\n\n')}\n`
}

/** The text alone, under its titles, with where it is from at the end. */
export function plainTextOf(view: SnapshotView, baseUrl: string): string {
  const { snapshot } = view.held
  const { article } = snapshot
  const titles = [article.kicker, article.title, article.subtitle].filter(Boolean)
  const from = [
    [article.outlet ?? view.outlet?.name, article.publishedAt].filter(Boolean).join(' '),
    snapshot.url,
    `${baseUrl}/s/${snapshot.id} (${snapshot.capturedAt})`,
  ].filter(Boolean)
  return `${titles.join('\n')}\n\n${article.text}\n\n${from.join('\n')}\n`
}

/** A passage in another language than the article stands in an element that says so: Markdown has no mark for it. */
function passageOf(block: Block): string {
  const text = blockOf(block)
  // From a stored record, so held to what a tag can be.
  const language = block.language?.replace(/[^\w-]+/g, '')
  return language ? `<div lang="${language}">\n\n${text}\n\n</div>` : text
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return runsOf(block.runs)
    case 'heading':
      return `${'#'.repeat(block.level)} ${runsOf(block.runs)}`
    case 'list':
      return block.items.map((item, at) => `${block.ordered ? `${at + 1}.` : '-'} ${runsOf(item)}`).join('\n')
    case 'quotation':
      return block.blocks.map(blockOf).join('\n\n').replace(/^/gm, '> ')
    case 'table':
      return tableOf(block.rows)
    case 'figure': {
      const words = [block.caption, block.credit].filter(Boolean).join(' ')
      return `![${escapeText(block.alt ?? '')}](<${block.image}>)${words ? `\n\n*${escapeText(words)}*` : ''}`
    }
    case 'embed':
      return `[${escapeText(block.label)}](<${block.url}>)`
    case 'preformatted':
      return block.text.replace(/^/gm, '    ')
    case 'divider':
      return '---'
  }
}

const marks = { strong: '**', em: '*', code: '`', sub: '', sup: '' } as const

function runsOf(runs: readonly Run[]): string {
  return runs
    .map(({ text, mark, href }) => {
      const sign = mark && text.trim() ? marks[mark] : ''
      const marked =
        mark === 'code' ? `\`${text.replaceAll('`', "'")}\`` : `${sign}${escapeText(text)}${sign}`
      return href ? `[${marked}](<${href}>)` : marked
    })
    .join('')
}

function tableOf(rows: readonly (Block & { kind: 'table' })['rows'][number][]): string {
  const lines = rows.map(({ cells }) => {
    const texts = cells.flatMap(({ runs, columns }) => [
      runsOf(runs).replaceAll('|', '\\|'),
      ...Array.from({ length: Math.min(columns, 50) - 1 }, () => ''),
    ])
    return `| ${texts.join(' | ')} |`
  })
  const columnCount = (rows[0]?.cells ?? []).reduce((sum, { columns }) => sum + Math.min(columns, 50), 0)
  lines.splice(1, 0, `|${' --- |'.repeat(Math.max(columnCount, 1))}`)
  return lines.join('\n')
}

/** So that text stays text: nothing in it is a mark, a link, a tag or the start of a block. */
function escapeText(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]<>#&~!]/g, '\\$&')
    .replace(/^(\s*\d*)([-+=.)])/, '$1\\$2')
}
