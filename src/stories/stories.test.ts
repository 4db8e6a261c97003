import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '#model'
import { createStories } from './create-stories.ts'
import { createFakeCatalog, type FakeArticle, fakeSnapshot, take } from './fake-catalog.ts'

const flood =
  '青川县水务局七日清晨通报，受连夜暴雨影响，白龙河水位在凌晨三点超过警戒线一米二。\n' +
  '县里已经把沿河两个乡镇的一千四百名居民转移到体育馆和两所中学，目前没有人员伤亡。\n' +
  '省防汛办派出的三支抢险队正在加固下游的堤坝，预计洪峰将在当天傍晚通过县城。'
const floodNext =
  '白龙河洪峰七日傍晚通过青川县城，最高水位比警戒线高出一米六，下游堤坝没有出现险情。\n' +
  '县水务局说，转移到体育馆和中学的一千四百名居民将从八日上午起分批回家。'
const chess =
  '第十二届城市围棋联赛昨晚在海口落幕，年仅十六岁的选手林知远连胜四局夺得冠军。\n' +
  '他在决赛中执黑中盘击败去年的冠军，赛后表示最难的是半决赛那盘细棋。'

describe('reprints', () => {
  test('a later copy at another outlet leads to the original', async () => {
    const { original, reprint } = await connected([
      {
        url: 'https://qingchuan.example/1',
        text: flood,
        publishedAt: '2024-07-07T08:00:00+08:00',
        outlet: '青川日报',
      },
      {
        url: 'https://portal.example/9',
        text: `来源：青川日报\n${flood}\n责任编辑：某某`,
        publishedAt: '2024-07-07T10:00:00+08:00',
        outlet: '某门户',
      },
    ])
    assert.equal(reprint?.connections.reprintOf?.parent, original?.snapshot.id)
    assert.ok(reprint!.connections.reprintOf!.containment > 0.9)
    assert.equal(original?.connections.reprintOf, null)
  })

  test('an original that the crawl meets later takes over its reprint', async () => {
    const { original: reprint, reprint: original } = await connected([
      {
        url: 'https://portal.example/9',
        text: flood,
        publishedAt: '2024-07-07T10:00:00+08:00',
        outlet: '某门户',
      },
      {
        url: 'https://qingchuan.example/1',
        text: flood,
        publishedAt: '2024-07-07T08:00:00+08:00',
        outlet: '青川日报',
      },
    ])
    assert.equal(reprint?.connections.reprintOf?.parent, original?.snapshot.id)
    assert.equal(original?.connections.reprintOf, null)
  })

  test('where both name the day alone, the one that names the other is the reprint', async () => {
    const { original: reprint, reprint: original } = await connected([
      {
        url: 'https://portal.example/9',
        text: flood,
        publishedAt: '2024-07-07',
        outlet: '某门户',
        source: '青川日报',
        capturedAt: '2024-07-07T03:00:00Z',
      },
      {
        url: 'https://qingchuan.example/1',
        text: flood,
        publishedAt: '2024-07-07',
        outlet: '青川日报',
        capturedAt: '2024-07-07T05:00:00Z',
      },
    ])
    assert.equal(reprint?.connections.reprintOf?.parent, original?.snapshot.id)
  })

  test('a revision is no reprint of an earlier revision of its own article', async () => {
    const { reprint: revision } = await connected([
      { url: 'https://qingchuan.example/1', text: flood, publishedAt: '2024-07-07T08:00:00+08:00' },
      {
        url: 'https://qingchuan.example/1',
        text: flood.replace('一千四百', '一千五百'),
        publishedAt: '2024-07-07T08:00:00+08:00',
        capturedAt: '2024-07-07T06:00:00Z',
      },
    ])
    assert.equal(revision?.connections.reprintOf, null)
  })

  test('a roundup of several texts is no reprint of one', async () => {
    const { all } = await connected([
      { url: 'https://a.example/1', text: flood, publishedAt: '2024-07-07T08:00:00+08:00' },
      { url: 'https://b.example/1', text: chess, publishedAt: '2024-07-07T08:10:00+08:00' },
      { url: 'https://c.example/1', text: `${flood}\n${chess}`, publishedAt: '2024-07-07T20:00:00+08:00' },
    ])
    assert.equal(all[2]?.connections.reprintOf, null)
  })

  test('the same text in Traditional characters is a copy', async () => {
    const { reprint, original } = await connected([
      { url: 'https://a.example/1', text: chess, publishedAt: '2024-07-07T08:00:00+08:00' },
      {
        url: 'https://b.example/1',
        text:
          '第十二屆城市圍棋聯賽昨晚在海口落幕，年僅十六歲的選手林知遠連勝四局奪得冠軍。\n' +
          '他在決賽中執黑中盤擊敗去年的冠軍，賽後表示最難的是半決賽那盤細棋。',
        publishedAt: '2024-07-07T09:00:00+08:00',
      },
    ])
    assert.equal(reprint?.connections.reprintOf?.parent, original?.snapshot.id)
  })

  test('the lineage names the earliest copy and who took it from whom', async () => {
    const { all, stories } = await connected([
      { url: 'https://a.example/1', text: flood, publishedAt: '2024-07-07T08:00:00+08:00' },
      { url: 'https://b.example/1', text: flood, publishedAt: '2024-07-07T09:00:00+08:00' },
      { url: 'https://d.example/1', text: chess, publishedAt: '2024-07-07T09:00:00+08:00' },
    ])
    const lineage = await stories.lineage(all[1]!.snapshot.id)
    assert.equal(lineage?.original, all[0]?.snapshot.id)
    assert.deepEqual(
      lineage?.copies.map(({ id, parent }) => [id, parent]),
      [[all[1]?.snapshot.id, all[0]?.snapshot.id]],
    )
    assert.equal(await stories.lineage(all[2]!.snapshot.id), null)
  })
})

describe('stories', () => {
  test('a story begins with its second article, and the first joins it', async () => {
    const { all } = await connected([
      {
        url: 'https://a.example/1',
        title: '白龙河水位超警戒线',
        text: flood,
        publishedAt: '2024-07-07T08:00:00+08:00',
      },
      {
        url: 'https://b.example/7',
        title: '围棋联赛落幕',
        text: chess,
        publishedAt: '2024-07-07T09:00:00+08:00',
      },
      {
        url: 'https://c.example/2',
        title: '白龙河洪峰通过青川县城',
        text: floodNext,
        publishedAt: '2024-07-07T21:00:00+08:00',
      },
    ])
    const [first, other, next] = all
    assert.ok(next?.connections.story)
    assert.equal(first?.connections.story, next.connections.story)
    assert.equal(other?.connections.story, null)
  })

  test('bulletins of one flood that tell of other villages join by its names', async () => {
    const { all } = await connected([
      {
        url: 'https://a.example/1',
        title: '澜溪水位超过保证水位 苇渡站今晨洪峰过境',
        text: '受连夜暴雨影响，澜溪洪峰今晨通过苇渡水文站，水位超过保证水位六十六厘米。防汛指挥部下令转移沿河三个村的村民。',
        publishedAt: '2025-07-12T07:00:00+08:00',
      },
      {
        url: 'https://b.example/2',
        title: '救援队驰援苇渡 带去三十条冲锋舟',
        text: '蓝鲸救援队的六十名队员今晨到达苇渡。澜溪洪峰过后，村里水深三米，冲锋舟把村民一家家接出来，防汛指挥部请他们再留两天。',
        publishedAt: '2025-07-12T18:00:00+08:00',
      },
    ])
    assert.ok(all[1]?.connections.story)
    assert.equal(all[0]?.connections.story, all[1]?.connections.story)
  })

  test('a reprint is in the story of its original', async () => {
    const { all } = await connected([
      { url: 'https://a.example/1', text: chess, publishedAt: '2024-07-07T08:00:00+08:00' },
      { url: 'https://b.example/7', text: chess, publishedAt: '2024-07-07T09:00:00+08:00' },
    ])
    assert.ok(all[1]?.connections.story)
    assert.equal(all[0]?.connections.story, all[1]?.connections.story)
  })
})

describe('digests', () => {
  test('are reprints of none of their pieces, and listed with each', async () => {
    const { all, stories } = await connected([
      {
        url: 'https://a.example/1',
        text: flood,
        publishedAt: '2024-07-07T08:00:00+08:00',
        outlet: '青川日报',
      },
      {
        url: 'https://b.example/1',
        text: chess,
        publishedAt: '2024-07-07T09:00:00+08:00',
        outlet: '海口晚报',
      },
      {
        url: 'https://c.example/1',
        text: `${flood}\n${chess}`,
        publishedAt: '2024-07-07T18:00:00+08:00',
        outlet: '某门户',
      },
    ])
    const [river, board, digest] = all
    assert.equal(digest?.connections.reprintOf, null)
    for (const piece of [river, board]) {
      const lineage = await stories.lineage(piece!.snapshot.id)
      assert.deepEqual(lineage, { original: piece!.snapshot.id, copies: [], roundups: [digest!.snapshot.id] })
    }
  })
})

describe('related articles', () => {
  const articles = [
    {
      url: 'https://a.example/1',
      title: '白龙河水位超警戒线',
      text: flood,
      publishedAt: '2024-07-07T08:00:00+08:00',
    },
    {
      url: 'https://b.example/7',
      title: '白龙河水位超警戒线',
      text: flood,
      publishedAt: '2024-07-07T09:00:00+08:00',
    },
    {
      url: 'https://c.example/2',
      title: '白龙河洪峰过境',
      text: floodNext,
      publishedAt: '2024-07-07T21:00:00+08:00',
    },
    {
      url: 'https://d.example/2',
      title: '白龙河洪峰过境',
      text: floodNext,
      publishedAt: '2024-07-07T22:00:00+08:00',
    },
  ]

  test('leave out the article and its copies, and fold the reprints of another into one entry', async () => {
    const { all, stories } = await connected(articles)
    const related = await stories.related(all[0]!, { limit: 5 })
    assert.deepEqual(
      related.map(({ id, reprints }) => [id, reprints]),
      [[all[2]?.snapshot.id, [all[3]?.snapshot.id]]],
    )
    assert.equal(related[0]?.relation, 'story')
  })

  test('show a passage of at most 120 characters with what matches marked', async () => {
    const { all, stories } = await connected(articles)
    const [entry] = await stories.related(all[0]!, { limit: 5 })
    const text = entry!.excerpt.pieces.map((piece) => piece.text).join('')
    assert.ok(text.length <= 118, 'with a sign of omission at either end, at most 120')
    const marked = entry!.excerpt.pieces.filter(({ matched }) => matched).map((piece) => piece.text)
    assert.ok(
      marked.some((piece) => piece.includes('白龙河') || piece.includes('居民')),
      marked.join('|'),
    )
  })
})

describe('related over the years', () => {
  const garden = {
    url: 'https://garden.example/1',
    title: '红石榴驿站开到了家门口',
    text:
      '柳泉街道的红石榴驿站昨天上午九点开门，各族群众可以在这里办居住证、学剪纸、下象棋。\n' +
      '街道民族团结进步专干阿依努尔说，驿站一年要办四十场活动，为的是铸牢中华民族共同体意识。',
    publishedAt: '2022-05-07T08:00:00+08:00',
  }
  const laterGarden = {
    url: 'https://other.example/5',
    title: '又一批红石榴驿站挂牌',
    text: '为铸牢中华民族共同体意识，今年全市新建十二个红石榴驿站，推动民族团结进步示范社区建设。',
    publishedAt: '2025-02-03T08:00:00+08:00',
  }
  const marathon = {
    url: 'https://run.example/2',
    title: '雨中的马拉松',
    text:
      '本报讯（记者 齐某）昨天上午九点鸣枪时，气温零下二摄氏度。两万名跑者中有一千四百人来自外地，' +
      '四十公里处的补给站送出了一千二百碗姜汤。',
    publishedAt: '2024-11-11T08:00:00+08:00',
  }
  const bus = {
    url: 'https://bus.example/3',
    title: '电池公交车怎样过冬',
    text:
      '本报讯（记者 齐某）昨天上午九点，气温降到零下二摄氏度。二十辆公交车里有四十公里续航的也照常出车，' +
      '一千四百名乘客没有觉出不同。',
    publishedAt: '2025-01-18T08:00:00+08:00',
  }

  test('articles on one subject are, and the passage marks its terms', async () => {
    const { all, stories } = await connected([garden, marathon, laterGarden, bus])
    const related = await stories.related(all[0]!, { limit: 5 })
    assert.deepEqual(
      related.map(({ id }) => id),
      [all[2]?.snapshot.id],
    )
    const marked = related[0]!.excerpt.pieces.filter(({ matched }) => matched).map(({ text }) => text)
    assert.match(marked.join('|'), /铸牢中华民族共同体意识/)
    assert.doesNotMatch(marked.join('|'), /十二|今年/)
  })

  test('articles that share times, temperatures, numbers and a reporter are not', async () => {
    const { all, stories } = await connected([marathon, bus])
    assert.deepEqual(await stories.related(all[0]!, { limit: 5 }), [])
    assert.deepEqual(await stories.related(all[1]!, { limit: 5 }), [])
  })

  test('short texts with the same closing lines are no copies', async () => {
    const closing =
      '\n当天的活动吸引了不少居民前来参加，现场气氛热烈。更多消息请留意我们下周的专版，也欢迎读者来信说说身边的事。'
    const { all } = await connected([
      { ...bus, text: `新的公交车冬天也能照常出车，乘客没有觉出不同，司机说刹车还更稳了些。${closing}` },
      { ...marathon, text: `雨中的马拉松跑完了，补给站的姜汤送出一千二百碗，志愿者的手都泡白了。${closing}` },
    ])
    assert.equal(all[1]?.connections.reprintOf, null)
    assert.equal(all[0]?.connections.reprintOf, null)
  })
})

async function connected(articles: readonly FakeArticle[]) {
  const held = createFakeCatalog()
  const stories = createStories({ ...held, clock: systemClock })
  await take(held, stories, articles.map(fakeSnapshot))
  const all = held.all()
  return { all, stories, original: all[0], reprint: all[1] }
}
