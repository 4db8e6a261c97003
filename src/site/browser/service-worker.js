/**
 * Keeps the snapshots that were opened in this browser, for reading without a network, and nothing else: lists and
 * searches change, and what is private stays on the server.
 *
 * The network is always asked first. What it answers to be gone (404, 410, 451) is thrown away at once, with its
 * pictures; what was kept is asked about again once a day, so that a snapshot that was taken down goes from here too,
 * opened or not; and what could not be asked about for thirty days is shown no more.
 */
const opened = 'opened'
const files = 'files'
const offline = '/offline'
const keptMax = 200
const keptMs = 30 * 86_400_000
const askedAgainMs = 86_400_000
const goneStatuses = [404, 410, 451]

self.addEventListener('install', (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim().then(askAgain)))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(file(request))
  else if (/^\/s\/[0-9a-v]{18}(\/image\/\d+)?$/.test(pathname)) event.respondWith(snapshot(event))
  else if (request.mode === 'navigate') event.respondWith(page(event))
})

/** The page that stands in for others, with all that it loads. */
async function keepOfflinePage() {
  const response = await fetch(offline)
  const paths = (await response.clone().text()).match(/\/assets\/[\w.-]+/g) ?? []
  const cache = await caches.open(files)
  await cache.addAll(new Set(paths))
  await cache.put(offline, response)
}

/** Files never change under their name. The newest hundred are kept: those of older versions go. */
async function file(request) {
  const cache = await caches.open(files)
  const known = await cache.match(request)
  if (known) return known
  const response = await fetch(request)
  if (response.ok) {
    await cache.put(request, response.clone())
    await shorten(cache, 100)
  }
  return response
}

/** A page of a snapshot, or one of its pictures. */
async function snapshot(event) {
  const { request } = event
  const cache = await caches.open(opened)
  let response
  try {
    response = await fetch(request)
  } catch {
    return (await fresh(await cache.match(request))) ?? (await withoutNetwork(request))
  }
  if (goneStatuses.includes(response.status)) await forget(cache, request.url)
  else if (response.ok && !response.redirected) event.waitUntil(keep(cache, request, response.clone()))
  return response
}

async function page(event) {
  event.waitUntil(askAgain())
  try {
    return await fetch(event.request)
  } catch {
    return withoutNetwork(event.request)
  }
}

async function withoutNetwork(request) {
  const known = request.mode === 'navigate' && (await (await caches.open(files)).match(offline))
  return known || Response.error()
}

/** With the time of keeping; of a page, without what it says of other snapshots, which might be gone before it. */
async function keep(cache, request, response) {
  const headers = new Headers(response.headers)
  headers.delete('content-encoding')
  headers.delete('content-length')
  headers.set('x-kept-at', String(Date.now()))
  const isPage = headers.get('content-type')?.startsWith('text/html')
  const body = isPage
    ? (await response.text()).replace(/<section class="(related|more)"[\s\S]*?<\/section>/g, '')
    : await response.blob()
  await cache.delete(request) // Put again, it is the newest.
  await cache.put(request, new Response(body, { headers }))
  await shorten(cache, keptMax)
}

async function fresh(response) {
  return response && Date.now() - Number(response.headers.get('x-kept-at')) < keptMs ? response : undefined
}

async function shorten(cache, max) {
  const keys = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== offline)
  await Promise.all(keys.slice(0, Math.max(0, keys.length - max)).map((key) => cache.delete(key)))
}

/** All that is kept of a snapshot: its page in any language, its pictures. */
async function forget(cache, url) {
  const [, , id] = new URL(url).pathname.split('/')
  const keys = (await cache.keys()).filter((key) => new URL(key.url).pathname.split('/')[2] === id)
  await Promise.all(keys.map((key) => cache.delete(key)))
}

let isAsking = false

/** Asks about whatever has not been asked about for a day. */
async function askAgain() {
  if (isAsking) return
  isAsking = true
  try {
    const cache = await caches.open(opened)
    for (const request of await cache.keys()) {
      const known = await cache.match(request)
      const age = Date.now() - Number(known?.headers.get('x-kept-at'))
      if (age < askedAgainMs) continue
      const response = await fetch(request.url, {
        headers: { accept: request.headers.get('accept') ?? '*/*' },
      })
      if (goneStatuses.includes(response.status)) await forget(cache, request.url)
      else if (response.ok) await keep(cache, request, response)
    }
  } catch {
    // No network: the next page asks.
  } finally {
    isAsking = false
  }
}

// What we are told of (RFC 8030): one notification for each event, which opens its page.
self.addEventListener('push', (event) => {
  const { title, outlet, url, tag } = event.data?.json() ?? {}
  if (!url) return
  const shown = self.registration.showNotification(title ?? '—', { body: outlet ?? '', tag, data: { url } })
  event.waitUntil(shown)
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(self.clients.openWindow(event.notification.data.url))
})
