import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { parseHttpUrl, parseInstant } from '#model'
import { createFetcher } from './index.ts'

// Made for this test and used nowhere else: signed by itself, for news.example, 2020 to 2120.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+7cwaRLG+sSqb65G
W8NQp2ID3ncWiLOeeFYHos+S0eChRANCAAQeFVzvfvUxyX6rVJj4hNWQZkvXjPjt
oJ2uNQwdWVbB2f8E3NbE5QgrteYegVF1/6ltsETqu4NMDjZ2n2D7/saP
-----END PRIVATE KEY-----`
const certificate = `-----BEGIN CERTIFICATE-----
MIIBaTCCARCgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxuZXdzLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDG5ld3MuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB4VXO9+
9THJfqtUmPiE1ZBmS9eM+O2gna41DB1ZVsHZ/wTc1sTlCCu15h6BUXX/qW2wROq7
g0wONnafYPv+xo+jSzBJMBcGA1UdEQQQMA6CDG5ld3MuZXhhbXBsZTAPBgNVHRMB
Af8EBTADAQH/MB0GA1UdDgQWBBRXPjr4V7GDeRpdYa+XJyXJWUoSmjAKBggqhkjO
PQQDAgNHADBEAiBdbQqnDKe2Jx6ofDks4+Yhf72uijPBlfisV/WDyMUEKgIgBzJZ
atNenkJTUVTC1RGaXwX2NdVt+aPzQ6JkRCmit/A=
-----END CERTIFICATE-----`

describe('https', () => {
  let server: Server
  let port = 0
  const names: (string | false | null)[] = []
  before(async () => {
    server = createServer(
      { key, cert: certificate, ALPNProtocols: ['h2', 'http/1.1'] },
      (socket: TLSSocket) => {
        names.push(socket.servername as string | false, socket.alpnProtocol)
        socket.on('error', () => {})
        socket.once('data', (request) => {
          const isRobots = request.toString('latin1').startsWith('GET /robots.txt')
          socket.end(
            isRobots
              ? 'HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'
              : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
          )
        })
      },
    )
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    port = address.port
  })
  after(() => server.close())

  const fetchFrom = async (host: string, extraCertificates?: string[]) => {
    const fetcher = createFetcher({
      userAgent: 'Verbatim/1.0',
      clock: { now: () => parseInstant('2026-03-01T00:00:00Z') },
      guard: { connectTo: { [host]: `127.0.0.1:${port}` }, extraCertificates },
    })
    const outcome = await fetcher.fetch({ url: parseHttpUrl(`https://${host}/1`), purpose: 'page' })
    await fetcher.close()
    return outcome
  }

  test('a certificate that nobody vouches for is no connection', async () => {
    const outcome = await fetchFrom('news.example')
    assert.ok(outcome.kind === 'unreachable')
    assert.match(outcome.reason, /certificate/)
  })

  test('one that the operator trusts is; the name is sent, HTTP/1.1 is asked for', async () => {
    names.length = 0
    const outcome = await fetchFrom('news.example', [certificate])
    assert.ok(outcome.kind === 'fetched', JSON.stringify(outcome))
    assert.equal(Buffer.from(outcome.exchange.payload).toString(), 'ok')
    assert.deepEqual(names.slice(0, 2), ['news.example', 'http/1.1'])
  })

  test('one for another name is not', async () => {
    const outcome = await fetchFrom('other.example', [certificate])
    assert.ok(outcome.kind === 'unreachable')
    assert.match(outcome.reason, /another name \(ERR_TLS_CERT_ALTNAME_INVALID\)/)
  })
})
