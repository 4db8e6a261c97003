import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { instantOf } from '#model'
import type { NoticeInput, NoticeReceipt } from './access.ts'
import type { NoticeStore } from './notice-store.ts'
import { fileNotice, NoticeError } from './notices.ts'

const notice: NoticeInput = {
  subject: 'https://verbatim.example/s/06doqasft1j4uu7ov2',
  kind: 'privacy',
  reason: 'It names a minor.',
  name: 'A. Reader',
  contact: 'reader@example.org',
}

function file(input: NoticeInput, random = (bytes: number): Uint8Array => randomBytes(bytes)) {
  const filed: (NoticeInput & NoticeReceipt)[] = []
  const store: Pick<NoticeStore, 'file'> = {
    async file(given, receipt) {
      filed.push({ ...given, ...receipt })
    },
  }
  const clock = { now: () => instantOf(Date.UTC(2026, 0, 5)) }
  const receipt = fileNotice(input, { store: store as NoticeStore, clock, random })
  return { receipt, filed }
}

describe('a removal request', () => {
  test('that is whole is filed, with a case number to tell and a key to keep', async () => {
    const { receipt, filed } = file(notice)
    const { caseNumber, statusKey, filedAt } = await receipt
    assert.match(caseNumber, /^2026-[A-Z2-7]{8}$/)
    assert.match(statusKey, /^[a-z2-7]{32}$/)
    assert.equal(filedAt, '2026-01-05T00:00:00.000Z')
    assert.deepEqual(filed, [{ ...notice, ...(await receipt) }])
  })

  test('gets a key of 160 random bits, which the case number does not tell', async () => {
    const asked: number[] = []
    const zeros = (bytes: number) => {
      asked.push(bytes)
      return new Uint8Array(bytes)
    }
    await file(notice, zeros).receipt
    assert.deepEqual(asked, [5, 20])
    const keys = await Promise.all(
      Array.from({ length: 200 }, async () => (await file(notice).receipt).statusKey),
    )
    assert.equal(new Set(keys).size, 200)
  })

  const wrong: readonly [string, Partial<Record<keyof NoticeInput, string>>, NoticeError['fields']][] = [
    ['without a subject', { subject: '' }, { subject: 'missing' }],
    ['with blanks for a reason', { reason: ' \n\u3000' }, { reason: 'missing' }],
    ['without a name or a way to answer', { name: '', contact: '' }, { name: 'missing', contact: 'missing' }],
    ['with a subject of 2,001 characters', { subject: 'x'.repeat(2001) }, { subject: 'too-long' }],
    ['with a reason of 8,001 characters', { reason: 'x'.repeat(8001) }, { reason: 'too-long' }],
    ['of a kind nobody knows', { kind: 'revenge' }, { kind: 'unknown' }],
    ['of a kind that objects inherit', { kind: 'constructor' }, { kind: 'unknown' }],
  ]
  for (const [claim, fields, expected] of wrong) {
    test(`${claim} is refused, each field named, and nothing is filed`, async () => {
      const { receipt, filed } = file({ ...notice, ...fields } as NoticeInput)
      await assert.rejects(receipt, (error: NoticeError) => {
        assert.ok(error instanceof NoticeError)
        assert.deepEqual(error.fields, expected)
        return true
      })
      assert.deepEqual(filed, [])
    })
  }

  test('of the longest texts that are taken is filed', async () => {
    const { receipt } = file({ ...notice, subject: 'x'.repeat(2000), reason: 'y'.repeat(8000) })
    assert.ok((await receipt).caseNumber)
  })
})
