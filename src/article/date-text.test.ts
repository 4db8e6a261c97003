import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readDate, toNewsTime } from './date-text.ts'

function told(text: string, zone: string | null = null): string | null {
  const reading = readDate(text)
  return reading && toNewsTime(reading, zone)
}

describe('dates in news pages', () => {
  const cases: readonly [string, string | null, string | null][] = [
    ['2024-05-13T09:16:04+08:00', null, '2024-05-13T09:16:04+08:00'],
    ['2024-05-13 09:16:04', 'Asia/Shanghai', '2024-05-13T09:16:04+08:00'],
    ['发布时间：2024年5月13日 下午3:05', 'Asia/Shanghai', '2024-05-13T15:05+08:00'],
    ['2024年5月13日', 'Asia/Shanghai', '2024-05-13'],
    ['May 3, 2024 at 5:04 p.m. EDT', null, '2024-05-03T17:04-04:00'],
    ['Jan. 3, 2024, 5:04 p.m. ET', null, '2024-01-03T17:04-05:00'],
    ['3. Mai 2024, 17:04 Uhr', 'Europe/Berlin', '2024-05-03T17:04+02:00'],
    ['Do 25.01.24 | 14:07 Uhr', 'Europe/Berlin', '2024-01-25T14:07+01:00'],
    ['1659274471', null, '2022-07-31T13:34:31Z'],
    ['20240513', null, '2024-05-13'],
  ]
  for (const [text, zone, expected] of cases) {
    test(`${text} is ${expected}`, () => assert.equal(told(text, zone), expected))
  }

  test('without any zone only the day is known', () => assert.equal(told('2024-05-13 09:16'), '2024-05-13'))

  test('no day is made up', () => {
    for (const text of ['2024-02-31', '13 of 2024', 'version 1.2.3', '']) assert.equal(told(text), null)
  })

  test('any text gives a news time or nothing', () => {
    const parts = fc.constantFrom(
      '2024',
      '-',
      '05',
      '/',
      '13',
      ' ',
      ':',
      'T',
      'Z',
      '年',
      '月',
      '日',
      'May',
      '+',
      '99',
      '.',
    )
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 20 }),
        (each) => told(each.join(''), 'Asia/Tokyo') !== undefined,
      ),
    )
  })
})
