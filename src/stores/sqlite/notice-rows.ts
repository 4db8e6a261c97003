import type { NoticeInput, NoticeReceipt, Withholding } from '#access'
import type { HttpUrl, Instant, SnapshotId } from '#model'

export interface NoticeRow {
  case_number: string
  status_key: string
  filed_at: Instant
  subject: string
  kind: NoticeInput['kind']
  reason: string
  name: string
  contact: string
  decision: string | null
}

export interface WithholdingRow {
  id: SnapshotId
  url: HttpUrl | null
  captured_at: Instant
  withheld_at: Instant
  reason: string
  legal: number
}

export function receiptOf(row: NoticeRow): NoticeReceipt {
  return { caseNumber: row.case_number, statusKey: row.status_key, filedAt: row.filed_at }
}

export function noticeOf(row: NoticeRow): NoticeInput & NoticeReceipt {
  const { subject, kind, reason, name, contact } = row
  return { ...receiptOf(row), subject, kind, reason, name, contact }
}

export function withholdingOf(row: WithholdingRow): Withholding {
  return {
    id: row.id,
    url: row.url,
    capturedAt: row.captured_at,
    withheldAt: row.withheld_at,
    reason: row.reason,
    legal: row.legal === 1,
  }
}
