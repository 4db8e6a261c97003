import type { RevisionKind } from '#stories'

/** What each kind of rewrite is called, in the languages of pages and feeds: both say the same of one change. */
export const revisionNames: Readonly<
  Record<'zh-Hans' | 'zh-Hant' | 'en', Readonly<Record<RevisionKind, string>>>
> = {
  'zh-Hans': {
    gutted: '正文被清空',
    restored: '正文恢复',
    correction: '更正说明',
    title: '标题',
    number: '数字',
    name: '人名',
    'paragraph-removed': '删去段落',
    'paragraph-added': '增加段落',
    wording: '措辞',
  },
  'zh-Hant': {
    gutted: '正文被清空',
    restored: '正文恢復',
    correction: '更正說明',
    title: '標題',
    number: '數字',
    name: '人名',
    'paragraph-removed': '刪去段落',
    'paragraph-added': '增加段落',
    wording: '措辭',
  },
  en: {
    gutted: 'Emptied',
    restored: 'Restored',
    correction: 'Correction notice',
    title: 'Title',
    number: 'Figure',
    name: 'Name',
    'paragraph-removed': 'Paragraph removed',
    'paragraph-added': 'Paragraph added',
    wording: 'Wording',
  },
}
