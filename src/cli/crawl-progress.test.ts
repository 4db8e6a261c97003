import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatCrawlView } from './crawl-progress.ts'
import { createStatusLine } from './status-line.ts'

describe('the progress of a crawl', () => {
  const view = {
    visitCount: 1412,
    failureCount: 3,
    perSecond: 6.12,
    due: 1204,
    leftMs: 196_000,
    nextInMs: -5,
  }

  test('tells count, rate and time left', () => {
    assert.equal(formatCrawlView(view), '1,412 visits (3 failed), 6.1/s; 1,204 due, about 4 min left')
    assert.equal(
      formatCrawlView({ ...view, failureCount: 0, due: 5, leftMs: 817 }),
      '1,412 visits, 6.1/s; 5 due, about 1 s left',
    )
  })

  test('promises no end while nothing moves', () => {
    assert.equal(
      formatCrawlView({ ...view, perSecond: 0, leftMs: null }),
      '1,412 visits (3 failed), 0.0/s; 1,204 due',
    )
  })

  test('tells when it goes on, if it does', () => {
    const idle = { ...view, failureCount: 0, perSecond: 0, due: 0 }
    assert.equal(
      formatCrawlView({ ...idle, nextInMs: 7_200_000 }),
      '1,412 visits, 0.0/s; all done, the next in 2 h',
    )
    assert.equal(formatCrawlView({ ...idle, nextInMs: null }), '1,412 visits, 0.0/s; nothing waits')
  })
})

describe('a status line', () => {
  function start(isInteractive = true) {
    const written: string[] = []
    const terminal = {
      out: (text: string) => written.push(`out ${text}`),
      err: (text: string) => written.push(text),
      isInteractive,
    }
    return { line: createStatusLine(terminal), written }
  }

  test('stays below what is written meanwhile', () => {
    const { line, written } = start()
    line.show('1 of 2')
    line.terminal.err('an event\n')
    line.terminal.out('a result\n')
    line.show('2 of 2')
    line.end()
    line.terminal.err('the end\n')
    const clear = '\r\x1b[K'
    assert.deepEqual(written, [
      `${clear}1 of 2`,
      ...[clear, 'an event\n', '1 of 2'],
      ...[clear, 'out a result\n', '1 of 2'],
      `${clear}2 of 2`,
      clear,
      'the end\n',
    ])
  })

  test('is not there where nobody looks', () => {
    const { line, written } = start(false)
    line.show('1 of 2')
    line.terminal.err('an event\n')
    line.end()
    assert.deepEqual(written, ['an event\n'])
  })
})
