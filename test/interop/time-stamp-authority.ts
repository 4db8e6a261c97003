import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** A time-stamp authority of our own, played by `openssl ts` behind HTTP on loopback. */
export interface TimeStampAuthority {
  readonly url: string
  /** PEM of the root that its certificate was issued by. */
  readonly root: string
  readonly rootFile: string
  /** What it was asked for, so far. */
  readonly requests: number
  close(): Promise<void>
}

/** Why there can be none here; false where there can. */
export function noOpenssl(): string | false {
  try {
    execFileSync('openssl', ['version'])
    return false
  } catch {
    return 'openssl is not installed'
  }
}

export async function startTimeStampAuthority(
  folder: string,
  { key = ['-newkey', 'rsa:2048'] }: { key?: readonly string[] } = {},
): Promise<TimeStampAuthority> {
  mkdirSync(folder, { recursive: true })
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  writeFileSync(path('ts.cnf'), config)
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=Test Root'],
    ...['-keyout', 'root.key', '-out', 'root.pem', '-config', 'ts.cnf', '-extensions', 'root'],
  )
  openssl(
    'req',
    ...key,
    '-nodes',
    '-subj',
    '/CN=Test Clock',
    '-keyout',
    'ts.key',
    '-out',
    'ts.csr',
    '-config',
    'ts.cnf',
  )
  openssl(
    ...['x509', '-req', '-in', 'ts.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-set_serial', '4097'],
    ...['-days', '3650', '-extfile', 'ts.cnf', '-extensions', 'stamp', '-out', 'ts.pem'],
  )
  writeFileSync(path('serial'), '01\n')
  let requests = 0
  const server = await new Promise<Server>((resolve) => {
    const started = createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece) => pieces.push(piece))
      request.on('end', () => {
        writeFileSync(path('query.tsq'), Buffer.concat(pieces))
        openssl('ts', '-reply', '-queryfile', 'query.tsq', '-out', 'reply.tsr', '-config', 'ts.cnf')
        requests++
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' })
        response.end(readFileSync(path('reply.tsr')))
      })
    }).listen(0, '127.0.0.1', () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root: readFileSync(path('root.pem'), 'utf8'),
    rootFile: path('root.pem'),
    get requests() {
      return requests
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const config = `
[req]
distinguished_name = name
prompt = no
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[stamp]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
authorityKeyIdentifier = keyid
[tsa]
default_tsa = clock
[clock]
serial = serial
signer_cert = ts.pem
signer_key = ts.key
certs = root.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.4146.2.3
digests = sha256
ordering = yes
ess_cert_id_alg = sha256
`
