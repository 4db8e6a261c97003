import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Door } from './create-api.ts'
import { Problem } from './problem.ts'

const formBytesMax = 16 * 1024

/** `/websub/hub`: where feed readers ask to be told. @see https://www.w3.org/TR/websub/ §5 */
export function addHubRoutes(app: Hono, { subscriptions }: Pick<Door, 'subscriptions'>): void {
  const hub = subscriptions?.hub
  if (!hub) return
  const large = () => {
    throw new Problem(413, 'too-large', `A request has at most ${formBytesMax} bytes.`)
  }
  app.post('/websub/hub', bodyLimit({ maxSize: formBytesMax, onError: large }), async (context) => {
    const form = new URLSearchParams(await context.req.text())
    const { status, reason } = await hub.ask(form)
    return context.text(`${reason}\n`, status)
  })
}
