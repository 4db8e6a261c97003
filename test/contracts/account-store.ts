import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type AccountStore, firstBreak, type Person, type PersonId, type SecretHash } from '#accounts'
import { type Instant, parseInstant } from '#model'

/** What every engine of `AccountStore` promises. `reopen` gives a second opening of the same accounts. */
export function describeAccountStore(
  name: string,
  open: () => { store: AccountStore; reopen: () => AccountStore; done: () => void },
): void {
  describe(`AccountStore: ${name}`, () => {
    let opened: ReturnType<typeof open>
    let store: AccountStore
    beforeEach(() => {
      opened = open()
      store = opened.store
    })
    afterEach(() => opened.done())

    test('an address belongs to one person', async () => {
      assert.equal(await store.addPerson(person('a', 'a@example.org')), true)
      assert.equal(await store.addPerson(person('b', 'a@example.org')), false)
      assert.deepEqual(await store.personByMail('a@example.org'), person('a', 'a@example.org'))
    })

    test('several people may have no address', async () => {
      assert.equal(await store.addPerson(person('a', null)), true)
      assert.equal(await store.addPerson(person('b', null)), true)
      assert.equal((await store.people()).length, 2)
    })

    test('a link is taken once, also by two at a time', async () => {
      const link = {
        mail: 'a@example.org',
        role: 'reader',
        createdAt: at(0),
        expiresAt: at(9),
        next: '/',
      } as const
      await store.addLink(link, hash('l'))
      assert.deepEqual(await store.link(hash('l')), link)
      const taken = await Promise.all([store.takeLink(hash('l')), opened.reopen().takeLink(hash('l'))])
      assert.equal(taken.filter(Boolean).length, 1)
      assert.equal(await store.link(hash('l')), null)
      assert.equal(await store.linkCount('a@example.org', at(0)), 1)
    })

    test('a rotated session is found by its new secret alone', async () => {
      await store.addPerson(person('a', null))
      await store.addSession(session('s', 'a'), hash('old'))
      await store.rotateSession('s', hash('new'), 'two-factors', at(3))
      assert.equal(await store.session(hash('old')), null)
      const found = await store.session(hash('new'))
      assert.deepEqual([found?.id, found?.strength, found?.seenAt], ['s', 'two-factors', at(3)])
    })

    test('sessions end one by one, or all of a person', async () => {
      await store.addPerson(person('a', null))
      await store.addPerson(person('b', null))
      for (const [id, owner] of [
        ['1', 'a'],
        ['2', 'a'],
        ['3', 'b'],
      ] as const)
        await store.addSession(session(id, owner), hash(id))
      await store.endSession('1')
      assert.equal(await store.session(hash('1')), null)
      await store.endSessionsOf(id('a'))
      assert.equal(await store.session(hash('2')), null)
      assert.notEqual(await store.session(hash('3')), null)
    })

    test('a challenge is answered once', async () => {
      await store.addChallenge(hash('c'), null, at(5))
      assert.deepEqual(await store.takeChallenge(hash('c')), { person: null, expiresAt: at(5) })
      assert.equal(await store.takeChallenge(hash('c')), null)
    })

    test('a passkey keeps its bytes and counts its uses', async () => {
      await store.addPerson(person('a', null))
      const passkey = {
        ...{ credentialId: 'k', person: id('a'), publicKey: Uint8Array.of(0, 1, 255), signatureCount: 0 },
        ...{ transports: ['usb'], name: 'key', createdAt: at(0), usedAt: null },
      }
      assert.equal(await store.addPasskey(passkey), true)
      assert.equal(await store.addPasskey(passkey), false)
      await store.usedPasskey('k', 7, at(2))
      const found = await store.passkey('k')
      assert.deepEqual([...(found?.publicKey ?? [])], [0, 1, 255])
      assert.deepEqual([found?.signatureCount, found?.usedAt], [7, at(2)])
    })

    test('a step of codes is taken once, and never an earlier one', async () => {
      await store.addPerson(person('a', null))
      await store.setCodeKey(id('a'), { key: 'AAAA', confirmed: true })
      assert.equal(await store.takeCodeStep(id('a'), 10), true)
      assert.equal(await opened.reopen().takeCodeStep(id('a'), 10), false)
      assert.equal(await store.takeCodeStep(id('a'), 9), false)
      assert.equal(await store.takeCodeStep(id('a'), 11), true)
      await store.setCodeKey(id('a'), { key: 'AAAA', confirmed: true })
      assert.equal(await store.takeCodeStep(id('a'), 11), false, 'the same key remembers its steps')
    })

    test('who is removed leaves nothing but acts', async () => {
      await store.addPerson(person('a', 'a@example.org'))
      await store.addSession(session('s', 'a'), hash('s'))
      await store.addToken(
        {
          id: 't',
          person: id('a'),
          name: 't',
          scopes: ['metrics'],
          createdAt: at(0),
          expiresAt: null,
          usedAt: null,
        },
        hash('t'),
      )
      await store.record(act('case.decided', 'a'))
      await store.removePerson(id('a'))
      assert.equal(await store.session(hash('s')), null)
      assert.equal(await store.token(hash('t')), null)
      assert.equal((await store.acts({ beforeIndex: null, limit: 9 })).length, 1)
    })

    test('acts of two processes make one chain without gaps', async () => {
      const other = opened.reopen()
      for (let round = 0; round < 5; round++) {
        await Promise.all([store.record(act(`one.${round}`, 'a')), other.record(act(`other.${round}`, 'b'))])
      }
      const acts = [...(await store.acts({ beforeIndex: null, limit: 99 }))].reverse()
      assert.deepEqual(
        acts.map(({ index }) => index),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      )
      assert.equal(firstBreak(acts), null)
      const changed = acts.map((each) => (each.index === 4 ? { ...each, actor: 'nobody' } : each))
      assert.equal(firstBreak(changed), 4)
      assert.equal(firstBreak(acts.filter(({ index }) => index !== 6)), 7)
    })

    test('sweeping takes what has expired, and nothing else', async () => {
      await store.addPerson(person('a', null))
      await store.addSession(session('s', 'a'), hash('s'))
      await store.addSession({ ...session('r', 'a'), expiresAt: at(59) }, hash('r'))
      await store.sweep(at(30))
      assert.equal(await store.session(hash('s')), null)
      assert.notEqual(await store.session(hash('r')), null)
    })

    test('everything is there after opening again', async () => {
      await store.addPerson(person('a', 'a@example.org'))
      await store.changePerson(id('a'), { role: 'owner', name: 'Ada', closedAt: at(1) })
      const again = await opened.reopen().person(id('a'))
      assert.deepEqual(again, {
        ...person('a', 'a@example.org'),
        role: 'owner',
        name: 'Ada',
        closedAt: at(1),
      })
    })
  })
}

const id = (text: string) => text as PersonId
const hash = (text: string) => text as SecretHash
const at = (minute: number): Instant => parseInstant(`2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`)

function person(name: string, mail: string | null): Person {
  return {
    id: id(name),
    mail,
    name: null,
    role: 'reader',
    createdAt: at(0),
    signedInAt: null,
    closedAt: null,
  }
}

function session(name: string, owner: string) {
  return {
    ...({ id: name, person: id(owner), strength: 'one-factor', agent: 'test' } as const),
    ...{ startedAt: at(0), seenAt: at(0), expiresAt: at(20) },
  }
}

function act(what: string, actor: string) {
  return { at: at(0), actor, what, subject: null, details: { b: '2', a: '1' } }
}
