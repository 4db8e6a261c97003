import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { openDatabase } from '../../src/stores/sqlite/database.ts'
import { findTraces } from './folder-traces.ts'

const erased = '不应再留下任何一句话的文章 & what it said of <someone> at "that" time, word for word.'

describe('looking for what should be gone', () => {
  const folders: string[] = []
  after(() => folders.forEach((each) => void rmSync(each, { recursive: true })))

  const folderWith = (name: string, bytes: Uint8Array) => {
    const folder = mkdtempSync(join(tmpdir(), 'verbatim-traces-'))
    folders.push(folder)
    writeFileSync(join(folder, name), bytes)
    return folder
  }
  const pieces = async (bytes: Uint8Array, name = 'file') =>
    (await findTraces(folderWith(name, bytes), erased)).map(({ within }) => within)
  const noise = (count: number) => Buffer.from(Array.from({ length: count }, (_, at) => (at * 7919) % 251))
  const message = (coding: string, body: Uint8Array) =>
    Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\n\r\n`), body])

  test('finds any 24 bytes of it, and not 23', async () => {
    const bytes = Buffer.from(erased)
    const shortEnough = bytes.subarray(10, 33)
    assert.deepEqual(await pieces(Buffer.concat([noise(999), bytes.subarray(10, 34), noise(9)])), [''])
    assert.deepEqual(await pieces(Buffer.concat([noise(999), shortEnough, noise(9)])), [])
  })

  test('in UTF-16, in lower case, and escaped', async () => {
    assert.equal((await pieces(Buffer.from(erased, 'utf16le'))).length, 1)
    assert.equal((await pieces(Buffer.from('what it said of &lt;someone&gt; at'))).length, 1)
    assert.equal((await pieces(Buffer.from(String.raw`at \"that\" time, word for`))).length, 1)
  })

  test('inside gzip and zstd, also where they are cut off, and one in the other', async () => {
    const text = Buffer.concat([Buffer.from(erased.repeat(40)), noise(40_000)])
    for (const packed of [gzipSync(text), zstdCompressSync(text), gzipSync(zstdCompressSync(text))]) {
      assert.notDeepEqual(await pieces(Buffer.concat([noise(77), packed])), [])
      assert.notDeepEqual(await pieces(Buffer.concat([noise(77), packed.subarray(0, -20)])), [])
    }
  })

  test('inside HTTP messages, whatever their coding', async () => {
    assert.notDeepEqual(await pieces(message('br', brotliCompressSync(erased.repeat(3)))), [])
    const record = Buffer.concat([
      message('br', brotliCompressSync(erased.repeat(3))),
      Buffer.from('\r\n\r\n'),
    ])
    assert.notDeepEqual(await pieces(gzipSync(record)), [])
  })

  test('in the values of a database, and in its log', async () => {
    const folder = folderWith('note.txt', Buffer.alloc(0))
    const database = openDatabase(join(folder, 'a.db'), ['CREATE TABLE page (content BLOB) STRICT'])
    const long = zstdCompressSync(Buffer.concat([noise(50_000), Buffer.from(erased)]))
    database.run('INSERT INTO page VALUES (?)', long)
    assert.ok((await findTraces(folder, erased)).some((each) => each.within.startsWith('page.content')))
    database.run('UPDATE page SET content = ?', Buffer.from(erased))
    database.run('UPDATE page SET content = NULL')
    assert.ok((await findTraces(folder, erased)).some((each) => each.path === 'a.db-wal'))
    database.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    assert.deepEqual(await findTraces(folder, erased), [])
    database.close()
  })

  test('passes over what stays for a reason, and refuses to look for nothing', async () => {
    const folder = folderWith('kept.txt', Buffer.from(`kept: ${erased.slice(0, 40)}`))
    assert.equal((await findTraces(folder, erased)).length, 1)
    assert.deepEqual(await findTraces(folder, erased, { except: [erased.slice(0, 40)] }), [])
    await assert.rejects(() => findTraces(folder, 'too short'), RangeError)
  })
})
