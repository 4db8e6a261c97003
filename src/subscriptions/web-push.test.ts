import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { describe, test } from 'node:test'
import { instantOf, parseHttpUrl } from '#model'
import type { Target } from './target.ts'
import type { Notice, SendMessage } from './transport.ts'
import { createPushTransport, newVapidKeys } from './web-push.ts'

const endpoint = parseHttpUrl('https://push.example/send/abc')
const browser = createECDH('prime256v1')
browser.generateKeys()
const auth = randomBytes(16)
const target = {
  key: 'k',
  address: {
    kind: 'push',
    endpoint,
    p256dh: browser.getPublicKey().toString('base64url'),
    auth: auth.toString('base64url'),
  },
} as Target
const notice = {
  event: {
    kind: 'new',
    seq: 7,
    snapshotId: '0'.repeat(18),
    articleId: null,
    previous: null,
    at: instantOf(0),
  },
  summary: { title: '石桥合龙', outlet: '清河日报' },
  matched: [],
} as unknown as Notice

describe('a push, as a browser and its push service take it', () => {
  test('is encrypted for the browser (RFC 8291) and signed by us (RFC 8292)', async () => {
    const keys = newVapidKeys()
    let sent: { headers: Readonly<Record<string, string>>; body: Buffer } | undefined
    const send: SendMessage = async (url, { headers = {}, body }) => {
      assert.equal(url, endpoint)
      sent = { headers, body: Buffer.from(body as Uint8Array) }
      return { kind: 'answered', status: 201, body: new Uint8Array(), retryAfterMs: null }
    }
    const transport = transportOf(send, keys)
    assert.deepEqual(await transport(target, [notice], AbortSignal.timeout(1_000)), { kind: 'sent' })
    assert.ok(sent)
    assert.deepEqual(JSON.parse(decrypted(sent.body)), {
      ...{ kind: 'new', title: '石桥合龙', outlet: '清河日报' },
      ...{ url: `https://archive.example/s/${'0'.repeat(18)}`, tag: '0'.repeat(18) },
    })
    assert.equal(sent.headers['Content-Encoding'], 'aes128gcm')
    assert.ok(Number(sent.headers['TTL']) > 0)
    const token = /^vapid t=([^,]+), k=(\S+)$/.exec(sent.headers['Authorization'] ?? '')
    assert.equal(token?.[2], keys.publicKey)
    assert.ok(isSigned(token?.[1] ?? '', keys.publicKey))
  })

  test('what the service no longer knows ends the target; what it cannot take now comes later', async () => {
    for (const [status, kind] of [
      [404, 'gone'],
      [410, 'gone'],
      [429, 'later'],
      [500, 'later'],
    ] as const) {
      const send: SendMessage = async () => ({
        kind: 'answered',
        status,
        body: new Uint8Array(),
        retryAfterMs: 1,
      })
      const outcome = await transportOf(send, newVapidKeys())(target, [notice], AbortSignal.timeout(1_000))
      assert.equal(outcome.kind, kind)
    }
  })
})

function transportOf(send: SendMessage, keys: ReturnType<typeof newVapidKeys>) {
  return createPushTransport({
    send,
    keys,
    subject: 'mailto:a@archive.example',
    baseUrl: 'https://archive.example',
  })
}

/** As the browser does it: RFC 8188 §2.1, RFC 8291 §3.4. */
function decrypted(body: Buffer): string {
  const salt = body.subarray(0, 16)
  const keyLength = body[20] as number
  const senderKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), senderKey])
  const secret = hkdfSync('sha256', browser.computeSecret(senderKey), auth, about, 32)
  const derived = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(secret), salt, `Content-Encoding: ${name}\0`, length))
  const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // Behind the content stands a 2, and what fills up.
  return plain.subarray(0, plain.lastIndexOf(2)).toString()
}

function isSigned(token: string, publicKey: string): boolean {
  const [head, claims, signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  return verify('sha256', Buffer.from(`${head}.${claims}`), options, Buffer.from(signature, 'base64url'))
}
