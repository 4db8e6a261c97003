import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Coding, compress } from './compression.ts'

/** A file for browsers, under a name that changes with its content, so that it may be kept for ever. */
export interface Asset {
  /** Such as `/assets/site.3f9a0c1d.css`. */
  readonly path: string
  readonly mediaType: string
  readonly body: string
  readonly compressed: Readonly<Record<Coding, Uint8Array<ArrayBuffer>>>
}

export const scripts = [
  'verify-receipt.js',
  'subscriptions.js',
  'copy.js',
  'reader.js',
  'quote.js',
  'brush.js',
  'kept.js',
  'push.js',
] as const
export type ScriptName = (typeof scripts)[number]
export type AssetName = 'site.css' | ScriptName | 'mark.svg'

export type Assets = Readonly<Record<AssetName, Asset>>

/** The sheets of the one style sheet, in cascade order: from what everything uses to what paper uses. */
const sheets = [
  'tokens.css',
  'base.css',
  'frame.css',
  'lists.css',
  'article.css',
  'record.css',
  'pages.css',
  'compare.css',
  'forms.css',
  'media.css',
]

/** Reads all of them once, at start: a missing file is then a failure to start, not a broken page. */
export function loadAssets(): Assets {
  const css = sheets.map((name) => read('styles', name)).join('\n')
  return {
    'site.css': makeAsset('site', 'css', 'text/css; charset=utf-8', condense(css)),
    ...(Object.fromEntries(scripts.map((name) => [name, script(name)])) as Record<ScriptName, Asset>),
    'mark.svg': makeAsset('mark', 'svg', 'image/svg+xml', read('styles', 'mark.svg')),
  }
}

/** It answers under a name of its own: what it is in charge of is what lies beside it. */
export function loadServiceWorker(): string {
  return read('browser', 'service-worker.js')
}

function script(name: ScriptName): Asset {
  return makeAsset(name.replace('.js', ''), 'js', 'text/javascript; charset=utf-8', read('browser', name))
}

export function makeAsset(name: string, extension: string, mediaType: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const compressed = { br: compress(body, 'br', 'once'), gzip: compress(body, 'gzip', 'once') }
  return { path: `/assets/${name}.${hash}.${extension}`, mediaType, body, compressed }
}

function read(folder: string, name: string): string {
  return readFileSync(join(import.meta.dirname, folder, name), 'utf8')
}

/** Without comments and indentation. Our sheets have neither in strings. */
function condense(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/\n+/g, '\n')
    .trim()
}
