import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { systemClock } from '#model'
import { createStories } from './create-stories.ts'
import { createFakeCatalog, fakeSnapshot, take } from './fake-catalog.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { excerptOf, locatePassage, PassageError, passageOf } from './passage.ts'
import { passageHistory } from './passage-history.ts'
import { passageCandidates } from './passage-search.ts'
import { plainText, shingleHashes, unitsOf } from './plain-text.ts'

const bridge =
  '云岭县交通局三日上午宣布，跨江的老石桥即日起封闭维修，工期预计四个月。\n' +
  '施工期间，行人可以从下游的浮桥过江，公交改走新城大桥。\n' +
  '局长周望川说，检测发现第三号桥墩有一道两厘米宽的裂缝，继续通车会有危险。\n' +
  '维修费用约一千二百万元，由省里承担六成。'
const market =
  '南湾区的花市今年移到体育公园，共设三百二十个摊位，腊月二十五开市。\n' +
  '往年最受欢迎的水仙和金橘仍在入口两侧，停车场增加到八百个车位。'
const crack = '检测发现第三号桥墩有一道两厘米宽的裂缝，继续通车会有危险。'

const contained = (passage: string, text: string) => locatePassage(passageOf(passage), text)?.contained ?? 0

describe('a passage in a text', () => {
  test('is exact where marks, spaces and the script alone differ', () => {
    for (const passage of [
      crack,
      '检测发现 第三号桥墩有一道两厘米宽的裂缝 继续通车会有危险',
      '檢測發現第三號橋墩有一道兩厘米寬的裂縫，繼續通車會有危險。',
    ]) {
      const match = locatePassage(passageOf(passage), bridge)
      assert.equal(match?.isExact, true, passage)
      assert.equal(bridge.slice(match?.start, match?.end), crack.slice(0, -1))
    }
  })

  test('with words changed is contained in part, and what is shared is told', () => {
    const match = locatePassage(
      passageOf('检测显示第三号桥墩有一道五厘米宽的裂缝，继续通车会有危险。'),
      bridge,
    )
    assert.ok(match && !match.isExact && match.contained > 0.75 && match.contained < 1)
    const shared = match.shared.map(([start, end]) => bridge.slice(start, end))
    assert.deepEqual(shared, ['第三号桥墩有一道', '厘米宽的裂缝，继续通车会有危险'])
  })

  test('with sentences dropped is found whole in the longer text, and in part the other way about', () => {
    const short = bridge
      .split('\n')
      .filter((_, index) => index !== 1)
      .join('\n')
    assert.ok(contained(short, bridge) > 0.95)
    assert.ok(contained(bridge, short) > 0.7 && contained(bridge, short) < 0.9)
  })

  test('of another subject is not there', () => {
    assert.ok(contained(crack, market) < 0.1)
    assert.equal(contained('the quick brown fox jumps', bridge), 0)
  })

  test('of English is told by its words', () => {
    const text = 'The mayor said on Monday that the old stone bridge will close for four months.'
    assert.equal(contained('the old stone bridge will close', text), 1)
    const edited = contained(
      'the mayor said on Tuesday that the old stone bridge will close for five months',
      text,
    )
    assert.ok(edited > 0.6 && edited < 1)
  })

  test('of three characters says too little', () => {
    assert.throws(() => passageOf('两厘米'), PassageError)
    assert.throws(() => passageOf('  ，。 '), PassageError)
  })

  test('has an excerpt with the shared stretches marked, cut by no more than its room', () => {
    const match = locatePassage(passageOf(crack), bridge)
    assert.ok(match)
    const excerpt = excerptOf(bridge, match, 160)
    assert.deepEqual(
      excerpt.pieces.filter((piece) => piece.matched).map((piece) => piece.text),
      [crack.slice(0, -1)],
    )
    assert.ok(excerpt.startsInside && excerpt.endsInside)
  })

  test('whatever the texts: places are inside, in order, and the excerpt keeps to its room', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 })
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const [passage, whole] = [`桥墩有裂缝${a}`, `${b}桥墩有裂缝${a.slice(0, 9)}${c}`]
        const match = locatePassage(passageOf(passage), whole)
        assert.ok(match && match.contained >= 0 && match.contained <= 1)
        let at = match.start
        for (const [start, end] of match.shared) {
          assert.ok(start >= at && end > start && end <= match.end)
          at = end
        }
        const { pieces } = excerptOf(whole, match, 60)
        assert.ok(pieces.map((piece) => piece.text).join('').length <= 60)
      }),
    )
  })
})

describe('what a passage is looked up by', () => {
  test('holds every fingerprint that its text can have', () => {
    const runs = new Set(shingleHashes(unitsOf(plainText(bridge)), 6))
    assert.ok([...fingerprintsOf(plainText(bridge))].every((fingerprint) => runs.has(fingerprint)))
  })
})

const [at1, at2, at3] = ['2024-03-03T04:00:00Z', '2024-03-03T09:00:00Z', '2024-03-04T01:00:00Z'] as const
const toned = bridge.replace(crack, '检测发现个别构件需要维护。')

async function archive() {
  const parts = createFakeCatalog()
  const stories = createStories({ ...parts, clock: systemClock })
  const page = (host: string, text: string, capturedAt: string) =>
    fakeSnapshot({
      url: `https://${host}.example/1`,
      title: '老石桥封闭维修',
      text,
      capturedAt,
      publishedAt: at1,
    })
  await take(parts, stories, [
    page('county', bridge, at1),
    page('portal', `来源：云岭日报\n${bridge}`, at1),
    page('county', toned, at2),
    page('park', market, at1),
  ])
  const look = async (text: string) => {
    const passage = passageOf(text)
    const found = await parts.catalog.findMany(await passageCandidates(parts, passage))
    return {
      passage,
      hosts: [...new Set(found.map(({ snapshot }) => new URL(snapshot.url).hostname))],
      found,
    }
  }
  return { parts, look }
}

describe('a sentence that vanished', () => {
  test('is found in the revision that had it, and in the reprint that still has it', async () => {
    const { look } = await archive()
    assert.deepEqual((await look(crack)).hosts.slice(0, 2).sort(), ['county.example', 'portal.example'])
  })

  test('is found though it is shorter than a window of fingerprints', async () => {
    const { parts } = await archive()
    const passage = passageOf('会有危险')
    assert.deepEqual(
      await parts.catalog.byFingerprints(fingerprintsOf(passage.plain), { sharedMin: 1, limit: 9 }),
      [],
    )
    const found = await parts.catalog.findMany(await passageCandidates(parts, passage))
    assert.ok(
      found.some(({ snapshot }) => snapshot.article.text === bridge && snapshot.url.includes('county')),
    )
  })

  test('has a history: since when, until when, and what took its place', () => {
    const revision = (text: string, capturedAt: string) =>
      fakeSnapshot({ url: 'https://county.example/1', title: '老石桥封闭维修', text, capturedAt })
    const revisions = [revision(bridge, at1), revision(toned, at2), revision(bridge, at3)]
    const history = passageHistory(passageOf(crack), revisions.slice(0, 2), 0.5)
    assert.deepEqual(
      history?.spans.map(({ sinceAt, lastAt, untilAt }) => [sinceAt, lastAt, untilAt]),
      [[revisions[0]!.capturedAt, revisions[0]!.capturedAt, revisions[1]!.capturedAt]],
    )
    const added = history.change?.filter(({ kind }) => kind === 'added').map(({ text }) => text)
    assert.match(added?.join('') ?? '', /个别构件需要维护/)
    const back = passageHistory(passageOf(crack), revisions, 0.5)
    assert.deepEqual(
      back?.spans.map(({ until }) => until === null),
      [false, true],
    )
    assert.equal(back.change, null)
    assert.equal(passageHistory(passageOf(market), revisions, 0.5), null)
  })
})
