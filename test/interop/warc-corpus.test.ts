import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, test } from 'node:test'
import { ServiceError } from '#model'
import { collect, newFolder, openArchive } from '../contracts/archive-fixture.ts'

const corpus = join(import.meta.dirname, '../../../shared/suites/warc-corpus.json')
const limit = { timeout: 20_000 }

interface CorpusFile {
  readonly file: string
  readonly base64: string
  readonly verdicts: { readonly py_warcio_check?: number; readonly jwarc_validate?: number }
}

describe("other people's good and damaged files", {
  skip: existsSync(corpus) ? false : `no ${corpus}`,
}, () => {
  const files: CorpusFile[] = existsSync(corpus) ? JSON.parse(readFileSync(corpus, 'utf8')).files : []
  for (const { file, base64, verdicts } of files) {
    const { py_warcio_check: warcio, jwarc_validate: jwarc } = verdicts
    const verdict =
      warcio === undefined || warcio !== jwarc ? 'no verdict' : warcio === 0 ? 'good' : 'damaged'
    test(`${basename(file)}: ${verdict}`, limit, async () => {
      const path = join(newFolder(), basename(file))
      writeFileSync(path, Buffer.from(base64, 'base64'))
      const { archive } = openArchive()
      const events = await importOrRefuse(archive, path)
      // What departs from the standard and can be read all the same is a note; validators refuse the file for it.
      const told = events.filter((each) => each.kind === 'damaged' || each.kind === 'irregular')
      if (verdict === 'good') assert.deepEqual(told, [])
      if (verdict === 'damaged') assert.notDeepEqual(told, [])
      const again = await importOrRefuse(archive, path)
      assert.ok(again.every((each) => each.kind !== 'captured'))
      assert.deepEqual(
        (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
        [],
      )
      for await (const { id } of archive.all()) assert.ok(await archive.read(id))
      await archive.close()
    })
  }
})

async function importOrRefuse(archive: ReturnType<typeof openArchive>['archive'], path: string) {
  try {
    return await collect(archive.importFile(path))
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error))
    return []
  }
}
