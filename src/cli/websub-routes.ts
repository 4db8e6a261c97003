import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HubSubscriptions } from '#pipeline'

/** As large as the feeds that hubs send along; what is larger is read from the outlet anyway. */
const bodyBytesMax = 4 * 1024 ** 2

/** Where hubs check that we asked, and tell us that a feed has something new. @see https://www.w3.org/TR/websub/ */
export function websubRoutes(hubs: HubSubscriptions): Hono {
  const app = new Hono()
  app.get('/websub/callback/:key', async (context) => {
    const query = new URL(context.req.url).searchParams
    const answer = await hubs.answerIntent(context.req.param('key'), query)
    if (answer.kind === 'unknown') return context.text('Nothing of that kind was asked for.\n', 404)
    return context.text(answer.kind === 'confirmed' ? answer.challenge : 'ok\n')
  })
  app.post('/websub/callback/:key', bodyLimit({ maxSize: bodyBytesMax }), async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer())
    await hubs.receive(context.req.param('key'), context.req.header('x-hub-signature') ?? null, body)
    // §7.1: whoever guesses at secrets learns nothing from the answer.
    return context.body(null, 202)
  })
  return app
}
