import { decodeText } from '#model'

/** Characters of a feed that are read; the rest would be older entries. */
const feedCharsMax = 16_000_000

/**
 * The text of a feed, without its byte order mark: as WHATWG decodes it, and UTF-32 besides, which browsers gave
 * up and XML did not.
 *
 * @see https://www.w3.org/TR/xml/#sec-guessing
 */
export function feedText(bytes: Uint8Array, contentType: string | null): string {
  const order = utf32Order(bytes)
  const text = order ? decodeUtf32(bytes, order) : decodeText(bytes, contentType).text
  return text.slice(0, feedCharsMax).replace(/^\uFEFF/, '')
}

function utf32Order(bytes: Uint8Array): 'le' | 'be' | null {
  switch ([...bytes.subarray(0, 4)].join()) {
    case '255,254,0,0':
    case '60,0,0,0':
      return 'le'
    case '0,0,254,255':
    case '0,0,0,60':
      return 'be'
    default:
      return null
  }
}

function decodeUtf32(bytes: Uint8Array, order: 'le' | 'be'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: string[] = []
  let piece: number[] = []
  const end = Math.min(bytes.byteLength - 3, feedCharsMax * 4)
  for (let at = 0; at < end; at += 4) {
    const codePoint = view.getUint32(at, order === 'le')
    const isCharacter = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff)
    piece.push(isCharacter ? codePoint : 0xfffd)
    if (piece.length === 4096) {
      pieces.push(String.fromCodePoint(...piece))
      piece = []
    }
  }
  return pieces.join('') + String.fromCodePoint(...piece)
}
