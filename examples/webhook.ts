/** Receives webhooks of this service: node examples/webhook.ts whsec_… */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const secret = process.argv[2] ?? ''
const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
/** Ids that were handled: what comes again is answered and passed over. Keep them on disk. */
const handled = new Set<string>()

createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const id = `${request.headers['webhook-id']}`
  const seconds = Number(request.headers['webhook-timestamp'])
  const expected = Buffer.from(createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64'))
  const isSigned = `${request.headers['webhook-signature']}`.split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  // Older than five minutes: somebody has kept it and sends it again.
  const isFresh = Math.abs(Date.now() / 1000 - seconds) < 300
  if (!isSigned || !isFresh) return response.writeHead(401).end()
  if (!handled.has(id)) {
    const { type, data } = JSON.parse(body)
    process.stdout.write(`${type} ${data.title ?? data.snapshotId} ${data.page}\n`)
    handled.add(id)
  }
  response.writeHead(204).end()
}).listen(8090, '127.0.0.1')
