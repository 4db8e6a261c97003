/**
 * A plain text without the lines an outlet's page puts around it: source lines, editors' names, disclaimers, invitations.
 * Two outlets share those without sharing a text.
 */
export function withoutPageLines(plain: string): string {
  return plain.replace(leadingReport, '').replace(pageLine, '\n')
}

const leadingReport = /^据[\p{L}\p{N}·]{2,14}?报道[,:]/u
// No nested repetition: linear in the text.
const pageLine =
  /(?:^|\n)[^\p{L}\p{N}\n]{0,3}(?:来源|稿源|转自|本文转自|责任?编辑|责编|编辑|审核|校对|监制|声明|免责声明|版权|分享到|扫码|扫一扫|长按|打开app|更多精彩|点击|下载|关注|原标题|source:|editor:|share this)[^\n]{0,90}(?=\n|$)/gu
