import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bytesOf, exchangeOf, newFolder, openArchive, page } from '../contracts/archive-fixture.ts'
import { validators } from './warc-validators.ts'

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n'

/** What real servers send, and worse; each a file of its own would take a Java start each. */
const answers: (string | Buffer)[] = [
  page('<p>新闻</p>'),
  page('another', 'Content-Type: text/html\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2'),
  `${chunked}5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n`,
  // The same payload in other chunks: a revisit of a chunked original.
  `${chunked}4\r\nhell\r\n4\r\noabc\r\n0\r\n\r\n`,
  `${chunked}not chunked at all`,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nzz\r\n0\r\n\r\n',
  Buffer.from('HTTP/1.1 200 OK\r\nX-City: Z\xfcrich\r\n\r\nlatin', 'latin1'),
  'HTTP/1.1 200 OK\nX: y\n\nbare',
  'HTTP/1.1 200 OK\r\nX: y\n\nmixed',
  'HTTP/1.1 200 OK\nX: y\r\n\r\nmixed too',
  'HTTP/1.1 200 OK\r\nX: y',
  'HTTP/1.1 200 OK\r\nX: y\r\n  folded\r\n\r\nz',
  'HTTP/1.1 200 OK\r\nno colon here\r\n: no name\r\n\r\nz1',
  'HTTP/1.1 200\r\n\r\nno reason',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.0 301 Moved Permanently\r\nLocation: /\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip',
  '<html>from 1991</html>',
  'ICY 200 OK\r\nicy-name: x\r\n\r\nsong',
  'HTTP/1.1 200 OK\rX: y\r\rz',
  page('\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n'),
  '',
]

describe('our WARC files are clean', () => {
  const judges = validators()
  test('both validators are there', { skip: judges.length === 2 ? false : 'no pip, maven or java' }, () => {})

  for (const { name, validate } of judges) {
    test(`by ${name}: a segment, and an export of it`, async () => {
      const { archive, folder } = openArchive()
      const captures = []
      for (const answer of answers) {
        captures.push(
          await archive.preserve(exchangeOf(answer), { notes: { outlet: '日报', title: 'a\nb' } }),
        )
      }
      const notModified = exchangeOf('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n')
      captures.push(
        await archive.preserveNotModified(notModified, captures[0]!.id, { via: captures[0]!.url }),
      )
      captures.push(await archive.preserve(exchangeOf(page('hop')), { concurrentTo: captures[0]!.id }))
      const exported = join(newFolder(), 'export.warc.gz')
      writeFileSync(exported, await bytesOf(archive.exportWarc(captures.map((each) => each.id))))
      await archive.close()
      assert.equal(validate(join(folder, 'archive', captures[0]!.location.segmentId)), null)
      assert.equal(validate(exported), null)
    })
  }
})
