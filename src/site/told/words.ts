import type { Language } from '../language.ts'

/** What the pages about being told say in our own voice. */
export interface ToldWords {
  readonly byMail: string
  readonly byMailLead: string
  readonly mailbox: string
  readonly rhythm: string
  readonly rhythms: Readonly<Record<'instant' | 'hourly' | 'daily' | 'weekly', string>>
  readonly ask: string
  readonly askedTitle: string
  readonly askedLead: string
  readonly confirmTitle: string
  readonly confirmLead: string
  readonly confirm: string
  readonly confirmedTitle: string
  readonly endTitle: string
  readonly endLead: string
  readonly end: string
  readonly endedTitle: string
  readonly unknownTitle: string
  readonly unknownLead: string
  readonly manageTitle: string
  readonly follows: string
  readonly receipts: string
  readonly states: Readonly<Record<'due' | 'held-back' | 'sent' | 'dead', string>>
  readonly events: Readonly<Record<'new' | 'revised' | 'gone' | 'back' | 'withdrawn', string>>
  readonly change: string
  readonly remove: string
  readonly retry: string
  readonly none: string
  readonly saveTitle: string
  readonly saveLead: string
  readonly save: string
  readonly address: string
  readonly notOpen: string
  readonly bookmarklet: string
  readonly tooMany: string
  readonly pushOn: string
  readonly pushOff: string
  readonly pushFailed: string
}

export const toldWords: Readonly<Record<Language, ToldWords>> = {
  'zh-Hans': {
    byMail: '用邮件订阅这份列表',
    byMailLead: '先发一封确认信；没有确认，不会再有邮件。每封信都能一键退订。',
    mailbox: '邮箱',
    rhythm: '频率',
    rhythms: { instant: '立即', hourly: '每小时', daily: '每天早上', weekly: '每周一早上' },
    ask: '发送确认信',
    askedTitle: '请查收确认信',
    askedLead: '打开信里的链接并确认，订阅才开始。',
    confirmTitle: '确认订阅',
    confirmLead: '把通知发到这个邮箱：',
    confirm: '确认',
    confirmedTitle: '订阅已开始',
    endTitle: '退订',
    endLead: '不再把通知发到：',
    end: '退订',
    endedTitle: '已退订，不会再有邮件',
    unknownTitle: '没有这份订阅',
    unknownLead: '链接不完整，或者订阅已删除。',
    manageTitle: '订阅与投递记录',
    follows: '关注',
    receipts: '投递记录',
    states: { due: '等待投递', 'held-back': '未投递（重复）', sent: '已送出', dead: '已放弃' },
    events: { new: '新', revised: '已修改', gone: '原文已消失', back: '原文恢复', withdrawn: '已撤下' },
    change: '更改',
    remove: '取消关注',
    retry: '重新投递已放弃的',
    none: '还没有。',
    saveTitle: '保存一个新闻页面',
    saveLead: '立即为一个新闻页面制作快照。',
    save: '制作快照',
    address: '网址',
    notOpen: '本站不接受读者的快照请求。',
    bookmarklet: '把这个链接拖到书签栏，浏览新闻时点一下即可保存：',
    tooMany: '请求过多，请稍后再试。',
    pushOn: '在此浏览器中通知我',
    pushOff: '不再通知',
    pushFailed: '没有成功：浏览器或推送服务拒绝了。',
  },
  'zh-Hant': {
    byMail: '用郵件訂閱這份列表',
    byMailLead: '先發一封確認信；沒有確認，不會再有郵件。每封信都能一鍵退訂。',
    mailbox: '信箱',
    rhythm: '頻率',
    rhythms: { instant: '立即', hourly: '每小時', daily: '每天早上', weekly: '每週一早上' },
    ask: '發送確認信',
    askedTitle: '請查收確認信',
    askedLead: '打開信裡的連結並確認，訂閱才開始。',
    confirmTitle: '確認訂閱',
    confirmLead: '把通知發到這個信箱：',
    confirm: '確認',
    confirmedTitle: '訂閱已開始',
    endTitle: '退訂',
    endLead: '不再把通知發到：',
    end: '退訂',
    endedTitle: '已退訂，不會再有郵件',
    unknownTitle: '沒有這份訂閱',
    unknownLead: '連結不完整，或者訂閱已刪除。',
    manageTitle: '訂閱與投遞記錄',
    follows: '關注',
    receipts: '投遞記錄',
    states: { due: '等待投遞', 'held-back': '未投遞（重複）', sent: '已送出', dead: '已放棄' },
    events: { new: '新', revised: '已修改', gone: '原文已消失', back: '原文恢復', withdrawn: '已撤下' },
    change: '更改',
    remove: '取消關注',
    retry: '重新投遞已放棄的',
    none: '還沒有。',
    saveTitle: '保存一個新聞頁面',
    saveLead: '立即為一個新聞頁面製作快照。',
    save: '製作快照',
    address: '網址',
    notOpen: '本站不接受讀者的快照請求。',
    bookmarklet: '把這個連結拖到書籤列，瀏覽新聞時點一下即可保存：',
    tooMany: '請求過多，請稍後再試。',
    pushOn: '在此瀏覽器中通知我',
    pushOff: '不再通知',
    pushFailed: '沒有成功：瀏覽器或推送服務拒絕了。',
  },
  en: {
    byMail: 'This list by mail',
    byMailLead:
      'First one letter that asks you; without your answer there is no other. Every letter has one click that ends it.',
    mailbox: 'Mail address',
    rhythm: 'How often',
    rhythms: { instant: 'At once', hourly: 'Hourly', daily: 'Every morning', weekly: 'Monday mornings' },
    ask: 'Send the confirmation',
    askedTitle: 'Look into your mailbox',
    askedLead: 'Open the link in the letter and confirm: then it begins.',
    confirmTitle: 'Confirm the subscription',
    confirmLead: 'Notices go to this address:',
    confirm: 'Confirm',
    confirmedTitle: 'The subscription has begun',
    endTitle: 'Unsubscribe',
    endLead: 'No more notices to:',
    end: 'Unsubscribe',
    endedTitle: 'Ended; there will be no more mail',
    unknownTitle: 'There is no such subscription',
    unknownLead: 'The link is not whole, or the subscription was removed.',
    manageTitle: 'Subscriptions and deliveries',
    follows: 'Followed',
    receipts: 'Deliveries',
    states: { due: 'waiting', 'held-back': 'held back as a duplicate', sent: 'sent', dead: 'given up' },
    events: { new: 'new', revised: 'revised', gone: 'gone', back: 'back', withdrawn: 'withdrawn' },
    change: 'Change',
    remove: 'Stop following',
    retry: 'Try again what was given up',
    none: 'None yet.',
    saveTitle: 'Save a news page',
    saveLead: 'Takes a snapshot of a news page now.',
    save: 'Take the snapshot',
    address: 'Address',
    notOpen: 'This service takes no snapshots that readers ask for.',
    bookmarklet: 'Drag this link to your bookmarks; one click on it saves the news page that you read:',
    tooMany: 'Too many requests: try again later.',
    pushOn: 'Notify me in this browser',
    pushOff: 'Stop notifying',
    pushFailed: 'It did not work: the browser or its push service refused.',
  },
}
