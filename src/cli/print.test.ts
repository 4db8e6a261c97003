import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Invocation, UsageError } from './command.ts'
import { oneLine, printable, printResult, snapshotIdArgument, urlArgument } from './print.ts'
import { createProgress } from './progress.ts'

const behind = (...positionals: string[]) => ({ positionals }) as unknown as Invocation

describe('one line of what the web wrote', () => {
  test('cannot drive the terminal', () => {
    assert.equal(oneLine('\x1b]0;owned\x07\x1b[2J\x1b[31mred\u009b31m'), ']0;owned [2J [31mred 31m')
    assert.equal(oneLine('a\rb\nc\td\u2028e\0f'), 'a b c d e f')
  })

  test('cannot turn the reading order around', () => {
    assert.equal(oneLine('user\u202etxt.exe\u202c \u2066x\u2069'), 'user txt.exe x')
  })

  test('leaves everything else as it is', () => {
    assert.equal(oneLine('  新华社北京电 — “naïve” 👩‍🌾 '), '新华社北京电 — “naïve” 👩‍🌾')
  })

  test('is cut at its length, and never through a character', () => {
    assert.equal(oneLine('abcdef', 4), 'abc…')
    assert.equal(oneLine('abcd', 4), 'abcd')
    assert.equal(oneLine('ab😀cd', 4), 'ab…')
  })

  test('whatever it is made of: one line, no controls, no longer than asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 250 }),
        (text, max) => {
          const line = oneLine(text, max)
          assert.ok(line.length <= max)
          assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        },
      ),
    )
  })
})

describe('a result', () => {
  const printed = (options: Record<string, true>, result: object, words: string) => {
    let text = ''
    const terminal = { out: (piece: string) => (text += piece), err() {}, isInteractive: false }
    printResult({ options, terminal } as unknown as Invocation, result, () => words)
    return text
  }

  test('is in words, which keep their lines and lose what drives a terminal', () => {
    assert.equal(printed({}, {}, 'rule\t"Disallow: /\x1b[2J"\nnext\n'), 'rule\t"Disallow: / [2J"\nnext\n')
    assert.equal(printable('a\nb'), 'a\nb')
  })

  test('is one line of JSON with --json, in which controls are escaped', () => {
    assert.equal(printed({ json: true }, { rule: '\x1b[2J' }, ''), '{"rule":"\\u001b[2J"}\n')
  })
})

describe('an argument', () => {
  test('is a URL, or told why not', () => {
    assert.equal(urlArgument(behind('https://paper.example/1#top')), 'https://paper.example/1')
    for (const text of ['', 'paper.example/1', 'ftp://paper.example/', 'https://a:b@paper.example/'])
      assert.throws(() => urlArgument(behind(text)), UsageError)
  })

  test('is a snapshot’s id, or the address of its page', () => {
    const id = '06doqasft1j4uu7ov2'
    assert.equal(snapshotIdArgument(behind(id)), id)
    assert.equal(snapshotIdArgument(behind(`https://verbatim.example/s/${id}/proof`)), id)
    for (const text of ['', 'x', `${id}0`, `/s/${id.toUpperCase()}`, '../../etc/passwd'])
      assert.throws(() => snapshotIdArgument(behind(text)), UsageError)
  })
})

describe('progress', () => {
  const progress = (isInteractive: boolean) => {
    const lines: string[] = []
    const terminal = { out() {}, err: (text: string) => void lines.push(text), isInteractive }
    return { lines, shown: createProgress(terminal, 'captures') }
  }

  test('is silent where nobody looks', () => {
    const { lines, shown } = progress(false)
    shown.show(1, 10)
    shown.end()
    assert.deepEqual(lines, [])
  })

  test('is one line that is taken back in the end', () => {
    const { lines, shown } = progress(true)
    shown.show(5, 10)
    shown.show(6, 10)
    shown.end()
    assert.match(lines[0] ?? '', /^\r\x1b\[Kcaptures: 50 % of 10, .*\/s(, \d+ s left)?$/)
    assert.equal(lines.at(-1), '\r\x1b[K')
    assert.ok(lines.length <= 3)
  })

  test('of an unknown total, or none at all, is told without nonsense', () => {
    const { lines, shown } = progress(true)
    shown.show(0, 0)
    assert.doesNotMatch(lines.join(), /NaN|Infinity|%/)
    const untouched = progress(true)
    untouched.shown.end()
    assert.deepEqual(untouched.lines, [])
  })
})
