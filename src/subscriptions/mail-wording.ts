import type { EventKind } from './follow.ts'

export const mailLanguages = ['zh-Hans', 'zh-Hant', 'en'] as const
export type MailLanguage = (typeof mailLanguages)[number]

/** What mails say in our own voice. */
export interface MailWording {
  readonly kinds: Readonly<Record<EventKind, string>>
  subject(count: number, first: string, service: string): string
  readonly withdrawn: string
  readonly read: string
  readonly compare: string
  readonly manage: string
  readonly unsubscribe: string
  readonly why: string
  confirmSubject(service: string): string
  readonly confirmText: string
  readonly confirm: string
  readonly confirmIgnore: string
  signInSubject(service: string): string
  readonly signInText: string
  readonly signIn: string
}

export const mailWordings: Readonly<Record<MailLanguage, MailWording>> = {
  'zh-Hans': {
    kinds: { new: '新', revised: '已修改', gone: '原文已消失', back: '原文恢复', withdrawn: '已撤下' },
    subject: (count, first, service) =>
      count > 1 ? `${first}，及另外 ${count - 1} 条 · ${service}` : `${first} · ${service}`,
    withdrawn: '一篇快照已从本站撤下。',
    read: '阅读快照',
    compare: '比较前后两版',
    manage: '管理订阅和投递记录',
    unsubscribe: '退订',
    why: '因为您关注',
    confirmSubject: (service) => `请确认订阅 · ${service}`,
    confirmText: '有人（希望是您）要求把新闻通知发到这个邮箱。打开下面的链接并确认后，才会开始发送。',
    confirm: '确认订阅',
    confirmIgnore: '如果不是您，不必理会：没有确认，就不会再有邮件。',
    signInSubject: (service) => `登录链接 · ${service}`,
    signInText: '打开下面的链接即可登录。链接只能用一次，二十分钟内有效。',
    signIn: '登录',
  },
  'zh-Hant': {
    kinds: { new: '新', revised: '已修改', gone: '原文已消失', back: '原文恢復', withdrawn: '已撤下' },
    subject: (count, first, service) =>
      count > 1 ? `${first}，及另外 ${count - 1} 則 · ${service}` : `${first} · ${service}`,
    withdrawn: '一篇快照已從本站撤下。',
    read: '閱讀快照',
    compare: '比較前後兩版',
    manage: '管理訂閱和投遞記錄',
    unsubscribe: '退訂',
    why: '因為您關注',
    confirmSubject: (service) => `請確認訂閱 · ${service}`,
    confirmText: '有人（希望是您）要求把新聞通知發到這個信箱。打開下面的連結並確認後，才會開始發送。',
    confirm: '確認訂閱',
    confirmIgnore: '如果不是您，不必理會：沒有確認，就不會再有郵件。',
    signInSubject: (service) => `登入連結 · ${service}`,
    signInText: '打開下面的連結即可登入。連結只能用一次，二十分鐘內有效。',
    signIn: '登入',
  },
  en: {
    kinds: { new: 'New', revised: 'Revised', gone: 'Gone', back: 'Back', withdrawn: 'Withdrawn' },
    subject: (count, first, service) =>
      count > 1 ? `${first}, and ${count - 1} more · ${service}` : `${first} · ${service}`,
    withdrawn: 'A snapshot was taken down.',
    read: 'Read the snapshot',
    compare: 'Compare the two versions',
    manage: 'Manage subscriptions and see deliveries',
    unsubscribe: 'Unsubscribe',
    why: 'Because you follow',
    confirmSubject: (service) => `Confirm your subscription · ${service}`,
    confirmText:
      'Somebody, we hope you, asked for news at this address. Nothing is sent until the link below was opened and confirmed.',
    confirm: 'Confirm',
    confirmIgnore: 'If it was not you, do nothing: without a confirmation there will be no more mail.',
    signInSubject: (service) => `Sign-in link · ${service}`,
    signInText: 'Open the link below to sign in. It works once, for twenty minutes.',
    signIn: 'Sign in',
  },
}

export function mailLanguageOf(text: string): MailLanguage {
  return mailLanguages.find((each) => each === text) ?? 'zh-Hans'
}
