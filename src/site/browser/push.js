/**
 * Tells this browser of what is new in the reader's list, without an account: a key that only this browser has stands
 * for the reader, and is forgotten with the notifications.
 */
const guestKey = 'verbatim.guest'

const panel = document.querySelector('[data-push]')
if (panel && 'serviceWorker' in navigator && 'PushManager' in window) void offer(panel)

async function offer(panel) {
  const worker = await navigator.serviceWorker.ready
  const [on, off, failed] = ['[data-push-on]', '[data-push-off]', '[data-push-failed]'].map((name) =>
    panel.querySelector(name),
  )
  const show = async () => {
    const isOn =
      Boolean(await worker.pushManager.getSubscription()) && localStorage.getItem(guestKey) !== null
    on.hidden = isOn
    off.hidden = !isOn
  }
  const trying = (work) => async () => {
    failed.hidden = true
    await work().catch(() => {
      failed.hidden = false
    })
    await show()
  }
  on.addEventListener(
    'click',
    trying(() => begin(worker, panel.dataset.push, panel.dataset.list)),
  )
  off.addEventListener(
    'click',
    trying(() => end(worker)),
  )
  await show()
  panel.hidden = false
}

async function begin(worker, applicationServerKey, list) {
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  const { key } = await ask('POST', '/api/v1/guests')
  localStorage.setItem(guestKey, key)
  for (const [kind, value] of new URLSearchParams(list))
    await ask('POST', '/api/v1/subscriptions', { kind, value })
  const { endpoint, keys } = subscription.toJSON()
  await ask('POST', '/api/v1/targets', { kind: 'push', endpoint, keys })
}

async function end(worker) {
  const { items } = await ask('GET', '/api/v1/targets')
  for (const { id } of items) await ask('DELETE', `/api/v1/targets/${id}`)
  await (await worker.pushManager.getSubscription())?.unsubscribe()
  localStorage.removeItem(guestKey)
}

async function ask(method, path, body) {
  const key = localStorage.getItem(guestKey)
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response.status === 204 ? null : response.json()
}
