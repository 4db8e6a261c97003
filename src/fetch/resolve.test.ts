import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHosts } from './resolve.ts'

test('a hosts file gives all addresses of a name, whatever its case', () => {
  const hosts = parseHosts('# local\n127.0.0.1\tlocalhost Gazette # x\n::1 localhost\nnonsense here\n\n')
  assert.deepEqual(hosts.get('localhost'), ['127.0.0.1', '::1'])
  assert.deepEqual(hosts.get('gazette'), ['127.0.0.1'])
  assert.equal(hosts.size, 2)
})
