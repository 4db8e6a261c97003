import { isAscii, isUtf8 } from 'node:buffer'
import { detect } from 'chardet'
import { prescanMeta, xmlDeclarationLabel } from './charset-prescan.ts'

/** Which encoding a body is in, by WHATWG name in lower case, and what said so. */
export interface CharsetFinding {
  readonly charset: string
  readonly evidence: 'bom' | 'http-header' | 'meta' | 'xml-declaration' | 'bytes' | 'default'
}

/**
 * Finds the encoding of a page or feed: byte order mark, HTTP header, `<meta>` within 1024 bytes, XML
 * declaration, then the bytes themselves (strict UTF-8, then statistics), else windows-1252.
 *
 * Here we leave the standard: a label that the bytes plainly contradict loses. Browsers would show
 * garbage; an archive of news must read the text that the outlet wrote.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
 */
export function sniffCharset(bytes: Uint8Array, contentType: string | null): CharsetFinding {
  const mark = byteOrderMark(bytes)
  if (mark) return { charset: mark, evidence: 'bom' }
  const labels = labelsOf(bytes, contentType)
  // Nearly every page: it says UTF-8, and is. Both checks are native and stop at the first bad byte.
  if (
    labels[0] &&
    (labels[0].charset === 'utf-8' ? isUtf8(bytes) : isAscii(bytes) && !isWide(labels[0].charset))
  )
    return labels[0]
  const high = measureHighBytes(bytes)
  const trusted = labels.find((each) => !contradicts(bytes, high, each.charset, labels.length > 1))
  if (trusted) return trusted
  const read = high.count > 0 ? charsetOfBytes(bytes, high) : null
  if (read) return { charset: read, evidence: 'bytes' }
  return labels[0] ?? { charset: 'windows-1252', evidence: 'default' }
}

/** Decodes a body by `sniffCharset`. Bytes that are no text in it become U+FFFD; never throws. */
export function decodeText(
  bytes: Uint8Array,
  contentType: string | null,
): { text: string; finding: CharsetFinding } {
  const finding = sniffCharset(bytes, contentType)
  return { text: decodeAs(bytes, finding.charset), finding }
}

/** The WHATWG name, in lower case, of an encoding label; null if no encoding has it. */
function charsetNamed(label: string): string | null {
  const trimmed = label.trim().toLowerCase()
  if (trimmed === 'x-user-defined') return 'x-user-defined'
  try {
    return new TextDecoder(trimmed).encoding.toLowerCase()
  } catch {
    return null
  }
}

// The standard prescans 1024 bytes, then reloads when the parser meets a later `<meta>`. We look ahead instead.
const lateMetaBytesMax = 16_384

function labelsOf(bytes: Uint8Array, contentType: string | null): CharsetFinding[] {
  const findings: CharsetFinding[] = []
  const header = /charset\s*=\s*["']?\s*([^\s"';,]+)/i.exec(contentType ?? '')?.[1]
  const fromHeader = header ? charsetNamed(header) : null
  if (fromHeader) findings.push({ charset: fromHeader, evidence: 'http-header' })
  const wide = wideMarkup(bytes)
  if (wide) findings.push({ charset: wide, evidence: 'xml-declaration' })
  const headBytes = Math.min(bytes.byteLength, lateMetaBytesMax)
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, headBytes).toString('latin1')
  const meta = prescanMeta(head.slice(0, 1024), charsetNamed) ?? prescanMeta(head, charsetNamed)
  if (meta) findings.push({ charset: meta, evidence: 'meta' })
  const declared = xmlDeclarationLabel(head)
  const fromXml = declared ? asDeclaredInAscii(charsetNamed(declared)) : null
  if (fromXml) findings.push({ charset: fromXml, evidence: 'xml-declaration' })
  return findings
}

/** A declaration that could be read byte by byte is not in UTF-16, whatever it says. */
function asDeclaredInAscii(charset: string | null): string | null {
  if (charset === 'utf-16le' || charset === 'utf-16be') return 'utf-8'
  return charset === 'x-user-defined' ? 'windows-1252' : charset
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return null
}

/** `<?x` in UTF-16 without a byte order mark. @see WHATWG prescan, step 1. */
function wideMarkup(bytes: Uint8Array): string | null {
  const start = [...bytes.subarray(0, 6)].join()
  if (start === '60,0,63,0,120,0') return 'utf-16le'
  if (start === '0,60,0,63,0,120') return 'utf-16be'
  return null
}

interface HighBytes {
  /** Bytes of 0x80 and above. */
  readonly count: number
  /** The share of them next to another one: low in Latin text, high in Chinese, Cyrillic, Greek. */
  readonly adjacentShare: number
  readonly isUtf8: boolean
}

function measureHighBytes(bytes: Uint8Array): HighBytes {
  let count = 0
  let adjacent = 0
  let wasHigh = false
  for (let at = 0; at < bytes.length; at++) {
    const isHigh = bytes[at]! >= 0x80
    if (isHigh) {
      count++
      if (wasHigh) adjacent++
    }
    wasHigh = isHigh
  }
  return { count, adjacentShare: count === 0 ? 0 : adjacent / count, isUtf8: count > 0 && isUtf8(bytes) }
}

// Below so few high bytes chance can make another encoding's text look like valid UTF-8.
const highBytesForProof = 12
// A page may carry a few bytes of somebody else's encoding (an advert, a comment) and still be what it says.
const damageMax = 0.05

/** Whether the bytes plainly are not in the encoding that a label says. */
function contradicts(bytes: Uint8Array, high: HighBytes, charset: string, hasRival: boolean): boolean {
  if (high.count === 0) return false
  if (charset === 'utf-8') return !high.isUtf8 && damage(bytes, charset) > damageMax * high.count
  if (isWide(charset)) return damage(bytes, charset) > damageMax * bytes.length
  if (high.isUtf8 && high.count >= highBytesForProof) return true
  if (isManyByte(charset)) {
    const text = decodeAs(bytes.subarray(0, 262_144), charset)
    return damageOf(text) > damageMax * high.count || isUnlikelyHan(text, charset)
  }
  // Single-byte encodings are never invalid; but Latin text has no long runs of accented letters.
  const isLatin = charset === 'windows-1252' || charset === 'iso-8859-15'
  return isLatin && high.count >= highBytesForProof && high.adjacentShare > (hasRival ? 0.4 : 0.6)
}

function isWide(charset: string): boolean {
  return charset.startsWith('utf-16')
}

function isManyByte(charset: string): boolean {
  return /^(gbk|gb18030|big5|shift_jis|euc-jp|euc-kr|iso-2022-jp)$/.test(charset)
}

function damage(bytes: Uint8Array, charset: string): number {
  return damageOf(decodeAs(bytes, charset))
}

function damageOf(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++
  return count
}

// The most frequent characters of Chinese text in both scripts: about a fifth of any running text.
const frequentHan = new Set(
  '的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里用道行所然家种種事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿兒东東神声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四总總何电電数數安少报報才结結反受目',
)

/** Text of Big5 read as GBK, and the other way round, is valid but hardly has a frequent character in it. */
function isUnlikelyHan(text: string, charset: string): boolean {
  if (charset !== 'gbk' && charset !== 'gb18030' && charset !== 'big5') return false
  let han = 0
  let frequent = 0
  for (const each of text) {
    if (each < '\u4e00' || each > '\u9fff') continue
    han++
    if (frequentHan.has(each)) frequent++
  }
  return han >= 40 && frequent / han < 0.06
}

const chardetNames: Readonly<Record<string, string>> = { ascii: 'windows-1252', gb18030: 'gbk' }

function charsetOfBytes(bytes: Uint8Array, high: HighBytes): string | null {
  if (high.isUtf8) return 'utf-8'
  if (damage(bytes, 'utf-8') <= damageMax * high.count && high.count >= highBytesForProof) return 'utf-8'
  const name = detect(textBytes(bytes))?.toLowerCase()
  if (!name || name.startsWith('utf-')) return null
  return chardetNames[name] ?? charsetNamed(name)
}

// Enough for the statistics; measured on Chinese pages, longer samples change no verdict.
const sampleBytesMax = 32_768

/** What stands between tags, so that markup does not outweigh the text. `<` is no trail byte in any encoding here. */
function textBytes(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(sampleBytesMax)
  let length = 0
  let inTag = false
  for (const byte of bytes) {
    if (byte === 0x3c) inTag = true
    else if (byte === 0x3e) inTag = false
    else if (!inTag) sample[length++] = byte
    if (length === sampleBytesMax) break
  }
  return length > 0 ? sample.subarray(0, length) : bytes.subarray(0, sampleBytesMax)
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  // GBK's decoder is that of GB 18030. @see https://encoding.spec.whatwg.org/#gbk-decoder
  const label = charset === 'gbk' ? 'gb18030' : charset === 'x-user-defined' ? 'windows-1252' : charset
  try {
    return new TextDecoder(label).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
