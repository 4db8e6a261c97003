/** Whether a body is an HTML page: as its type says, or, where that says nothing of use, as its first bytes look. */
export function isHtml(bytes: Uint8Array, contentType: string | null): boolean {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  if (/^(?:image|audio|video|font)\/|pdf|zip|octet-stream|javascript|\bjson\b|css$/.test(type)) return false
  if (/html/.test(type)) return true
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096))
  return /<(?:!doctype html|html|head|body|div|p|table|meta|title|h1|article)[\s>/]/i.test(
    start.toString('latin1'),
  )
}
