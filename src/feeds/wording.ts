import { type RevisionKind, revisionNames } from '#access'

/** The languages that feeds have words in; `?lang=` picks one. */
export const languages = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Language = (typeof languages)[number]

/** What feeds say in their own voice. */
export interface Wording {
  readonly newest: string
  readonly changes: string
  readonly subscriptions: string
  readonly description: string
  search(query: string): string
  story(title: string): string
  revisions(title: string): string
  revised(title: string): string
  gone(title: string): string
  revision(number: number, count: number): string
  reprints(names: readonly string[]): string
  readonly isRevised: string
  readonly isGone: string
  readonly isChanged: string
  /** What a revision did, and whether it says so itself. */
  readonly kinds: Readonly<Record<RevisionKind, string>>
  readonly isDeclared: string
  readonly isSilent: string
}

export const wordings: Readonly<Record<Language, Wording>> = {
  'zh-Hans': {
    newest: '最新收录',
    changes: '修改与消失',
    subscriptions: '我的订阅',
    description: '本站爬虫采集并收录的资讯快照,未作修改,不代表本站立场。',
    search: (query) => `搜索:${query}`,
    story: (title) => `事件:${title}`,
    revisions: (title) => `修订:${title}`,
    revised: (title) => `【已修改】${title}`,
    gone: (title) => `【原文已消失】${title}`,
    revision: (number, count) => `第 ${number} 版,共 ${count} 版`,
    reprints: (names) => `转载:${names.join('、')}`,
    isRevised: '原文内容有改动,点击标题比较前后两版。',
    isGone: '原网址已无法打开,快照仍在。',
    isChanged: '原文此后有改动。',
    kinds: revisionNames['zh-Hans'],
    isDeclared: '媒体有说明。',
    isSilent: '媒体未说明。',
  },
  'zh-Hant': {
    newest: '最新收錄',
    changes: '修改與消失',
    subscriptions: '我的訂閱',
    description: '本站爬蟲採集並收錄的資訊快照,未作修改,不代表本站立場。',
    search: (query) => `搜尋:${query}`,
    story: (title) => `事件:${title}`,
    revisions: (title) => `修訂:${title}`,
    revised: (title) => `【已修改】${title}`,
    gone: (title) => `【原文已消失】${title}`,
    revision: (number, count) => `第 ${number} 版,共 ${count} 版`,
    reprints: (names) => `轉載:${names.join('、')}`,
    isRevised: '原文內容有改動,點擊標題比較前後兩版。',
    isGone: '原網址已無法打開,快照仍在。',
    isChanged: '原文此後有改動。',
    kinds: revisionNames['zh-Hant'],
    isDeclared: '媒體有說明。',
    isSilent: '媒體未說明。',
  },
  en: {
    newest: 'Newest',
    changes: 'Revised and vanished',
    subscriptions: 'My subscriptions',
    description: "News snapshots, collected by this service's crawler, unmodified, and not its opinion.",
    search: (query) => `Search: ${query}`,
    story: (title) => `Story: ${title}`,
    revisions: (title) => `Revisions: ${title}`,
    revised: (title) => `[Revised] ${title}`,
    gone: (title) => `[Gone] ${title}`,
    revision: (number, count) => `Revision ${number} of ${count}`,
    reprints: (names) => `Reprinted by ${names.join(', ')}`,
    isRevised: 'The original has changed; the title leads to a comparison.',
    isGone: "The original's address no longer answers; the snapshot is still here.",
    isChanged: 'The original has changed since.',
    kinds: revisionNames.en,
    isDeclared: 'The outlet says so.',
    isSilent: 'The outlet does not say so.',
  },
}
