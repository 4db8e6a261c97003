import type { HttpUrl } from '#model'
import type { GuardedRequest } from './guarded-request.ts'

/** Sends a form, such as a WebSub hub takes, and tells the status of the answer, or why none came. */
export type PostForm = (
  url: HttpUrl,
  form: URLSearchParams,
  signal: AbortSignal,
) => Promise<{ readonly status: number } | { readonly failure: string }>

/** Forms are guarded requests, of which only the status counts. */
export function createFormPoster(request: GuardedRequest): PostForm {
  return async (url, form, signal) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await request(url, { method: 'POST', headers, body: form.toString() }, { signal })
    switch (answer.kind) {
      case 'answered':
        return { status: answer.status }
      case 'refused':
        return { failure: `refused: ${answer.reason}` }
      case 'unreachable':
        return { failure: answer.reason }
    }
  }
}
