import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articleIdOf, type Instant, parseChannelSlug, parseHttpUrl, systemClock, urlKey } from '#model'
import { type Correction, correctionOf, exampleOf, taughtChannel, taughtRegion } from './corrections.ts'
import { createStories } from './create-stories.ts'
import { createFakeCatalog, fakeSnapshot } from './fake-catalog.ts'
import { gistOf } from './gist.ts'
import { storyProfile } from './story-profile.ts'

const article = (title: string, text: string) => fakeSnapshot({ url: 'https://a.example/1', title, text })
const auction = article(
  '青铜鼎拍卖流拍',
  '一件战国青铜鼎昨晚在临江拍卖会上流拍，估价八百万元。拍卖行说，今年青铜器的成交率只有三成，藏家观望情绪浓厚。',
)
const likeIt = article(
  '拍卖会上青铜器遇冷',
  '临江拍卖行的秋季拍卖会落槌，十二件青铜器只有四件成交，藏家观望，战国青铜壶以估价成交。',
)
const unlikeIt = article(
  '城市马拉松周日起跑',
  '两万名跑者周日清晨从体育场出发，赛道沿湖绕行一周，完赛时限六小时，沿途设有二十个补给站。',
)
const body = (snapshot: typeof auction) => storyProfile(gistOf({ ...snapshot.article, atMs: null })).body
const id = (path: string) => articleIdOf(urlKey(parseHttpUrl(`https://a.example/${path}`)))
const correction = (path: string, of: typeof auction, channel: string): Correction => ({
  at: '2024-01-01T00:00:00.000Z' as Instant,
  articleId: id(path),
  channel: parseChannelSlug(channel),
  words: exampleOf(of),
})
const unsure = { finance: 0.6, culture: 0.3, sport: 0.1 }
const toCulture = correction('1', auction, 'culture')

describe('what operators corrected', () => {
  test('stands for the article itself, the latest act of each kind', () => {
    const acts = [
      toCulture,
      correction('2', auction, 'sport'),
      { ...toCulture, channel: parseChannelSlug('society') },
      { at: toCulture.at, articleId: toCulture.articleId, region: '临江', words: [] },
    ]
    assert.deepEqual(correctionOf(id('1'), acts), { channel: 'society', region: '临江' })
    assert.deepEqual(correctionOf(id('9'), acts), {})
  })

  test('teaches: an article like it follows', () => {
    assert.equal(taughtChannel(unsure, body(likeIt), []), 'finance')
    assert.equal(taughtChannel(unsure, body(likeIt), [toCulture]), 'culture')
  })

  test('leaves what is not like it alone', () => {
    const sport = { sport: 0.4, finance: 0.35, culture: 0.25 }
    assert.equal(taughtChannel(sport, body(unlikeIt), [toCulture]), 'sport')
  })

  test('does not outvote a model that is sure, unless the words are much the same', () => {
    const sure = { finance: 0.9999, culture: 0.0001 }
    assert.equal(taughtChannel(sure, body(likeIt), [toCulture]), 'finance')
  })

  test('has no more weight for being said a hundred times of one article', () => {
    const sure = { finance: 0.9999, culture: 0.0001 }
    assert.equal(taughtChannel(sure, body(likeIt), Array(100).fill(toCulture)), 'finance')
  })

  test('is kept without the words themselves', () => {
    assert.doesNotMatch(JSON.stringify(toCulture), /青铜|拍卖/)
  })

  test('teaches places too, of articles that are nearly of the same words', () => {
    const place = { at: toCulture.at, articleId: id('1'), region: '临江', words: toCulture.words }
    assert.equal(taughtRegion('外地', body(auction), [place]), '临江')
    assert.equal(taughtRegion('外地', body(unlikeIt), [place]), '外地')
    assert.equal(taughtRegion(null, body(unlikeIt), [place]), null)
  })

  test('is heard for articles that are held already, but not for those that an operator decided', async () => {
    const held = createFakeCatalog()
    const copy = (n: number) =>
      fakeSnapshot({
        url: `https://b${n}.example/`,
        title: auction.article.title,
        text: auction.article.text,
        publishedAt: `2024-01-0${n}T00:00:00Z`,
      })
    const snapshots = [copy(1), copy(2), copy(3)]
    const place = (n: number, region: string): Correction => ({
      at: toCulture.at,
      articleId: snapshots[n]!.articleId,
      region,
      words: exampleOf(snapshots[n]!),
    })
    const acts = [place(2, '外地'), place(0, '临江')]
    const stories = createStories({ ...held, clock: systemClock, corrections: { all: async () => acts } })
    for (const snapshot of snapshots) {
      const result = await stories.connect(snapshot, { channel: null, region: null })
      await held.catalog.record({ snapshot, ...result, connections: { ...result.connections, region: null } })
    }
    acts.shift()
    assert.deepEqual(await stories.taughtBy(acts[0]!), [
      { id: snapshots[1]!.id, changes: { region: '临江' } },
      { id: snapshots[2]!.id, changes: { region: '临江' } },
    ])
    acts.unshift(place(2, '外地'))
    const changed = (await stories.taughtBy(acts[1]!)).map((each) => each.id)
    assert.ok(!changed.includes(snapshots[2]!.id))
  })
})
