import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { collect, newFolder, openArchive } from '../contracts/archive-fixture.ts'

const hasWget = spawnSync('wget', ['--version'], { stdio: 'ignore' }).status === 0

describe('wget --warc-file', { skip: hasWget ? false : 'no wget' }, () => {
  for (const options of [[], ['--no-warc-compression']]) {
    test(`is imported: pages, chunks, redirects, errors ${options}`, async () => {
      const server = createServer((request, response) => {
        if (request.url === '/moved') response.writeHead(302, { location: '/page' }).end()
        else if (request.url === '/page')
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>页</p>')
        else if (request.url === '/chunks') {
          response.writeHead(200, { 'content-type': 'text/plain' })
          response.write('one ')
          response.end('two')
        } else response.writeHead(404).end('none')
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const folder = newFolder()
      const urls = ['/moved', '/chunks', '/missing'].map((path) => `${origin}${path}`)
      const wget = spawn('wget', ['-q', '--warc-file=w', '-O', 'out', ...options, ...urls], { cwd: folder })
      await once(wget, 'exit')
      server.close()

      const { archive } = openArchive()
      const path = join(folder, options.length ? 'w.warc' : 'w.warc.gz')
      const events = await collect(archive.importFile(path))
      assert.deepEqual(
        events.filter((each) => each.kind === 'damaged'),
        [],
      )
      const captures = await collect(archive.all())
      assert.deepEqual(
        captures.map(({ url, status }) => [url.slice(origin.length), status]),
        [
          ['/moved', 302],
          ['/page', 200],
          ['/chunks', 200],
          ['/missing', 404],
        ],
      )
      const chunks = (await archive.read(captures[2]!.id))!
      assert.equal(Buffer.from(chunks.exchange.payload).toString(), 'one two')
      assert.match(Buffer.from(chunks.exchange.requestBytes).toString(), /^GET \/chunks HTTP\/1\.1\r\n/)
      assert.equal(chunks.exchange.remoteAddress, '127.0.0.1')
      assert.deepEqual(
        (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
        [],
      )
      await archive.close()
    })
  }
})
