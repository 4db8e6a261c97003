/**
 * Encodes text as GBK. Node decodes it but does not encode it, so the table is the decoder's, turned round.
 *
 * @throws {RangeError} naming the first character that GBK has no code for.
 * @see https://encoding.spec.whatwg.org/#gbk-encoder
 */
export function encodeGbk(text: string): Buffer {
  table ??= makeTable()
  const bytes: number[] = []
  for (const character of text) {
    const code = table.get(character)
    if (code !== undefined) bytes.push(code >> 8, code & 0xff)
    else if (character < '\x80') bytes.push(character.charCodeAt(0))
    else throw new RangeError(`GBK has no code for "${character}".`)
  }
  return Buffer.from(bytes)
}

let table: ReadonlyMap<string, number> | undefined

function makeTable(): Map<string, number> {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if ([...character].length === 1 && character !== '\ufffd' && !codes.has(character)) {
        codes.set(character, (lead << 8) | trail)
      }
    }
  }
  return codes
}
