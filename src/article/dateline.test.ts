import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDateline } from './dateline.ts'

describe('a dateline', () => {
  for (const [dateline, rest] of [
    ['新华社北京9月1日电', '（记者张某）会议今天开幕。'],
    ['本报讯', '（记者 张某）会议今天开幕。'],
    ['某京报讯', '2019年的比赛昨天结束。'],
    ['某某之家9月30日消息', ' 据外媒报道，服务终止。'],
    ['（法新社羅馬19日電）', '會議今天開幕。'],
    ['【王某某／台北報導】', '會議今天開幕。'],
    ['【ワシントン共同】', '大統領は一日、会見した。'],
    ['(서울=연합뉴스)', ' 홍길동 기자 = 회의가 열렸다.'],
    ['[부산=뉴시스]', '홍길동 기자 = 회의가 열렸다.'],
    ['МОСКВА, 1 янв — РИА Новости', '. Совещание открылось.'],
    ['PARIS (AP)', ' — The meeting opened.'],
    ['Berlin (dpa)', ' - Die Sitzung begann.'],
    ['Madrid, 1 ene (EFE)', '.- La reunión comenzó.'],
    ['ANKARA (AA)', ' - Toplantı başladı.'],
    ['القاهرة (رويترز)', ' - بدأ الاجتماع.'],
    ['GENEVA', ' — The meeting opened.'],
  ] as const) {
    test(`opens a text as ${dateline}`, () => assert.equal(readDateline([dateline + rest]), dateline))
  }

  test('may stand in a line of its own above the text', () => {
    assert.equal(readDateline(['本报讯', '会议今天开幕。']), '本报讯')
  })

  test('is none where a sentence tells of an outlet or of news', () => {
    assert.equal(readDateline(['据新华社9月1日报道，会议今天开幕。']), null)
    assert.equal(readDateline(['对于电视台退出的消息，观众并不意外。']), null)
    assert.equal(readDateline(['Berlin (Hauptstadt) - Die Sitzung begann.']), null)
  })

  test('is looked for in linear time', () => {
    const startedAt = process.cpuUsage().user
    readDateline(['报'.repeat(100_000), 'A-'.repeat(50_000), '【共'.repeat(50_000)])
    assert.ok(process.cpuUsage().user - startedAt < 500_000)
  })
})
