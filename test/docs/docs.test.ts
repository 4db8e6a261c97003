import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { listSettings } from '#config'
import { commands } from '../../src/cli/commands.ts'
import { settingsReference } from './settings-reference.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('the documentation', () => {
  test('has every command', () => {
    const reference = read('docs/reference/commands.md')
    for (const name of Object.keys(commands))
      assert.ok(reference.includes(`\`verbatim ${name}`), `${name} is not in docs/reference/commands.md`)
  })

  test('has every setting as it is: tools/write-settings-reference.ts writes the page', () => {
    assert.equal(read('docs/reference/settings.md'), settingsReference())
  })

  test('tells of every limit what lies beyond it', () => {
    const reference = read('docs/reference/limits.md')
    for (const { path } of listSettings())
      if (/^(fetch|crawl)\..*Max$/.test(path) || /^fetch\..*Ms$/.test(path))
        assert.ok(reference.includes(`\`${path}\``), `${path} is not in docs/reference/limits.md`)
  })

  test('has every route', () => {
    const reference = read('docs/reference/http.md')
    const sources = globSync('src/{api,feeds,site,cli}/**/*.ts', { cwd: root }).filter(
      (file) => !file.endsWith('.test.ts') && !file.includes('fixtures'),
    )
    const routes = sources.flatMap((file) =>
      [
        ...read(file).matchAll(/\b(?:app|api|site|feeds|routes?|router)\.(?:get|post|on)\(\s*'(\/[^']*)'/g),
      ].map((match) => match[1] as string),
    )
    assert.ok(routes.length > 20, `only ${routes.length} routes were found`)
    for (const route of routes) {
      const stem = route.replace(/[:{*].*$/, '').replace(/\/$/, '') || '/'
      assert.ok(reference.includes(stem), `${route} is not in docs/reference/http.md`)
    }
  })

  test('has no link to a file that is not there', () => {
    for (const file of [
      'README.md',
      'CHANGELOG.md',
      ...globSync('docs/**/*.md', { cwd: root }),
      ...globSync('src/*/README.md', { cwd: root }),
    ]) {
      for (const [, target] of read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (!target || /^[a-z]+:/.test(target) || target.startsWith('/')) continue
        assert.ok(existsSync(join(root, dirname(file), target)), `${file} links to ${target}`)
      }
    }
  })

  test('names no path or tool of the machine it was written on', () => {
    for (const file of globSync(
      [
        '*.md',
        'docs/**/*.md',
        'src/**/*.{ts,md,css,js}',
        'test/**/*.ts',
        'bench/**/*.{ts,md,json}',
        'scripts/*',
      ],
      { cwd: root },
    )) {
      assert.doesNotMatch(read(file), /\/(root|home|work)\/\w|registry\.npm/, file)
    }
  })
})
