/** What every page has for its reader: names as one types, keys, and reading without a network. */

if ('serviceWorker' in navigator && globalThis.isSecureContext) {
  navigator.serviceWorker.register('/service-worker.js').catch(() => {}) // Private windows refuse; reading goes on.
}

const help = document.querySelector('[data-keys]')
const toggle = help?.querySelector('[data-keys-on]')
const storageKey = 'verbatim.keys'

/** Single keys can be switched off, WCAG 2.2 SC 2.1.4: who speaks to the browser would set them off with every word. */
function areOn() {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    return true
  }
}

if (help && toggle) {
  for (const button of document.querySelectorAll('[data-keys-open]')) {
    button.hidden = false
    button.addEventListener('click', () => help.showModal())
  }
  help.querySelector('[data-keys-close]').addEventListener('click', () => help.close())
  toggle.checked = areOn()
  toggle.addEventListener('change', () => {
    try {
      localStorage.setItem(storageKey, toggle.checked ? 'on' : 'off')
    } catch {
      // Kept for this page alone.
    }
  })
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
    if (event.target.closest('input, textarea, select, [contenteditable]') || help.open || !toggle.checked)
      return
    if (act(event.key)) event.preventDefault()
  })
}

/** @returns Whether the key means something on this page. */
function act(key) {
  if (key === '?') help.showModal()
  else if (key === 'j' || key === 'k') return step(key === 'j' ? 1 : -1)
  else {
    const target = [...document.querySelectorAll('[data-key]')].find((each) => each.dataset.key === key)
    if (!target) return false
    if (target.matches('a, button')) target.click()
    else {
      target.focus()
      target.scrollIntoView({ block: 'start' })
    }
  }
  return true
}

/** To the next title of a list, or the one before. */
function step(by) {
  const titles = [...document.querySelectorAll('.entry-title a, .versions h2 a')]
  const at = titles.indexOf(document.activeElement)
  const next = titles[at < 0 ? (by > 0 ? 0 : -1) : at + by]
  next?.focus()
  return next !== undefined
}

// What is being typed may become the name of an outlet, a person, a place or a story.
const box = document.querySelector('#q')
if (box) {
  const list = document.createElement('datalist')
  list.id = 'suggestions'
  box.after(list)
  box.setAttribute('list', list.id)
  let asking = null
  let waiting = 0
  box.addEventListener('input', (event) => {
    clearTimeout(waiting)
    asking?.abort()
    // A name that was chosen from the list asks for no more.
    if (event.inputType === 'insertReplacementText' || box.value.trim().length < 2) return
    waiting = setTimeout(async () => {
      asking = new AbortController()
      try {
        const url = `/api/v1/suggest?q=${encodeURIComponent(box.value)}&limit=8`
        const response = await fetch(url, { signal: asking.signal })
        const { items } = response.ok ? await response.json() : { items: [] }
        list.replaceChildren(...items.map(({ query, text }) => new Option(text, query)))
      } catch {
        // Typed on meanwhile, or no network: nothing is suggested.
      }
    }, 200)
  })
}
