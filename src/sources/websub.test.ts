import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { hubOf, isSigned, subscriptionForm, verifyIntent } from './websub.ts'

const url = parseHttpUrl('https://paper.example/feed.xml')
const subscription = {
  hub: parseHttpUrl('https://hub.example/'),
  topic: url,
  key: 'k',
  secret: 'a secret of our own',
}

describe('WebSub, https://www.w3.org/TR/websub/', () => {
  test('§4: the hub is named by Link headers, whose word counts first, by Atom, RSS and JSON Feed', () => {
    const atom =
      '<feed><link rel="hub" href="https://atom.example/"/><link rel="self" href="/self.xml"/></feed>'
    const rss =
      '<rss><channel><atom:link rel="hub" href="https://rss.example/"/><item><atom:link rel="self" href="/no"/></item></channel></rss>'
    const json = '{"feed_url":"/f.json","hubs":[{"type":"WebSub","url":"https://json.example/"}]}'
    assert.deepEqual(hubOf([], atom, url), {
      hub: 'https://atom.example/',
      topic: 'https://paper.example/self.xml',
    })
    assert.deepEqual(hubOf([], rss, url), { hub: 'https://rss.example/', topic: url })
    assert.equal(hubOf([], json, url)?.hub, 'https://json.example/')
    const headers = [['Link', '<https://head.example/>; rel="hub", </s>; rel=self']] as const
    assert.deepEqual(hubOf(headers, atom, url), {
      hub: 'https://head.example/',
      topic: 'https://paper.example/s',
    })
    assert.equal(hubOf([], '<rss><channel/></rss>', url), null)
  })

  test('§5.1: the request names topic, callback, lease and secret', () => {
    const form = subscriptionForm(subscription, parseHttpUrl('https://archive.example/websub/k'))
    assert.equal(form.get('hub.mode'), 'subscribe')
    assert.equal(form.get('hub.callback'), 'https://archive.example/websub/k')
    assert.equal(form.get('hub.secret'), subscription.secret)
  })

  test('§5.3: only what we asked for is confirmed, and renewed before its lease ends', () => {
    const query = (more: Record<string, string>) =>
      new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': url, 'hub.challenge': 'c', ...more })
    assert.deepEqual(verifyIntent(query({ 'hub.lease_seconds': '1000' }), subscription), {
      kind: 'confirmed',
      challenge: 'c',
      renewAfterMs: 800_000,
    })
    assert.equal(verifyIntent(query({ 'hub.topic': 'https://other.example/' }), subscription).kind, 'unknown')
    assert.equal(verifyIntent(query({}), null).kind, 'unknown')
    assert.equal(verifyIntent(query({ 'hub.mode': 'unsubscribe' }), subscription).kind, 'unknown')
    assert.equal(verifyIntent(query({ 'hub.mode': 'denied' }), subscription).kind, 'denied')
  })

  test('§7.1: a body counts only with the signature that our secret gives', () => {
    const body = Buffer.from('<feed/>')
    for (const algorithm of ['sha1', 'sha256', 'sha384', 'sha512']) {
      const signature = `${algorithm}=${createHmac(algorithm, subscription.secret).update(body).digest('hex')}`
      assert.equal(isSigned(signature, body, subscription.secret), true, algorithm)
      assert.equal(isSigned(signature, Buffer.from('<feed />'), subscription.secret), false)
    }
    const md5 = `md5=${createHmac('md5', subscription.secret).update(body).digest('hex')}`
    for (const bad of [null, '', 'sha256=', md5])
      assert.equal(isSigned(bad, body, subscription.secret), false)
  })

  test('anything that a feed or a hub sends is an answer or none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, text) => {
        hubOf([['link', header]], text, url)
        verifyIntent(new URLSearchParams(header), subscription)
        isSigned(header, Buffer.from(text), 's')
      }),
    )
  })
})
