/**
 * Checks a snapshot's receipt in the reader's own browser, with WebCrypto alone, as docs/reference/receipt.md
 * lays it down. Pages bring the words: this file only says of each step whether it holds, and why not.
 */

const utf8 = (text) => new TextEncoder().encode(text)
const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes))
const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function sha256(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** RFC 4648 base 32, upper case, without padding: how our digests are written. */
function toBase32(bytes) {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('')
}

/** A step that does not hold. */
class DoesNotHold extends Error {}

function must(holds, detail) {
  if (!holds) throw new DoesNotHold(detail)
}

/**
 * The steps by name, in order. Each is handed the receipt and what the page itself says, throws `DoesNotHold`,
 * or returns a detail worth showing.
 *
 * @typedef {{ id: string, url: string, capturedAt: string, key: string, text: string | null }} Shown
 */
export const steps = {
  /** The receipt is of what the page shows. */
  async identity({ statement }, shown) {
    must(statement.subject === shown.id, `${statement.subject} ≠ ${shown.id}`)
    const { url, capturedAt } = statement.fields
    must(url === undefined || url === shown.url, `${url} ≠ ${shown.url}`)
    must(capturedAt === undefined || capturedAt === shown.capturedAt, `${capturedAt} ≠ ${shown.capturedAt}`)
    return `${statement.subject}  ${capturedAt ?? ''}`
  },

  /** Each value, with its salt, gives the digest that the entry commits to. */
  async entry({ statement, salts, entry }) {
    const [format, subject, ...lines] = new TextDecoder('utf-8', { fatal: true })
      .decode(fromBase64(entry))
      .split('\n')
    must(format === 'verbatim-entry/1', `format ${format}`)
    must(subject === statement.subject, `${subject} ≠ ${statement.subject}`)
    const digests = new Map(lines.slice(0, -1).map((line) => line.split(' ')))
    const names = Object.keys(statement.fields)
    for (const name of names) {
      const digest = await sha256(fromBase64(salts[name] ?? ''), utf8(`${name}\0${statement.fields[name]}`))
      must(digests.get(name) === toBase64(digest), name)
    }
    return names.join(', ')
  },

  /** The text that is shown is the one that was logged. */
  async text({ statement }, shown) {
    must(shown.text !== null, 'no text')
    const digest = `sha256:${toBase32(await sha256(utf8(shown.text)))}`
    must(statement.fields.textDigest === digest, `${digest} ≠ ${statement.fields.textDigest}`)
    return digest
  },

  /** The checkpoint is signed by the key that this page names as the log's. */
  async signature({ checkpoint, verifierKey, keyChanges = [] }, shown) {
    // A log may change its key: then the receipt names the one that signed, and both have signed the change.
    must(await areLinked(verifierKey, shown.key, keyChanges), `${verifierKey} ≠ ${shown.key}`)
    must(await isSignedBy(checkpoint, verifierKey), verifierKey)
    return verifierKey
  },

  /** RFC 9162 §2.1.3.2: the audit path leads from the entry to the root of the checkpoint. */
  async inclusion({ checkpoint, verifierKey, entry, leafIndex, treeSize, inclusionProof }) {
    const [origin, size, root] = checkpoint.split('\n')
    must(origin === verifierKey.split('+')[0], origin)
    must(size === String(treeSize), `${size} ≠ ${treeSize}`)
    must(
      Number.isSafeInteger(leafIndex) && leafIndex >= 0 && leafIndex < treeSize,
      `${leafIndex} / ${treeSize}`,
    )
    let [at, last] = [leafIndex, treeSize - 1]
    let hash = await sha256(Uint8Array.of(0), fromBase64(entry))
    for (const sibling of inclusionProof.map(fromBase64)) {
      must(last > 0, `${inclusionProof.length}`)
      if (at % 2 === 1 || at === last) {
        hash = await sha256(Uint8Array.of(1), sibling, hash)
        // At the right edge, levels without a sibling are passed over.
        while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
      } else {
        hash = await sha256(Uint8Array.of(1), hash, sibling)
      }
      at = Math.floor(at / 2)
      last = Math.floor(last / 2)
    }
    must(last === 0 && toBase64(hash) === root, `${toBase64(hash)} ≠ ${root}`)
    return `${leafIndex} / ${treeSize}  ${root}`
  },

  /** C2SP tlog-cosignature: each witness that the receipt names has signed this checkpoint, at its own time. */
  async witnesses({ checkpoint, witnesses = [] }) {
    if (witnesses.length === 0) return null
    const [text] = splitNote(checkpoint)
    const said = []
    for (const verifierKey of witnesses) {
      const { name, key, signature } = await signatureBy(checkpoint, verifierKey, 4)
      const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
      const signed = utf8(`cosignature/v1\ntime ${seconds}\n${text}`)
      must(await crypto.subtle.verify('Ed25519', key, signature.slice(8), signed), name)
      said.push(`${name} ${new Date(Number(seconds) * 1000).toISOString()}`)
    }
    return said.join(', ')
  },

  /**
   * RFC 3161: each stamp is of this checkpoint, and says when. Whether its authority signed it, `verbatim verify` and
   * `openssl ts` tell: certificates are beyond a page.
   */
  async timeStamps({ checkpoint, timeStamps = [] }) {
    if (timeStamps.length === 0) return null
    const imprint = toHex(await sha256(utf8(splitNote(checkpoint)[0])))
    const said = timeStamps.map(({ authority, token }) => {
      const hex = toHex(fromBase64(token))
      // An octet string of 32 bytes, a number, and behind it the time: 15 characters at least.
      const [, , time] = hex.match(new RegExp(`0420${imprint}02(..)(?:..)+?18[01].((?:3\\d){14})`)) ?? []
      must(time !== undefined, authority)
      const [, year, ...rest] = time.replaceAll(/3(\d)/g, '$1').match(/^(....)(..)(..)(..)(..)(..)$/)
      return `${authority} ${year}-${rest[0]}-${rest[1]}T${rest.slice(2).join(':')}Z`
    })
    return said.join(', ')
  },
}

/** The text that is signed, with its line feed, and the lines of signatures. */
function splitNote(note) {
  const end = note.lastIndexOf('\n\n') + 1
  must(end > 0, 'note')
  return [note.slice(0, end), note.slice(end + 1)]
}

/** The signature under that key, and the key for WebCrypto. */
async function signatureBy(note, verifierKey, algorithm) {
  const [name, hash, ...rest] = verifierKey.split('+')
  const bytes = fromBase64(rest.join('+')) // Base 64 has plus signs of its own.
  must(bytes.length === 33 && bytes[0] === algorithm, 'Ed25519')
  const id = toHex((await sha256(utf8(`${name}\n`), bytes)).slice(0, 4))
  must(id === hash, `${id} ≠ ${hash}`)
  const line = signaturesIn(splitNote(note)[1], name).find((each) => toHex(each.slice(0, 4)) === hash)
  must(line !== undefined, name)
  const key = await crypto.subtle.importKey('raw', bytes.slice(1), 'Ed25519', false, ['verify'])
  return { name, key, signature: line.slice(4) }
}

async function isSignedBy(note, verifierKey) {
  const { key, signature } = await signatureBy(note, verifierKey, 1)
  return crypto.subtle.verify('Ed25519', key, signature, utf8(splitNote(note)[0]))
}

/** Whether two keys are of one log: the same, or linked by changes that the keys on both sides have signed. */
async function areLinked(one, other, keyChanges) {
  const reached = new Set([one])
  for (let round = 0; round <= keyChanges.length && !reached.has(other); round++) {
    for (const note of keyChanges) {
      const [first, , from, to] = note.split('\n')
      if (first !== 'verbatim-key-change/1' || reached.has(from) === reached.has(to)) continue
      must((await isSignedBy(note, from)) && (await isSignedBy(note, to)), `${from} → ${to}`)
      reached.add(from).add(to)
    }
  }
  return reached.has(other)
}

function signaturesIn(lines, name) {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([dash, signer]) => dash === '—' && signer === name)
    .map(([, , encoded]) => fromBase64(encoded ?? ''))
}

/** The panel of a page: its button, its list of steps, its result. */
function enliven(panel) {
  const { dataset } = panel
  const button = panel.querySelector('[data-run]')
  const result = panel.querySelector('[data-result]')
  button.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    result.textContent = dataset.sayRunning
    panel.querySelector('[data-steps]').hidden = false
    const { outcome, say } = await run(panel).catch((error) => ({
      outcome: 'error',
      say:
        error.name === 'NotSupportedError' ? dataset.sayUnsupported : `${dataset.sayError} ${error.message}`,
    }))
    panel.dataset.outcome = outcome
    result.textContent = say
    button.disabled = false
  })
}

async function run(panel) {
  const { dataset } = panel
  // Anything else means a page over plain http from another machine: browsers keep WebCrypto back there.
  if (!globalThis.crypto?.subtle) return { outcome: 'error', say: dataset.sayUnsupported }
  const [receipt, snapshot] = await Promise.all([load(dataset.proof), load(dataset.snapshot)])
  const shown = {
    id: dataset.id,
    url: dataset.url,
    capturedAt: dataset.capturedAt,
    key: dataset.key,
    text: typeof snapshot.text === 'string' ? snapshot.text : null,
  }
  let allHold = true
  for (const item of panel.querySelectorAll('[data-step], [data-vouching]')) {
    const { holds, detail } = await take(item.dataset.step ?? item.dataset.vouching, receipt, shown)
    allHold &&= holds
    // What nobody has done for this receipt yet is no failure, and nothing that holds.
    const isAbsent = holds && detail === null
    item.dataset.state = isAbsent ? 'absent' : holds ? 'holds' : 'fails'
    item.querySelector('[data-mark]').textContent = isAbsent
      ? dataset.sayNone
      : holds
        ? dataset.sayHolds
        : dataset.sayFails
    item.querySelector('[data-detail]').textContent = detail ?? ''
  }
  return allHold
    ? { outcome: 'passed', say: dataset.sayPassed }
    : { outcome: 'failed', say: dataset.sayFailed }
}

/** What is malformed does not hold either; only a browser without Ed25519 is no answer. */
async function take(name, receipt, shown) {
  try {
    return { holds: true, detail: await steps[name](receipt, shown) }
  } catch (error) {
    if (error.name === 'NotSupportedError') throw error
    return { holds: false, detail: error.message }
  }
}

async function load(path) {
  const response = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}

if (globalThis.document) for (const panel of document.querySelectorAll('[data-check]')) enliven(panel)
