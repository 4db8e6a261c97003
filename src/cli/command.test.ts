import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Command,
  formatHelp,
  type Invocation,
  integerOption,
  parseInvocation,
  textOption,
  UsageError,
} from './command.ts'
import { commands } from './commands.ts'

const grow: Command = {
  name: 'grow',
  usage: 'PLANT [--by N] [--fast]',
  summary: 'Grows a plant.',
  details: '\nTakes its time.\n',
  options: { by: { value: 'N', help: 'centimetres' }, fast: { help: 'with fertiliser' } },
  positionals: { min: 1, max: 2 },
  run: async () => 0,
}

const parse = (...args: string[]) => parseInvocation(grow, args)

describe('what stands behind a command', () => {
  test('is arguments and options, in any order', () => {
    assert.deepEqual(parse('--fast', 'fern', '--by', '3'), {
      positionals: ['fern'],
      options: Object.assign(Object.create(null), { fast: true, by: '3' }),
    })
    assert.equal(parse('fern', '--by=3').options['by'], '3')
  })

  test('may begin with a hyphen behind --', () => {
    assert.deepEqual(parse('--', '--fern').positionals, ['--fern'])
  })

  test('holds the options of every command too', () => {
    assert.equal(parse('fern', '--data', '/srv/v', '--json').options['data'], '/srv/v')
  })

  const wrong: readonly [string, string[], RegExp][] = [
    ['an option nobody knows', ['fern', '--slow'], /--slow/],
    ['an option that objects inherit', ['fern', '--constructor'], /--constructor/],
    ['an option without its value', ['fern', '--by'], /--by/],
    ['a switch with a value', ['fern', '--fast=yes'], /--fast/],
    ['too little', [], /Something is missing behind "grow"/],
    ['too much', ['a', 'b', 'c', 'd'], /too much behind "grow": c d/],
  ]
  for (const [what, args, message] of wrong) {
    test(`${what} is wrong usage, and said so`, () => {
      assert.throws(
        () => parse(...args),
        (error) => error instanceof UsageError && message.test(error.message),
      )
    })
  }

  test('may be anything where help is asked for', () => {
    assert.equal(parse('--help').options['help'], true)
    assert.equal(parse('a', 'b', 'c', '--help').options['help'], true)
  })
})

describe('help', () => {
  test('shows usage, summary, details and each option once', () => {
    const help = formatHelp(grow)
    assert.match(
      help,
      /^verbatim grow PLANT \[--by N\] \[--fast\]\n\nGrows a plant\.\n\nTakes its time\.\n\nOptions\n/,
    )
    for (const option of ['--by N', '--fast', '--data DIR', '--config FILE', '--json', '--help'])
      assert.equal(help.split(`\n  ${option} `).length, 2, option)
  })

  for (const [name, entry] of Object.entries(commands)) {
    test(`of "${name}" fits its command: name, and every option of its usage`, async () => {
      const command = await entry.load()
      assert.equal(command.name, name)
      assert.ok(command.positionals.min <= command.positionals.max)
      const help = formatHelp(command)
      for (const [, option] of command.usage.matchAll(/--([a-z-]+)/g)) {
        assert.match(help, new RegExp(`\n  --${option}\\b`), `--${option} is not explained`)
      }
      for (const line of help.split('\n')) assert.ok(line.length <= 200, line)
    })
  }
})

describe('a number from an option', () => {
  const number = (by: string | undefined) =>
    integerOption({ options: by === undefined ? {} : { by } } as unknown as Invocation, 'by', {
      min: 0,
      max: 100,
    })

  test('is whole and within its range', () => {
    assert.equal(number('0'), 0)
    assert.equal(number('100'), 100)
    assert.equal(number(undefined), undefined)
  })

  for (const text of ['', ' ', '-1', '101', '1.5', '1e2', '0x10', 'ten', 'NaN', '9'.repeat(400)]) {
    test(`is not "${text.slice(0, 8)}"`, () => assert.throws(() => number(text), UsageError))
  }

  test('is no text option, and a switch is none either', () => {
    const invocation = { options: { fast: true, by: '3' } } as unknown as Invocation
    assert.equal(textOption(invocation, 'fast'), undefined)
    assert.equal(textOption(invocation, 'by'), '3')
    assert.equal(textOption(invocation, 'none'), undefined)
  })
})
