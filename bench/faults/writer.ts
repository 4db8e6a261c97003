/**
 * A process that preserves captures and appends each to the log, as a visit does, and tells on its standard output
 * what it has acknowledged. It is there to be killed, and to have its disk fail.
 *
 * `node writer.ts FOLDER COUNT AT_A_TIME`
 */
import { mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Exchange, instantOf, parseHttpUrl } from '#model'
import { openKept } from './kept.ts'

const [folder = '', count = '', atATime = ''] = process.argv.slice(2)
// At once: what an asynchronous stream still held when the process died would not have been told.
const say = (line: string) => writeSync(1, `${line}\n`)

mkdirSync(join(folder, 'log'), { recursive: true })
const { archive, log } = await openKept(folder)
say('ready')
const known: string[] = []
let started = 0
await Promise.all(Array.from({ length: Number(atATime) }, work))
await log.publishCheckpoint().catch((error: Error) => say(`no ${error.message}`))
await archive.close()
await log.close()
say('done')

async function work(): Promise<void> {
  while (started < Number(count)) {
    const number = started++
    try {
      const capture = await archive.preserve(exchange(number))
      const fields = { url: capture.url, recordDigest: capture.recordDigest }
      await log.append({ subject: capture.id, fields })
      known.push(capture.id)
      say(`ack ${capture.id}`)
      if (number % 10 === 0) {
        await log.publishCheckpoint()
        const [, size, root] = (await log.checkpoint())?.split('\n') ?? []
        say(`head ${size} ${root}`)
      }
    } catch (error) {
      say(`no ${(error as Error).message}`)
      await lookBack()
      await sleep(20)
    }
  }
}

/** Whatever the disk does not take, what is held can be read. */
async function lookBack(): Promise<void> {
  const id = known[0]
  if (id) say((await archive.read(id as never).catch(() => null)) ? 'read' : `unread ${id}`)
}

function exchange(number: number): Exchange {
  const url = parseHttpUrl(`https://news.example/${process.pid}/${number}.html`)
  const text = Array.from({ length: 60 }, (_, at) => `${process.pid}-${(number * 7919 + at * at) % 99991}`)
  const payload = Buffer.from(`<p>${text.join(' ')}</p>`)
  const headers: [string, string][] = [
    ['Content-Type', 'text/html'],
    ['Content-Length', String(payload.length)],
  ]
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return {
    url,
    startedAt: instantOf(Date.now()),
    durationMs: 1,
    remoteAddress: '192.0.2.1',
    requestBytes: Buffer.from(`GET /${number}.html HTTP/1.1\r\nHost: news.example\r\n\r\n`),
    responseBytes: Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n`), payload]),
    status: 200,
    headers,
    payload,
    truncated: null,
  }
}
