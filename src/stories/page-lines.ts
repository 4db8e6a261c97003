/**
 * A plain text without the lines an outlet's page puts around it: source lines, editors' names, disclaimers, invitations.
 * Two outlets share those without sharing a text.
 */
export function withoutPageLines(plain: string): string {
  return plain.replace(leadingReport, '').replace(pageLine, '\n')
}

/**
 * A folded text without what says who wrote it: page lines, by-lines in brackets, the agency in a dateline (its place
 * and day stay). Two articles of one reporter share those without sharing a subject.
 */
export function withoutAttributions(folded: string): string {
  return folded.replace(pageLine, '\n').replace(byline, '').replace(datelineAgency, '$1')
}

const byline = /\([^()\n]{0,12}(?:记者|通讯员|特派员|实习生)[^()\n]{0,60}\)/gu
const datelineAgency = /(^|\n)\p{sc=Han}{1,6}?(?:社|网|报)(?=\p{sc=Han}{0,8}\d{1,2}月\d{1,2}日(?:电|讯))/gu

const leadingReport = /^据[\p{L}\p{N}·]{2,14}?报道[,:]/u
// No nested repetition: linear in the text.
const pageLine =
  /(?:^|\n)[^\p{L}\p{N}\n]{0,3}(?:来源|稿源|转自|本文转自|责任?编辑|责编|编辑|审核|校对|监制|声明|免责声明|版权|分享到|扫码|扫一扫|长按|打开app|更多精彩|点击|下载|关注|原标题|source:|editor:|share this)[^\n]{0,90}(?=\n|$)/gu
