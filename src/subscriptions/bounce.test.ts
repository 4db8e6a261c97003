import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseBounce } from './bounce.ts'

const key = 'a2b3c4d5e6f7a2b3c4d5e6f7a2b3c4d5'
const bounce = (action: string, status: string) =>
  `From: MAILER-DAEMON@mail.example\r\nTo: <news+${key}@archive.example>\r\nContent-Type: multipart/report;\r\n report-type=delivery-status\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\nFinal-Recipient: rfc822; reader@mail.example\r\nAction: ${action}\r\nStatus: ${status}\r\n`

describe('a delivery status notification, RFC 3464', () => {
  test('names whom it is about by the address it came back to, and whether that is for good', () => {
    assert.deepEqual(parseBounce(bounce('failed', '5.1.1')), { key, isPermanent: true, status: '5.1.1' })
    assert.deepEqual(parseBounce(bounce('delayed', '4.2.2')), { key, isPermanent: false, status: '4.2.2' })
    assert.deepEqual(parseBounce(bounce('failed', '4.2.2')), { key, isPermanent: false, status: '4.2.2' })
  })

  test('that it arrived is no bounce, and neither is any other mail', () => {
    assert.equal(parseBounce(bounce('delivered', '2.0.0')), null)
    assert.equal(parseBounce(`To: news+${key}@archive.example\n\nI am on holiday.`), null)
    assert.equal(parseBounce(bounce('failed', '5.1.1').replace(key, 'short')), null)
  })

  test('any text is read without harm', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseBounce(text)))
  })
})
