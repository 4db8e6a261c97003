/** One request that somebody hostile might send, and what it would be called. */
export interface HostileRequest {
  readonly kind: 'traversal' | 'injection' | 'script' | 'pollution' | 'header'
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** What would show that it came through: in a body or a header of the answer. */
  readonly mark: RegExp
}

/**
 * So many requests of the published kinds, always the same ones: each payload at each place where it could do harm,
 * in the spellings by which filters are usually got round.
 *
 * @see https://owasp.org/www-project-web-security-testing-guide/
 */
export function hostileRequests(count: number): HostileRequest[] {
  const kinds = [traversals(), injections(), scripts(), pollutions(), headers()]
  const taken: HostileRequest[] = []
  // One of each kind in turn, so that every prefix of the list has all of them.
  for (const sources = kinds.map((kind) => kind[Symbol.iterator]()); taken.length < count; ) {
    const next = sources.flatMap((source) => {
      const { done, value } = source.next()
      return done ? [] : [value]
    })
    if (next.length === 0) break
    taken.push(...next)
  }
  return taken.slice(0, count)
}

const pages = [
  '/search?q=',
  '/search?sort=',
  '/search?cursor=',
  '/lookup?url=',
  '/channel/',
  '/outlet/',
  '/s/',
  '/article/',
  '/story/',
  '/takedown/',
  '/removals?before=',
  '/sign-in?next=',
  '/sign-in/',
  '/desk/',
  '/feeds/',
  '/feeds/search.atom?q=',
  '/api/v1/search?q=',
  '/api/v1/search?cursor=',
  '/api/v1/lookup?url=',
  '/api/v1/snapshots/',
  '/api/v1/snapshots/x/related?limit=',
  '/api/v1/stories/',
  '/cdx?url=',
  '/cdx?url=a&filter=',
  '/timegate/',
  '/timemap/link/',
  '/web/20240101000000/',
  '/log/tile/',
  '/subscriptions?follow=',
  '/?lang=',
  '/assets/',
  '/embed/',
  '/oembed?url=',
]

const spellings: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => encodeURI(text).replaceAll('#', '%23'),
  (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  (text) => encodeURIComponent(`${text}\0.html`),
]

function* placed(
  kind: HostileRequest['kind'],
  payloads: readonly string[],
  mark: (payload: string) => RegExp,
): Generator<HostileRequest> {
  for (const spell of spellings) {
    for (const payload of payloads) {
      for (const page of pages)
        yield { kind, method: 'GET', path: page + spell(payload), mark: mark(payload) }
    }
  }
}

function traversals() {
  const targets = [
    'etc/passwd',
    'proc/self/environ',
    'windows/win.ini',
    'accounts.db',
    'log/signing-key.json',
    'package.json',
  ]
  const ways = [
    '../',
    '..\\',
    '....//',
    '..;/',
    '%2e%2e/',
    '..%2f',
    '..%c0%af',
    '/',
    'file:///',
    '\\\\host\\',
  ]
  const payloads = ways.flatMap((way) => targets.map((target) => `${way.repeat(6)}${target}`))
  return placed(
    'traversal',
    payloads,
    () => /root:[x*]:0:0|\[fonts\]|SQLite format 3|PRIVATE KEY|"private": true|HOME=/,
  )
}

function injections() {
  const payloads = [
    `' OR '1'='1`,
    `1; DROP TABLE snapshots--`,
    `' UNION SELECT sql, 2, 3 FROM sqlite_master--`,
    `1' AND randomblob(1000000000) AND '1`,
    `") MATCH "*`,
    `title:(((((((((((((((((((((((((((((((((((((((((`,
    `${'"a" OR '.repeat(200)}b`,
    `{"$gt":""}`,
    `'; exec xp_cmdshell('id')--`,
    '`id`',
    '$(id)',
    '| id',
    `\${7*7}{{7*7}}<%= 7*7 %>#{7*7}`,
    `{{constructor.constructor('return process')()}}`,
    `\${jndi:ldap://127.0.0.1/a}`,
    `*)(uid=*))(|(uid=*`,
    `' or count(/*)=1 or 'a'='b`,
    `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`,
    `http://169.254.169.254/latest/meta-data/`,
    `http://[::ffff:127.0.0.1]:22/`,
    `gopher://127.0.0.1:6379/_INFO`,
    `before:99999999999 after:-1 outlet:%`,
    `-----------------------------`,
    `${'中'.repeat(600)}`,
    `a${'\u0301'.repeat(300)}`,
    '\ud800',
    '%',
    `(?=(a+)+)$`,
  ]
  return placed(
    'injection',
    payloads.map((each) => each.toWellFormed()),
    () => /CREATE TABLE|uid=\d+\(|root:[x*]:0:0|SQLITE_|node:internal|at .*\.ts:\d+/,
  )
}

function scripts() {
  const payloads = [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `'><svg/onload=alert(1)>`,
    `javascript:alert(1)`,
    `data:text/html,<script>alert(1)</script>`,
    `</title><script>alert(1)</script>`,
    `" autofocus onfocus=alert(1) x="`,
    `<iframe srcdoc="<script>alert(1)</script>">`,
    `<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
    `--><!--><img src=x onerror=alert(1)>`,
    `<a href="jav&#x09;ascript:alert(1)">x</a>`,
    `\u202e<script>alert(1)</script>`,
    `<template><script>alert(1)</script></template>`,
    `<base href=//evil.example>`,
    `<meta http-equiv=refresh content="0;url=//evil.example">`,
    `<object data=//evil.example>`,
    `<style>@import'//evil.example'</style>`,
    `//evil.example`,
    `/\\evil.example`,
    `https://evil.example@127.0.0.1/`,
  ]
  return placed('script', payloads, () => nothing)
}

/** What came through is seen by its markup, not by its words: they may be shown. */
const nothing = /(?!)/

function* pollutions(): Generator<HostileRequest> {
  const keys = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', '__defineGetter__']
  // A page may repeat its own address in a link; an answer must not have it as a field.
  const mark = /"polluted":/
  for (const key of keys) {
    for (const page of pages.filter((each) => each.includes('?'))) {
      const path = page.split('?')[0]
      for (const form of [
        `${key}[polluted]=1`,
        `${key}.polluted=1`,
        `x[${key}]=1`,
        `${key}=1`,
        `q=${key}&${key}[a][b]=1`,
      ])
        yield { kind: 'pollution', method: 'GET', path: `${path}?${form}`, mark }
    }
    for (const page of [
      '/channel/',
      '/outlet/',
      '/s/',
      '/api/v1/snapshots/',
      '/feeds/channel/',
      '/desk/cases/',
    ])
      yield { kind: 'pollution', method: 'GET', path: page + key, mark }
  }
  const bodies = [
    `{"__proto__":{"polluted":true},"url":"x"}`,
    `{"constructor":{"prototype":{"polluted":true}}}`,
    `[${'['.repeat(5_000)}`,
    `{"url":${'{"a":'.repeat(3_000)}1`,
    `{"url":1e999,"x":-0,"y":"\\ud800"}`,
    `"${'x'.repeat(50_000)}"`,
    'null',
    '',
  ]
  const doors = [
    '/api/v1/snapshots',
    '/sign-in/passkey/use',
    '/sign-in/passkey/use-options',
    '/sign-in/passkey/add',
    '/takedown',
    '/sign-in',
    '/sign-out',
    '/desk/sources',
    '/desk/cases/x',
    '/',
  ]
  for (const body of bodies) {
    for (const path of doors) {
      for (const type of [
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/xml',
      ])
        yield { kind: 'pollution', method: 'POST', path, body, headers: { 'content-type': type }, mark }
    }
  }
}

function* headers(): Generator<HostileRequest> {
  const mark = /evil\.example|injected-header/i
  const names: readonly (readonly [string, string])[] = [
    ['x-forwarded-host', 'evil.example'],
    ['x-forwarded-proto', 'javascript'],
    ['x-original-url', '/desk'],
    ['x-rewrite-url', '/desk/accounts'],
    ['x-http-method-override', 'DELETE'],
    ['forwarded', 'host=evil.example;proto=http'],
    ['referer', 'http://evil.example/"><script>alert(1)</script>'],
    ['user-agent', '() { :; }; echo injected-header: 1'],
    ['accept-language', `${'zh-Hans;q=0.9,'.repeat(400)}evil.example`],
    ['accept-datetime', 'Thu, 99 Foo 99999 99:99:99 GMT'],
    ['accept-encoding', 'gzip;q=evil, br;q=-1, *;q=1e999'],
    ['if-none-match', `${'W/"x",'.repeat(800)}"y"`],
    ['if-modified-since', 'not a date'],
    ['range', `bytes=${'0-1,'.repeat(900)}5-`],
    ['cookie', `${'verbatim-session=x;'.repeat(200)}`],
    ['authorization', `Bearer ${'A'.repeat(4_000)}`],
    ['authorization', 'Basic Og=='],
    ['origin', 'https://evil.example'],
    ['sec-fetch-site', 'cross-site'],
    ['content-type', 'application/json; charset=evil'],
  ]
  const paths = [
    '/',
    '/search?q=a',
    '/api/v1/search?q=a',
    '/desk',
    '/feeds/all.atom',
    '/cdx?url=a',
    '/timegate/http://a.example/',
    '/sign-in',
    '/removals',
    '/subscriptions',
    '/log/checkpoint',
    '/api/openapi.json',
  ]
  for (const path of paths) {
    for (const [name, value] of names) {
      for (const method of ['GET', 'POST', 'PUT'] as const)
        yield {
          kind: 'header',
          method,
          path,
          headers: { [name]: value },
          mark,
          ...(method !== 'GET' && { body: 'a=b' }),
        }
    }
    for (const line of [
      '%0d%0ainjected-header:1',
      '%0aset-cookie:a=1',
      '%E5%98%8A%E5%98%8Dinjected-header:1',
      '%u000ainjected-header:1',
    ])
      for (const place of ['/', '?next=', '?lang=', '//'])
        yield { kind: 'header', method: 'GET', path: `${path.split('?')[0]}${place}${line}`, mark }
  }
}
