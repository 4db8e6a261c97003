import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, test } from 'node:test'

const root = resolve(import.meta.dirname, '..')

/** The table of docs/architecture.md: what each room may import besides `model`. */
const mayImport: Readonly<Record<string, readonly string[] | 'all'>> = {
  model: [],
  sources: [],
  frontier: [],
  fetch: [],
  archive: [],
  article: [],
  catalog: [],
  transparency: [],
  stories: ['catalog'],
  access: ['archive', 'catalog', 'stories', 'transparency'],
  accounts: [],
  subscriptions: ['access', 'accounts'],
  feeds: ['access', 'accounts', 'subscriptions', 'transparency'],
  api: ['access', 'accounts', 'subscriptions', 'transparency'],
  site: ['access', 'accounts', 'subscriptions', 'transparency'],
  pipeline: [
    'sources',
    'frontier',
    'fetch',
    'archive',
    'article',
    'catalog',
    'transparency',
    'stories',
    'access',
    'accounts',
    'subscriptions',
  ],
  stores: 'all',
  config: [],
  telemetry: [],
  cli: 'all',
}

const files = globSync('src/**/*.ts', { cwd: root }).map((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([#.][^']*)'/g)].map(
    (match) => match[1] as string,
  )
  return { file, room: file.split(sep)[1] as string, text, imports }
})

describe('the house', () => {
  test('has source files', () => assert.ok(files.length > 20))

  test('every room is in the table', () => {
    for (const { room, file } of files)
      assert.ok(room in mayImport, `${file}: "${room}" is no room of the table`)
  })

  test('a room imports only rooms above it', () => {
    for (const { room, file, imports } of files) {
      const allowed = mayImport[room]
      if (allowed === 'all' || allowed === undefined) continue
      for (const name of imports.filter((each) => each.startsWith('#'))) {
        const other = name.slice(1)
        const isFine = other === 'model' ? room !== 'model' : allowed.includes(other)
        assert.ok(isFine, `${file} imports ${name}, which the line of rooms does not allow`)
      }
    }
  })

  test('no relative path leaves its room', () => {
    for (const { room, file, imports } of files) {
      for (const name of imports.filter((each) => each.startsWith('.'))) {
        const target = relative(join(root, 'src'), resolve(root, dirname(file), name))
        assert.equal(target.split(sep)[0], room, `${file} imports ${name}, out of its room; use its face, #…`)
      }
    }
  })

  test('every room has a face that is only a list of names', () => {
    for (const room of Object.keys(mayImport).filter((each) => each !== 'cli')) {
      const face = join(root, 'src', room, 'index.ts')
      assert.ok(existsSync(face), `src/${room}/index.ts is missing`)
      const code = readFileSync(face, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      const rest = code.replace(/export\s+(type\s+)?\{[^}]*\}\s+from\s+'[^']+'/g, '').trim()
      assert.equal(rest, '', `src/${room}/index.ts has more than named exports`)
    }
  })

  test('engines are imported by the composing files alone', () => {
    for (const { room, file, imports } of files) {
      if (room === 'stores' || room === 'cli') continue
      assert.ok(!imports.includes('#stores'), `${file} imports an engine`)
    }
  })

  test('only config and the command line read the environment; only the command line writes to the console', () => {
    for (const { room, file, text } of files) {
      if (room !== 'config' && room !== 'cli') {
        assert.doesNotMatch(text, /process\.env/, `${file} reads process.env`)
      }
      const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      if (room !== 'cli')
        assert.doesNotMatch(code, /\bconsole\.|process\.std(out|err)\.write/, `${file} writes to the console`)
    }
  })

  test('nothing reaches the network but through the guarded fetcher', () => {
    for (const { room, file, text } of files) {
      if (room === 'fetch' || room === 'cli') continue
      assert.doesNotMatch(
        text,
        /from 'undici'|from 'node:https?'(?!.*createServer)|\bglobalThis\.fetch\(/,
        `${file} has a client of its own`,
      )
    }
  })
})
