import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { belongTogether } from './record-cluster.ts'
import { makeWarcRecord, type WarcRecord } from './warc-record.ts'

describe('records of one exchange', () => {
  test('name one another, in any order', () => {
    const response = record('response', 'r1', null)
    const request = record('request', 'q1', 'r1')
    assert.equal(belongTogether([response], request), true)
    assert.equal(belongTogether([request], response), true)
    assert.equal(belongTogether([response], record('request', 'q2', 'r2')), false)
  })

  test('are one answer at most', () => {
    const revisit = record('revisit', 'r2', 'r1')
    assert.equal(belongTogether([record('response', 'r1', null)], revisit), false)
  })

  test('are no more than memory can hold at a time, however many name it', () => {
    const large = new Uint8Array(100 * 1024 * 1024)
    const request = record('request', 'q1', 'r1')
    const cluster: WarcRecord[] = [record('response', 'r1', null), { ...request, block: large }]
    assert.equal(belongTogether(cluster, { ...record('metadata', 'm1', 'r1'), block: large }), true)
    cluster.push({ ...record('metadata', 'm1', 'r1'), block: large })
    assert.equal(belongTogether(cluster, { ...record('metadata', 'm2', 'r1'), block: large }), false)
  })
})

function record(type: string, id: string, concurrentTo: string | null): WarcRecord {
  const fields = [
    ['WARC-Type', type],
    ['WARC-Record-ID', `<urn:uuid:${id}>`],
    ...(concurrentTo ? [['WARC-Concurrent-To', `<urn:uuid:${concurrentTo}>`] as const] : []),
  ] as const
  return makeWarcRecord(fields, new Uint8Array())
}
