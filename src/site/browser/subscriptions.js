/**
 * Keeps the reader's list in this browser: the same parameters that `/subscriptions` has in its address, as
 * one text. Nothing of it is sent anywhere but in the address of that page.
 */
const storageKey = 'verbatim.subscriptions'

/** Null where nothing is kept, or the browser keeps nothing for us. */
function kept() {
  try {
    return localStorage.getItem(storageKey) || null
  } catch {
    return null
  }
}

function keep(list) {
  try {
    if (list) localStorage.setItem(storageKey, list)
    else localStorage.removeItem(storageKey)
  } catch {
    // Private windows may refuse; the address still holds the list.
  }
}

/** The address of a list, in the language that the link had. */
function addressOf(link, list) {
  const language = new URL(link.href).searchParams.get('lang')
  const parameters = new URLSearchParams(list)
  if (language) parameters.set('lang', language)
  return `/subscriptions${parameters.size > 0 ? `?${parameters}` : ''}`
}

/** Both lists as one, each entry once. */
function joined(list, more) {
  const entries = [...new URLSearchParams(list), ...new URLSearchParams(more)].map(([name, value]) =>
    JSON.stringify([name, value]),
  )
  return new URLSearchParams([...new Set(entries)].map((entry) => JSON.parse(entry))).toString()
}

const list = kept()

for (const link of document.querySelectorAll('[data-subscriptions], [data-go-to-kept]')) {
  if (list) link.href = addressOf(link, list)
}

for (const link of document.querySelectorAll('[data-follow]')) {
  const withThis = joined(list ?? '', link.dataset.follow)
  link.href = addressOf(link, withThis)
  link.addEventListener('click', () => keep(withThis))
}

// On the page of the list itself: say whether this is the kept one, and offer to keep it.
const page = document.querySelector('[data-subscription-list]')
if (page) {
  const shown = page.dataset.subscriptionList
  const keepLine = page.querySelector('[data-keep]')
  const keptLine = page.querySelector('[data-kept]')
  const show = () => {
    const isKept = shown !== '' && kept() === shown
    keptLine.hidden = !isKept
    keepLine.hidden = isKept || (shown === '' && !kept())
    keepLine.querySelector('[data-keep-button]').hidden = shown === ''
    keepLine.querySelector('[data-go-to-kept]').hidden = !kept() || kept() === shown
  }
  page.querySelector('[data-keep-button]').addEventListener('click', () => {
    keep(shown)
    show()
  })
  page.querySelector('[data-forget]').addEventListener('click', () => {
    keep('')
    show()
  })
  // Taking something off the kept list changes the kept list; off a list that somebody sent, only the view.
  for (const link of document.querySelectorAll('[data-unfollow]')) {
    link.addEventListener('click', () => {
      if (kept() === shown) keep(link.dataset.unfollow)
    })
  }
  document.querySelector('.add-form form')?.addEventListener('submit', (event) => {
    if (kept() !== null && kept() !== shown) return
    const chosen = [...new FormData(event.target)].filter(([name, value]) => name !== 'lang' && value !== '')
    keep(new URLSearchParams(chosen).toString())
  })
  show()
}
