import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { commands } from './commands.ts'

const folder = mkdtempSync(join(tmpdir(), 'verbatim-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function run(args: readonly string[], { input = '', env = {} }: { input?: string; env?: object } = {}) {
  const main = join(import.meta.dirname, 'main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    input,
    encoding: 'utf8',
    cwd: folder,
    timeout: 60_000,
    env: { PATH: process.env['PATH'], ...env },
  })
  return { status, stdout, stderr }
}

const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('verbatim', () => {
  test('with --help lists every command, status 0', () => {
    const { status, stdout } = run(['--help'])
    assert.equal(status, 0)
    for (const name of Object.keys(commands)) assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
  })

  test('without a command is wrong usage: status 2', () => assert.equal(run([]).status, 2))

  for (const name of ['stat', 'constructor', '__proto__', 'toString', '\x1b[2J']) {
    test(`${JSON.stringify(name)} is no command: status 2, told on standard error alone`, () => {
      const { status, stdout, stderr } = run([name])
      assert.deepEqual([status, stdout], [2, ''])
      assert.match(stderr, /there is no command/)
      assert.ok(!stderr.includes('\x1b'))
    })
  }

  test('with an option that the command does not know: status 2, with its usage', () => {
    const { status, stderr } = run(['search', 'x', '--colour'])
    assert.equal(status, 2)
    assert.match(stderr, /--colour[\s\S]*Usage: verbatim search/)
  })

  test('with settings that are wrong: status 2, each mistake told, and no data folder made', () => {
    const config = join(folder, 'wrong.json')
    writeFileSync(config, '{ "port": "many", "crawl": { "delayMs": -1 } }')
    const { status, stderr } = run(['search', 'x', '--config', config, '--data', join(folder, 'unmade')])
    assert.equal(status, 2)
    assert.match(stderr, /port[\s\S]*delayMs/)
    assert.ok(!readdirSync(folder).includes('unmade'))
  })

  test('with --data "" is wrong usage; an empty VERBATIM_DATA is none', () => {
    const { status, stderr } = run(['search', 'x', '--data', ''])
    assert.equal(status, 2)
    assert.match(stderr, /--data takes a folder/)
    run(['search', 'x', '--json'], { env: { VERBATIM_DATA: '' } })
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.db')),
      [],
    )
  })

  for (const args of [
    ['search', '(flood'],
    ['search', 'flood', '--cursor', 'forged'],
    ['export', '--format', 'jsonl', '--query', '(flood'],
    ['start', '--port', '99999', '--data', join(folder, 'unstarted')],
  ]) {
    test(`${args.slice(0, 4).join(' ')} is wrong usage: status 2, and it ends`, () => {
      const { status, stderr } = run(args)
      assert.equal(status, 2, stderr)
      assert.match(stderr, new RegExp(`Usage: verbatim ${args[0]}`))
    })
  }

  test('names the file that cannot be written, status 1', () => {
    const { status, stderr } = run(['backup', join(folder, 'no-folder', 'file')])
    assert.equal(status, 1)
    assert.match(stderr, /no-folder[\s\S]*What to do: /)
    assert.doesNotMatch(stderr, /should not happen/)
  })

  test('fails with status 1, and says what to do, where something is amiss', () => {
    const { status, stderr } = run(['restore', join(folder, 'none.zip'), '--data', join(folder, 'restored')])
    assert.equal(status, 1)
    assert.match(stderr, /What to do: /)
    assert.doesNotMatch(stderr, /should not happen/)
  })
})

describe('verbatim predict', () => {
  test('answers each line in its order with its id', () => {
    const input = '{"id":1,"html":"<b>a</b>"}\n\n{"id":"x","html":"<script>b</script>"}\n'
    const { status, stdout } = run(['predict', 'sanitize'], { input })
    assert.equal(status, 0)
    assert.deepEqual(
      linesOf(stdout).map(({ id }) => id),
      [1, 'x'],
    )
  })

  test('tells what a bad line lacks, goes on with the others, and ends with status 1', () => {
    const bad = ['no json', '[]', 'null', '"text"', '{"id":5}', '{"id":6,"html":7}']
    const input = [...bad, '{"id":7,"html":"fine"}'].join('\n')
    const { status, stdout, stderr } = run(['predict', 'sanitize'], { input })
    assert.equal(status, 1)
    const answers = linesOf(stdout)
    assert.equal(answers.length, 7)
    for (const answer of answers.slice(0, 6)) assert.equal(typeof answer['error'], 'string')
    assert.deepEqual(
      answers.map(({ id }) => id),
      [null, null, null, null, 5, 6, 7],
    )
    assert.match(answers[4]?.['error'] as string, /"html" is missing/)
    assert.equal(answers[6]?.['error'], undefined)
    assert.match(stderr, /line 5: "html" is missing/)
  })

  test('reads a file; one that is not there, or names one that is not there, is told: status 1', () => {
    const file = join(folder, 'lines.jsonl')
    writeFileSync(file, '{"id":1,"file":"gone.html","url":"https://paper.example/"}\r\n')
    const answer = run(['predict', 'extract', file, '--base', folder])
    assert.equal(answer.status, 1)
    assert.match(linesOf(answer.stdout)[0]?.['error'] as string, /gone\.html/)
    const missing = run(['predict', 'robots', join(folder, 'none.jsonl')])
    assert.equal(missing.status, 1)
    assert.match(missing.stderr, /none\.jsonl/)
    assert.doesNotMatch(missing.stderr, /should not happen/)
  })

  for (const task of ['dream', 'constructor', 'toString']) {
    test(`has no task "${task}": status 2, and those that there are`, () => {
      const { status, stderr } = run(['predict', task])
      assert.equal(status, 2)
      assert.match(stderr, /There is no task .*extract, feed/)
    })
  }
})
