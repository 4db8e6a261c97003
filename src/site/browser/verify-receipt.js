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
  async signature({ checkpoint, verifierKey }, shown) {
    must(verifierKey === shown.key, `${verifierKey} ≠ ${shown.key}`)
    const [name, hash, ...rest] = verifierKey.split('+')
    const key = fromBase64(rest.join('+')) // Base 64 has plus signs of its own.
    must(key.length === 33 && key[0] === 1, 'Ed25519')
    const id = toHex((await sha256(utf8(`${name}\n`), key)).slice(0, 4))
    must(id === hash, `${id} ≠ ${hash}`)
    const end = checkpoint.lastIndexOf('\n\n') + 1
    const signature = signaturesIn(checkpoint.slice(end + 1), name).find(
      (each) => toHex(each.slice(0, 4)) === hash,
    )
    must(signature !== undefined, name)
    const publicKey = await crypto.subtle.importKey('raw', key.slice(1), 'Ed25519', false, ['verify'])
    must(
      await crypto.subtle.verify('Ed25519', publicKey, signature.slice(4), utf8(checkpoint.slice(0, end))),
      name,
    )
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
  for (const item of panel.querySelectorAll('[data-step]')) {
    const { holds, detail } = await take(item.dataset.step, receipt, shown)
    allHold &&= holds
    item.dataset.state = holds ? 'holds' : 'fails'
    item.querySelector('[data-mark]').textContent = holds ? dataset.sayHolds : dataset.sayFails
    item.querySelector('[data-detail]').textContent = detail
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
