import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeAccess } from '../fixtures/fake-access.ts'

type Step = (receipt: object, shown: object) => Promise<string>
const script = './verify-receipt.js'
const { steps } = (await import(script)) as { steps: Record<string, Step> }

const access = createFakeAccess()

describe('the check in the browser, docs/reference/receipt.md', () => {
  test('every step holds for every leaf of a log', async () => {
    for (const { snapshot } of access.held) {
      assert.deepEqual(await failures(await receiptOf(snapshot.id), shownOf(snapshot)), [])
    }
  })

  test('the reference receipt of the documentation holds', async () => {
    const failed = await failures(documented, { key: documented.verifierKey })
    assert.deepEqual(failed, ['identity', 'text']) // The page shows nothing of it.
  })

  const { snapshot } = access.held[3] as (typeof access.held)[number]

  test('a changed value, salt, entry, proof, checkpoint or key is found by the step that looks at it', async () => {
    const good = await receiptOf(snapshot.id)
    const fields = { ...good.statement.fields, payloadDigest: 'sha256:OTHER' }
    const [lower, ...path] = good.inclusionProof
    const cases: [object, string[]][] = [
      [{ statement: { ...good.statement, fields } }, ['entry']],
      [{ salts: { ...good.salts, url: 'CQkJCQkJCQkJCQkJCQkJCQ==' } }, ['entry']],
      [{ salts: {} }, ['entry']],
      [{ entry: btoa('verbatim-entry/1\nother\n') }, ['entry', 'inclusion']],
      [{ inclusionProof: path }, ['inclusion']],
      [{ inclusionProof: [...path, lower] }, ['inclusion']],
      [{ inclusionProof: [...good.inclusionProof, lower] }, ['inclusion']],
      [{ leafIndex: good.leafIndex + 1 }, ['inclusion']],
      [{ leafIndex: -1 }, ['inclusion']],
      [{ treeSize: good.treeSize + 1 }, ['inclusion']],
      [{ checkpoint: good.checkpoint.replace('\n15\n', '\n16\n') }, ['signature', 'inclusion']],
      [{ checkpoint: '' }, ['signature', 'inclusion']],
      [{ verifierKey: documented.verifierKey }, ['signature', 'inclusion']],
    ]
    for (const [change, expected] of cases) {
      assert.deepEqual(
        await failures({ ...good, ...change }, shownOf(snapshot)),
        expected,
        JSON.stringify(change),
      )
    }
  })

  test('a page that shows another text, address or time than was logged is found out', async () => {
    const receipt = await receiptOf(snapshot.id)
    const shown = shownOf(snapshot)
    assert.deepEqual(await failures(receipt, { ...shown, text: `${shown.text} ` }), ['text'])
    assert.deepEqual(await failures(receipt, { ...shown, url: 'https://other.example/' }), ['identity'])
    assert.deepEqual(await failures(receipt, { ...shown, capturedAt: '2020-01-01T00:00:00.000Z' }), [
      'identity',
    ])
  })
})

async function receiptOf(id: (typeof access.held)[number]['snapshot']['id']) {
  const receipt = await access.receipt(id)
  assert.ok(receipt)
  return receipt
}

function shownOf({ id, url, capturedAt, article }: (typeof access.held)[number]['snapshot']) {
  return { id, url, capturedAt, key: access.verifierKey, text: article.text }
}

async function failures(receipt: object, shown: object): Promise<string[]> {
  const failed: string[] = []
  for (const [name, step] of Object.entries(steps)) {
    await step(receipt, shown).catch(() => failed.push(name))
  }
  return failed
}

const documented = {
  format: 'verbatim-receipt/1',
  statement: {
    subject: '0cq1b2k5rm0000000c',
    fields: { url: 'https://news.example/c.html', capturedAt: '2023-09-20T03:50:00.000Z' },
  },
  salts: { url: 'BQUFBQUFBQUFBQUFBQUFBQ==', capturedAt: 'BgYGBgYGBgYGBgYGBgYGBg==' },
  entry:
    'dmVyYmF0aW0tZW50cnkvMQowY3ExYjJrNXJtMDAwMDAwMGMKY2FwdHVyZWRBdCAxSFRQUUpZcnZkcEYvV1hGSHppejRudTVhVWhLYXdRQUlZaU9wbFVzOThRPQp1cmwgM1JJaXN1STQxeTcweWQwZnROc2thZG9CWUxMTkxaa3lzZXpraDhKMWRoWT0K',
  leafIndex: 2,
  treeSize: 3,
  inclusionProof: ['0KLeyXKcQAg5bEf8sDcJ8SZ9odrtczU1C6uVejsAcpo='],
  checkpoint:
    'news.example/log\n3\nmh6ivO3ipRov4o7Lq171X1gKtW7eOfdmB79CmN1DPlE=\n\n— news.example/log ZwPhka5y4WOGqje3qEpRNsRfStHPqrNjBMX9lDmMs5BpEoF841/vUFAWTfZqUpqlA0dOo+CYKkKzZAdyE79fyaXmNws=\n',
  verifierKey: 'news.example/log+6703e191+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c',
}
