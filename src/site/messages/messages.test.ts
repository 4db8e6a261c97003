import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { html } from '../html.ts'
import { languages } from '../language.ts'
import { languageNames, messages } from './index.ts'

describe('message catalogs', () => {
  for (const language of languages) {
    test(`${language} says everything that English says, in as many parts`, () => {
      assert.deepEqual(shapeOf(messages[language]), shapeOf(messages.en))
      assert.ok(languageNames[language])
    })

    test(`${language} has no empty message`, () => {
      for (const [path, value] of leavesOf(messages[language])) {
        const text = typeof value === 'function' ? JSON.stringify(value(...samples(path))) : value
        assert.ok(typeof text === 'string' && text.trim() !== '', `${path} is empty`)
        assert.doesNotMatch(text, /undefined|NaN/, path)
      }
    })
  }

  test('every message is said somewhere', () => {
    const room = join(import.meta.dirname, '..')
    const files = globSync('{*,pages/*,parts/*}.ts', { cwd: room }).filter(
      (file) => !file.endsWith('.test.ts'),
    )
    const code = files.map((file) => readFileSync(join(room, file), 'utf8')).join('\n')
    for (const name of Object.keys(messages.en))
      assert.match(code, new RegExp(`\\b${name}\\b`), `${name} is said nowhere`)
  })

  test('Simplified and Traditional differ where the characters do', () => {
    assert.equal(messages['zh-Hans'].search, '搜索')
    assert.equal(messages['zh-Hant'].search, '搜尋')
    for (const [path, value] of leavesOf(messages['zh-Hant'])) {
      if (typeof value === 'string')
        assert.doesNotMatch(value, /[这们说发个为时页见应]/, `${path} is in Simplified characters`)
    }
  })

  test('Chinese sentences use full-width punctuation', () => {
    for (const language of ['zh-Hans', 'zh-Hant'] as const) {
      for (const [path, value] of leavesOf(messages[language])) {
        if (typeof value === 'string' && !path.startsWith('.queryHelp')) {
          assert.doesNotMatch(value, /[\u4e00-\u9fff][,;!?]/, path)
        }
      }
    }
  })
})

type Leaf = string | ((...values: unknown[]) => unknown)

function leavesOf(value: unknown, path = ''): [string, Leaf][] {
  if (typeof value === 'string' || typeof value === 'function') return [[path, value as Leaf]]
  return Object.entries(value as object).flatMap(([key, each]) => leavesOf(each, `${path}.${key}`))
}

/** Names of all messages, and how many arguments each takes. */
function shapeOf(value: unknown): string[] {
  return leavesOf(value).map(([path, leaf]) => `${path}/${typeof leaf === 'function' ? leaf.length : ''}`)
}

/** Numbers, and makers of links where a sentence has some. */
function samples(path: string): unknown[] {
  const link = (text: string) => html`${text}`
  if (path === '.rewritten') return [2, 2, link]
  return /removal|newerExists/i.test(path) ? [link, link] : [2, 2]
}
