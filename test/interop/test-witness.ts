import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openCheckpoint, parseVerifierKey, parseWitnessKey, verifyConsistency } from '#transparency'
import { cosignatureAlgorithm, cosignedText } from '../../src/transparency/cosignature.ts'
import { formatVerifierKey } from '../../src/transparency/signed-note.ts'

/** A witness by C2SP tlog-witness for one log, on loopback. What it cosigned last is all it remembers. */
export interface TestWitness {
  readonly url: string
  readonly verifierKey: string
  /** What it cosigned last. */
  readonly seenSize: number
  /** Status by status, what it answered. */
  readonly answers: readonly number[]
  close(): Promise<void>
}

export async function startTestWitness(
  logKey: string,
  { name = 'witness.example/w1', nowSeconds = 1_700_000_000 }: { name?: string; nowSeconds?: number } = {},
): Promise<TestWitness> {
  const seed = new Uint8Array(32).fill(name.length)
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  const verifierKey = formatVerifierKey({ name, publicKey }, cosignatureAlgorithm)
  const { id } = parseWitnessKey(verifierKey)
  let seen = { treeSize: 0, root: new Uint8Array() as Uint8Array }
  const answers: number[] = []

  function answer(body: string): [status: number, text: string] {
    const split = body.indexOf('\n\n')
    const [old = '', ...lines] = body.slice(0, split).split('\n')
    const checkpointNote = body.slice(split + 2)
    const oldSize = Number(/^old (0|[1-9]\d*)$/.exec(old)?.[1] ?? Number.NaN)
    if (checkpointNote.split('\n')[0] !== logKey.split('+')[0]) return [404, '']
    let checkpoint: ReturnType<typeof openCheckpoint>
    try {
      checkpoint = openCheckpoint(checkpointNote, parseVerifierKey(logKey))
    } catch {
      return [403, '']
    }
    const { treeSize, root } = checkpoint
    if (!(oldSize <= treeSize)) return [400, '']
    if (oldSize !== seen.treeSize) return [409, `${seen.treeSize}\n`]
    if (oldSize === treeSize && !Buffer.from(root).equals(seen.root)) return [409, `${seen.treeSize}\n`]
    const proof = lines.map((line) => Uint8Array.from(Buffer.from(line, 'base64')))
    const isConsistent =
      oldSize === 0
        ? proof.length === 0
        : verifyConsistency({
            firstSize: oldSize,
            secondSize: treeSize,
            firstRoot: seen.root,
            secondRoot: root,
            proof,
          })
    if (!isConsistent) return [422, '']
    seen = { treeSize, root }
    const text = checkpointNote.slice(0, checkpointNote.lastIndexOf('\n\n') + 1)
    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(BigInt(nowSeconds))
    const signature = sign(null, Buffer.from(cosignedText(text, nowSeconds)), privateKey)
    return [200, `— ${name} ${Buffer.concat([id, time, signature]).toString('base64')}\n`]
  }

  const server = await new Promise<Server>((resolve) => {
    const started = createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece) => pieces.push(piece))
      request.on('end', () => {
        const isKnown = request.method === 'POST' && request.url === '/add-checkpoint'
        const [status, text] = isKnown ? answer(Buffer.concat(pieces).toString()) : [404, '']
        answers.push(status)
        response.writeHead(status, { 'content-type': status === 409 ? 'text/x.tlog.size' : 'text/plain' })
        response.end(text)
      })
    }).listen(0, '127.0.0.1', () => resolve(started))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    verifierKey,
    answers,
    get seenSize() {
      return seen.treeSize
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
