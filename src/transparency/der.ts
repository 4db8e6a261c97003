/**
 * One value of DER (ITU-T X.690 §10): as much of ASN.1 as time stamps need. Only definite lengths of at most four
 * bytes and tags of one byte are read; everything else is refused.
 */
export interface DerValue {
  /** The identifier byte: class, constructed or not, number. */
  readonly tag: number
  readonly content: Uint8Array
  /** Tag, length and content as they stood. */
  readonly whole: Uint8Array
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** A context-specific, constructed tag: `[n]`. */
export function contextTag(number: number): number {
  return 0xa0 | number
}

/** The values that stand side by side in these bytes. @throws {RangeError} if they are no DER. */
export function parseDer(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length; ) {
    const value = valueAt(bytes, at)
    values.push(value)
    at += value.whole.length
  }
  return values
}

/** The one value that these bytes are. @throws {RangeError} */
export function parseOneDer(bytes: Uint8Array): DerValue {
  const value = valueAt(bytes, 0)
  if (value.whole.length !== bytes.length) throw new RangeError('There is more behind the DER value.')
  return value
}

/** The values inside a constructed one. @throws {RangeError} if its tag is another. */
export function inside(value: DerValue | undefined, tag: number): DerValue[] {
  return parseDer(contentOf(value, tag))
}

/** @throws {RangeError} if there is no value, or its tag is another. */
export function contentOf(value: DerValue | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw new RangeError(`There is no DER value of tag ${tag} where one should be.`)
  return value.content
}

/** The same bytes that `parseDer` reads. */
export function formatDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents)
  const length: number[] = []
  for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff)
  const head = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length]
  return Buffer.concat([Uint8Array.of(tag, ...head), content])
}

/** An object identifier, such as `2.16.840.1.101.3.4.2.1`, as the content of its value. */
export function formatOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const arcs = [first * 40 + second, ...rest]
  return Uint8Array.from(
    arcs.flatMap((arc) => {
      const groups = [arc & 0x7f]
      for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
        groups.unshift(0x80 | (left & 0x7f))
      return groups
    }),
  )
}

/** @throws {RangeError} if the last arc does not end. */
export function parseOid(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  for (const [at, byte] of content.entries()) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte & 0x80) {
      if (at === content.length - 1) throw new RangeError('The object identifier breaks off.')
      continue
    }
    arcs.push(arc)
    arc = 0
  }
  const [head = 0, ...rest] = arcs
  const first = Math.min(Math.floor(head / 40), 2)
  return [first, head - first * 40, ...rest].join('.')
}

function valueAt(bytes: Uint8Array, start: number): DerValue {
  const [tag, first] = [bytes[start], bytes[start + 1]]
  if (tag === undefined || first === undefined) throw new RangeError('The DER value breaks off.')
  if ((tag & 0x1f) === 0x1f) throw new RangeError('The tag of the DER value has more than one byte.')
  let length = first
  let head = 2
  if (first & 0x80) {
    const count = first & 0x7f
    if (count < 1 || count > 4)
      throw new RangeError('The length of the DER value is not of one to four bytes.')
    length = 0
    for (let at = 0; at < count; at++) length = length * 256 + (bytes[start + 2 + at] ?? Number.NaN)
    head += count
  }
  const end = start + head + length
  // Also where the length itself breaks off, which makes it NaN.
  if (!(end <= bytes.length)) throw new RangeError('The DER value breaks off.')
  return { tag, content: bytes.subarray(start + head, end), whole: bytes.subarray(start, end) }
}
