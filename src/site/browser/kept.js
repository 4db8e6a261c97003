/** Lists the snapshots that the service worker has kept in this browser, the last opened first. */
const list = document.querySelector('[data-kept-list]')
if (list && globalThis.caches) {
  const cache = await caches.open('opened')
  for (const request of (await cache.keys()).toReversed()) {
    const { pathname, search } = new URL(request.url)
    if (!/^\/s\/[0-9a-v]{18}$/.test(pathname)) continue
    const text = await (await cache.match(request)).text()
    const title = new DOMParser().parseFromString(text, 'text/html').querySelector('h1')
    if (!title) continue
    const item = document.createElement('li')
    const link = document.createElement('a')
    link.href = pathname + search
    link.lang = title.closest('[lang]')?.lang ?? ''
    link.textContent = title.textContent
    item.append(link)
    list.append(item)
    document.querySelector('[data-kept-none]').hidden = true
  }
}
