import { base32, type Clock, ServiceError } from '#model'
import type { NoticeInput, NoticeReceipt } from './access.ts'
import type { NoticeStore } from './notice-store.ts'

export const noticeKinds = ['copyright', 'privacy', 'error', 'legal', 'other'] as const

/** Longest text of each field, in characters. */
const charsMax = { subject: 2_000, reason: 8_000, name: 200, contact: 300 } as const

/** What is missing or too long in a removal request, by field. */
export class NoticeError extends ServiceError {
  readonly fields: Readonly<Partial<Record<keyof NoticeInput, 'missing' | 'too-long' | 'unknown'>>>

  constructor(fields: NoticeError['fields']) {
    super(
      `The request lacks something: ${Object.entries(fields)
        .map(([field, what]) => `${field} is ${what}`)
        .join(', ')}.`,
      {
        retry: 'never',
        toDo: 'Fill in what is named, and send it again.',
      },
    )
    this.fields = fields
  }
}

/** Records a removal request durably. @throws {NoticeError} */
export async function fileNotice(
  notice: NoticeInput,
  { store, clock, random }: { store: NoticeStore; clock: Clock; random: (bytes: number) => Uint8Array },
): Promise<NoticeReceipt> {
  const wrong: Record<string, 'missing' | 'too-long' | 'unknown'> = {}
  for (const [field, max] of Object.entries(charsMax) as [keyof typeof charsMax, number][]) {
    if (notice[field].trim() === '') wrong[field] = 'missing'
    else if (notice[field].length > max) wrong[field] = 'too-long'
  }
  if (!noticeKinds.includes(notice.kind)) wrong['kind'] = 'unknown'
  if (Object.keys(wrong).length > 0) throw new NoticeError(wrong)

  const filedAt = clock.now()
  const receipt: NoticeReceipt = {
    caseNumber: `${filedAt.slice(0, 4)}-${base32(random(5))}`,
    statusKey: base32(random(20)).toLowerCase(),
    filedAt,
  }
  await store.file(notice, receipt)
  return receipt
}
