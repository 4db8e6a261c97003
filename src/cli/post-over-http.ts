import type { Post } from '#transparency'

/** Witnesses answer with some hundred bytes, authorities with some thousand. */
const answerBytesMax = 256 * 1024

/**
 * POSTs to the witnesses and authorities that the operator has named. They are trusted to be where the settings say, so
 * none of the crawler's guards apply; but not to be quick, or brief, or to send us elsewhere.
 */
export function postOverHttp({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Post {
  return async (url, body, contentType) => {
    const response = await fetch(url, {
      method: 'POST',
      body: body as Uint8Array<ArrayBuffer> | string,
      headers: { 'content-type': contentType },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const pieces: Uint8Array[] = []
    let bytes = 0
    for await (const piece of response.body ?? []) {
      bytes += piece.length
      if (bytes > answerBytesMax) throw new Error(`The answer has more than ${answerBytesMax} bytes.`)
      pieces.push(piece)
    }
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      body: Buffer.concat(pieces),
    }
  }
}
