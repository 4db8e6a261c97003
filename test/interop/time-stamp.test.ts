import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import {
  acceptTimeStampReply,
  formatTimeStampQuery,
  imprintOf,
  parseTimeStampToken,
} from '../../src/transparency/time-stamp.ts'
import { verifyTimeStamp } from '../../src/transparency/verify-time-stamp.ts'
import { noOpenssl, startTimeStampAuthority, type TimeStampAuthority } from './time-stamp-authority.ts'

const folder = mkdtempSync(join(tmpdir(), 'verbatim-interop-tsa-'))
const text = 'news.example/log\n3\nmh6ivO3ipRov4o7Lq171X1gKtW7eOfdmB79CmN1DPlE=\n'
const nonce = new Uint8Array(8).fill(0x81)

describe('time stamps of an authority that openssl plays, RFC 3161', { skip: noOpenssl() }, () => {
  let authority: TimeStampAuthority
  let reply: Uint8Array
  let token: Uint8Array

  before(async () => {
    authority = await startTimeStampAuthority(join(folder, 'rsa'))
    reply = await ask(authority, formatTimeStampQuery(imprintOf(text), nonce))
    token = acceptTimeStampReply(reply, imprintOf(text), nonce)
  })
  after(async () => {
    await authority.close()
    rmSync(folder, { recursive: true })
  })

  test('our request is what openssl reads as one', () => {
    writeFileSync(join(folder, 'ours.tsq'), formatTimeStampQuery(imprintOf(text), nonce))
    const said = execFileSync('openssl', ['ts', '-query', '-in', join(folder, 'ours.tsq'), '-text'], {
      encoding: 'utf8',
    })
    assert.match(said, /Hash Algorithm: sha256/)
    assert.match(said, /Certificate required: yes/)
  })

  test('the token is accepted by openssl and by us, up to the root', () => {
    writeFileSync(join(folder, 'text'), text)
    writeFileSync(join(folder, 'token'), token)
    const args = ['ts', '-verify', '-token_in', '-in', join(folder, 'token'), '-data', join(folder, 'text')]
    assert.match(
      execFileSync('openssl', [...args, '-CAfile', authority.rootFile], { encoding: 'utf8', stdio: 'pipe' }),
      /Verification: OK/,
    )
    const verified = verifyTimeStamp(token, text, [authority.root])
    assert.equal(verified.authority, 'CN=Test Clock')
    assert.ok(verified.isTrusted)
    assert.equal(verifyTimeStamp(token, text).isTrusted, false)
  })

  test('one signed with ECDSA too', async () => {
    const other = await startTimeStampAuthority(join(folder, 'ec'), {
      key: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    })
    try {
      const stamped = await ask(other, formatTimeStampQuery(imprintOf(text), nonce))
      const ecToken = acceptTimeStampReply(stamped, imprintOf(text), nonce)
      assert.ok(verifyTimeStamp(ecToken, text, [other.root]).isTrusted)
      assert.throws(() => verifyTimeStamp(ecToken, text, [authority.root]), /No trusted certificate/)
    } finally {
      await other.close()
    }
  })

  test('of another text, or in answer to another request, it is refused', () => {
    assert.throws(() => verifyTimeStamp(token, `${text}x\n`), RangeError)
    assert.throws(() => acceptTimeStampReply(reply, imprintOf('other'), nonce), RangeError)
    assert.throws(() => acceptTimeStampReply(reply, imprintOf(text), new Uint8Array(8)), RangeError)
  })

  test('whatever byte is changed, it is refused with a RangeError or says the same', () => {
    const stampedAt = parseTimeStampToken(token).stampedAt
    const mutated = fc
      .tuple(fc.nat(token.length - 1), fc.nat(255))
      .map(([at, byte]) => Buffer.from(token).fill(byte, at, at + 1))
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        try {
          assert.equal(verifyTimeStamp(bytes, text, [authority.root]).stampedAt, stampedAt)
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error))
        }
      }),
      { numRuns: 400 },
    )
  })
})

async function ask({ url }: TimeStampAuthority, query: Uint8Array): Promise<Uint8Array> {
  const headers = { 'content-type': 'application/timestamp-query' }
  const response = await fetch(url, { method: 'POST', body: query as Uint8Array<ArrayBuffer>, headers })
  return new Uint8Array(await response.arrayBuffer())
}
