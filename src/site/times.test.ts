import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Instant } from '#model'
import { createTimes } from './times.ts'

const chinese = createTimes('zh-Hans', 'Asia/Shanghai')
const english = createTimes('en', 'Asia/Shanghai')

describe('times on pages', () => {
  test('a published time is shown in the offset the outlet stated, not in ours', () => {
    assert.match(
      english.published('2023-09-20T11:50:00-05:00').text,
      /20 Sept 2023, 11:50 <span class="zone">UTC−5</,
    )
  })

  test('the zone of the service is left out in lists, and named on full times', () => {
    assert.equal(
      chinese.published('2023-09-20T11:50:00+08:00').text,
      '<time datetime="2023-09-20T11:50:00+08:00">2023年9月20日 11:50</time>',
    )
    assert.match(
      chinese.measured('2023-09-20T07:45:02.000Z' as Instant, 'second').text,
      /15:45:02 <span class="zone">UTC\+8</,
    )
  })

  test('seconds that were not stated are not shown', () => {
    assert.match(
      chinese.published('2025-07-12T15:45+08:00', 'second').text,
      />2025年7月12日 15:45 <span class="zone">UTC\+8</,
    )
  })

  test('a day alone stays a day', () => {
    assert.equal(
      english.published('2023-09-20', 'second').text,
      '<time datetime="2023-09-20">20 September 2023</time>',
    )
  })

  test('what is no time is shown as it is, escaped; an offset that does not exist is not used', () => {
    assert.equal(chinese.published('<now>').text, '&lt;now&gt;')
    assert.doesNotThrow(() => chinese.published('2023-09-20T11:50:00+99:00'))
  })

  test('an offset is named as the browser would name it', () => {
    const zoneOf = (offset: string) => createTimes('en', offset).zone
    for (const offset of ['+08:00', '-03:30', '+05:45', '+14:00']) {
      const formatter = new Intl.DateTimeFormat('en', { timeZone: offset, timeZoneName: 'shortOffset' })
      const name = formatter.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value
      assert.equal(zoneOf(offset), name?.replace('GMT', 'UTC').replace('-', '−'), offset)
    }
    assert.equal(zoneOf('+00:00'), 'UTC', 'none is no offset')
  })
})
