import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import yazl from 'yazl'
import { ServiceError } from '#model'
import { restoreBackup, writeBackup } from './backup.ts'
import { openEmbeddedStores } from './embedded.ts'
import { replaceFile } from './files/replace-file.ts'

const root = mkdtempSync(join(tmpdir(), 'verbatim-backup-'))
after(() => rmSync(root, { recursive: true, force: true }))

let names = 0
const newPath = (what: string) => join(root, `${++names}-${what}`)

async function dataFolder(): Promise<string> {
  const folder = newPath('data')
  const stores = await openEmbeddedStores(folder, { use: 'shared', logName: 'log.example' })
  await stores.notices.withhold({
    id: '06doqasft1j4uu7ov2' as never,
    url: null,
    capturedAt: '2026-01-05T08:00:00.000Z' as never,
    withheldAt: '2026-01-05T08:00:00.000Z' as never,
    reason: 'r',
    legal: false,
  })
  await stores.close()
  await stores.segments.close()
  await stores.captures.close()
  await stores.log.close()
  writeFileSync(join(folder, 'outlets', 'paper.json'), '{}')
  writeFileSync(join(folder, 'samples-served.json'), '{"a.example":"127.0.0.1:1"}')
  return folder
}

const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error))
  assert.match(error.message, message)
  return true
}

describe('a restore into a folder that is there', () => {
  test('fills it, as a mount point has to be filled', async (context) => {
    const file = newPath('backup.zip')
    await writeBackup(await dataFolder(), file)
    const target = newPath('mounted')
    mkdirSync(target)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', target], {
      stdio: 'ignore',
    })
    if (mounted.status === 0) context.after(() => spawnSync('umount', [target]))
    else context.diagnostic('nothing can be mounted here: a plain folder is filled')
    mkdirSync(join(target, 'lost+found'))
    await restoreBackup(file, target)
    const names = readdirSync(target)
    assert.ok(['captures.db', 'catalog.db', 'log', 'outlets'].every((name) => names.includes(name)))
    assert.equal(names.filter((name) => name.startsWith('.')).length, 0)
    await assert.rejects(restoreBackup(file, target), refused(/not empty/))
  })
})

describe('a backup', () => {
  let folder: string
  let file: string
  before(async () => {
    folder = await dataFolder()
    file = newPath('backup.zip')
    await writeBackup(folder, file)
  })

  test('gives the folder back, in one that did not exist or is empty', async () => {
    for (const isThere of [false, true]) {
      const target = join(newPath('deep'), 'restored')
      if (isThere) mkdirSync(target, { recursive: true })
      const { files } = await restoreBackup(file, target)
      assert.ok(files > 5)
      for (const name of [
        'captures.db',
        'catalog.db',
        'log/log.db',
        'log/signing-key.json',
        'wacz-key.pem',
        'outlets/paper.json',
      ])
        assert.ok(existsSync(join(target, name)), name)
      const stores = await openEmbeddedStores(target, { use: 'exclusive', logName: 'unused' })
      assert.equal((await stores.notices.withheld(['06doqasft1j4uu7ov2' as never])).size, 1)
      assert.equal(stores.signingKey.name, 'log.example')
      await stores.close()
      await stores.segments.close()
      await stores.captures.close()
      await stores.log.close()
    }
  })

  test('leaves behind what belongs to the running process: locks, and where its samples are served', async () => {
    const target = newPath('restored')
    await restoreBackup(file, target)
    for (const name of ['samples-served.json', 'in-use.db', 'crawling.db'])
      assert.equal(existsSync(join(target, name)), false, name)
  })

  test('can be read by its owner alone, since it holds the log’s key', async () => {
    assert.equal(statSync(file).mode & 0o077, 0)
    const target = newPath('restored')
    await restoreBackup(file, target)
    assert.equal(statSync(join(target, 'log', 'signing-key.json')).mode & 0o077, 0)
  })

  test('can be restored though an outlet’s file was replaced while large files were copied', async () => {
    const busy = await dataFolder()
    writeFileSync(join(busy, 'a.warc.gz'), Buffer.alloc(8_000_000, 1))
    const paper = join(busy, 'outlets', 'paper.json')
    const backup = newPath('backup.zip')
    let isDone = false
    const written = writeBackup(busy, backup).finally(() => {
      isDone = true
    })
    for (let turn = 0; !isDone; turn++) {
      replaceFile(paper, turn % 2 === 0 ? '{ }' : '{\n}', { mode: 0o644 })
      await setImmediate()
    }
    await written
    await restoreBackup(backup, newPath('restored'))
  })

  test('is not written over another file, into the data folder, or of no data folder', async () => {
    const bytes = readFileSync(file)
    await assert.rejects(writeBackup(folder, file), refused(/exists already/))
    assert.deepEqual(readFileSync(file), bytes)
    await assert.rejects(writeBackup(folder, join(folder, 'b.zip')), refused(/lies in the data folder/))
    await assert.rejects(writeBackup(newPath('none'), newPath('b.zip')), refused(/is no data folder/))
  })

  test('leaves no scratch beside it', () => {
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith('.')),
      [],
    )
  })
})

describe('restoring', () => {
  let file: string
  before(async () => {
    file = newPath('backup.zip')
    await writeBackup(await dataFolder(), file)
  })

  /** Neither the folder, nor what was to become it, nor a folder above it that was made for it. */
  async function refuses(backup: string, message: RegExp): Promise<void> {
    const above = newPath('above')
    await assert.rejects(restoreBackup(backup, join(above, 'deep', 'restored')), refused(message))
    assert.equal(existsSync(above), false)
    const beside = newPath('beside')
    await assert.rejects(restoreBackup(backup, beside), refused(message))
    assert.equal(existsSync(beside), false)
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith('.')),
      [],
    )
  }

  test('into a folder that holds anything is refused, and leaves it as it was', async () => {
    const target = newPath('used')
    mkdirSync(target)
    writeFileSync(join(target, 'mine.txt'), 'mine')
    await assert.rejects(restoreBackup(file, target), refused(/is not empty/))
    assert.deepEqual(readdirSync(target), ['mine.txt'])
  })

  test('a file that is not there, empty, or no ZIP is refused', async () => {
    await refuses(newPath('none.zip'), /no whole backup/)
    const empty = newPath('empty.zip')
    writeFileSync(empty, '')
    await refuses(empty, /no whole backup/)
    const text = newPath('text.zip')
    writeFileSync(text, 'this is no archive '.repeat(99))
    await refuses(text, /no whole backup/)
  })

  test('a backup that was cut off anywhere is refused', async () => {
    const { size } = statSync(file)
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const cut = newPath('cut.zip')
      writeFileSync(cut, readFileSync(file))
      truncateSync(cut, Math.floor(size * share))
      await refuses(cut, /no whole backup/)
    }
  })

  test('a backup with one bit turned in any of its files is refused', async () => {
    const bytes = readFileSync(file)
    for (const name of ['catalog.db', 'log/signing-key.json', 'outlets/paper.json', 'manifest.json']) {
      const altered = Buffer.from(bytes)
      const at = altered.indexOf(name) + name.length + 1
      altered[at] = (altered[at] ?? 0) ^ 1
      const path = newPath('altered.zip')
      writeFileSync(path, altered)
      await refuses(path, /no whole backup/)
    }
  })

  test('a ZIP of something else, or with a manifest that says nothing, is refused', async () => {
    await refuses(await zipOf({ 'a.txt': 'a' }), /no manifest/)
    await refuses(await zipOf({ 'manifest.json': '{"format":"verbatim-backup/1"}' }), /no manifest/)
    await refuses(await zipOf({ 'manifest.json': 'null' }), /no whole backup/)
    await refuses(await zipOf({ 'manifest.json': '{' }), /no whole backup/)
  })

  test('a file that the manifest does not name, or that it names otherwise, is refused', async () => {
    const manifest = (files: object) => JSON.stringify({ format: 'verbatim-backup/1', files })
    const sha256 = '0'.repeat(64)
    await refuses(
      await zipOf({ 'outlets/evil.json': '{}', 'manifest.json': manifest({}) }),
      /put in afterwards/,
    )
    await refuses(
      await zipOf({ 'a.db': 'x', 'manifest.json': manifest({ 'a.db': { bytes: 1, sha256 } }) }),
      /a\.db is missing or altered/,
    )
    await refuses(
      await zipOf({ 'manifest.json': manifest({ 'captures.db': { bytes: 1, sha256 } }) }),
      /captures\.db is missing/,
    )
  })

  test('a backup with names that lead out of the folder writes nothing anywhere', async () => {
    for (const name of [
      '../escaped.txt',
      '/tmp/escaped-verbatim.txt',
      'a/../../escaped.txt',
      'a\\..\\..\\escaped',
    ]) {
      const harmless = 'x'.repeat(name.length)
      const bytes = readFileSync(await zipOf({ [harmless]: 'gotcha', 'manifest.json': '{}' }))
      const path = newPath('hostile.zip')
      // No tool writes such names by itself: they are put in place of others of their length.
      writeFileSync(path, Buffer.from(bytes.toString('latin1').replaceAll(harmless, name), 'latin1'))
      await refuses(path, /no whole backup/)
      assert.equal(existsSync('/tmp/escaped-verbatim.txt'), false)
      assert.deepEqual(
        readdirSync(root).filter((each) => each.includes('escaped')),
        [],
      )
    }
  })

  test('a backup with the same name twice is refused', async () => {
    const bytes = readFileSync(await zipOf({ 'aaa.db': '1', 'bbb.db': '2', 'manifest.json': '{}' }))
    const path = newPath('twice.zip')
    writeFileSync(path, Buffer.from(bytes.toString('latin1').replaceAll('bbb.db', 'aaa.db'), 'latin1'))
    await refuses(path, /no whole backup/)
  })

  async function zipOf(files: Readonly<Record<string, string>>): Promise<string> {
    const zip = new yazl.ZipFile()
    for (const [name, text] of Object.entries(files))
      zip.addBuffer(Buffer.from(text), name, { compress: false })
    zip.end()
    const pieces: Buffer[] = []
    for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
    const path = newPath('made.zip')
    writeFileSync(path, Buffer.concat(pieces))
    return path
  }
})
