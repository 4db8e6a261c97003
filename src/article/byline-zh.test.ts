import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readBareNames, readChineseByline, readSignature } from './byline-zh.ts'

function told(text: string): string[] {
  return readChineseByline(text).map(({ name, role }) => `${role} ${name}`)
}

describe('Chinese by-lines', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['（记者 张晓林 李云 通讯员 王小五）', ['reporter 张晓林', 'reporter 李云', 'correspondent 王小五']],
    ['本报记者 赵明 实习生 周婷', ['reporter 赵明', 'intern 周婷']],
    ['文/图 陈树声', ['author 陈树声']],
    ['（記者林文昊／南投報導）', ['reporter 林文昊']],
    ['【王子由／台北報導】', ['reporter 王子由']],
    ['责任编辑：杜硕_NB12345', ['editor 杜硕']],
    ['(方小禾 编辑)', ['editor 方小禾']],
    ['本报记者罗科苏盈发自北京', ['reporter 罗科', 'reporter 苏盈']],
    ['作者：李 明', ['author 李明']],
  ]
  for (const [line, expected] of cases) test(line, () => assert.deepEqual(told(line), expected))

  test('a reporter who is only mentioned is named nobody', () => {
    assert.deepEqual(told('记者从市公安局获悉，案件已经告破。'), [])
    assert.deepEqual(told('记者了解到，目前已有三人被捕。'), [])
  })

  test('a caption names no author of the article', () => {
    assert.deepEqual(told('图为新馆大厅。新华社记者 何平川 摄'), [])
  })

  test('names in brackets at the end sign a paragraph', () => {
    assert.deepEqual(readSignature('活动将在三地举行。（张巨峰）'), [{ name: '张巨峰', role: 'author' }])
    assert.deepEqual(readSignature('这是一次尝试（见右图）'), [])
  })

  test('a line of nothing but a name is one', () => {
    assert.deepEqual(readBareNames('胡平'), [{ name: '胡平', role: 'author' }])
    assert.deepEqual(readBareNames('社会新闻'), [])
  })

  test('any text is read without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(readChineseByline(text))))
  })
})
