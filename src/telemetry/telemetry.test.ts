import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseInstant } from '#model'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'

const clock = { now: () => parseInstant('2026-01-02T03:04:05Z') }

describe('the log', () => {
  test('a value from the web cannot forge a line or reach the terminal', () => {
    const lines: string[] = []
    const log = createLog({ level: 'info', format: 'text', clock, write: (line) => lines.push(line) })
    log.info('visit.failed', { reason: 'x\n03:04:05 error forged\x1b[2J\u202e' })
    assert.equal(lines.length, 1)
    assert.equal(lines[0]?.split('\n').length, 2)
    assert.doesNotMatch(lines[0] ?? '', /[\x1b\u202e]/)
  })

  test('bound fields stand on every line, and lower levels are silent', () => {
    const lines: string[] = []
    const log = createLog({ level: 'warn', format: 'json', clock, write: (line) => lines.push(line) }).with({
      host: 'a.example',
    })
    log.info('passed.over')
    log.warn('host.slow', { delayMs: 5 })
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [{ at: '2026-01-02T03:04:05.000Z', level: 'warn', event: 'host.slow', host: 'a.example', delayMs: 5 }],
    )
  })
})

describe('metrics', () => {
  test('counters start at 0 and count by label; gauges are read when shown', async () => {
    const metrics = createMetrics({ verbatim_visits_total: 'Visits.' })
    assert.match(await metrics.show(), /^verbatim_visits_total 0$/m)
    metrics.count('verbatim_visits_total', { outcome: 'fetched' })
    metrics.count('verbatim_visits_total', { outcome: 'fetched' }, 2)
    metrics.gauge('verbatim_snapshots', 'Snapshots held.', () => 7)
    const shown = await metrics.show()
    assert.match(shown, /^verbatim_visits_total\{outcome="fetched"\} 3$/m)
    assert.match(shown, /^verbatim_snapshots 7$/m)
  })

  test('a counter that nobody listed is refused', () => {
    assert.throws(() => createMetrics({}).count('verbatim_typo_total'), RangeError)
  })
})
