import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Instant, SnapshotId } from '#model'
import { type ApiDocument, createSite } from '#site'
import { openApiDocument } from '../../../src/api/openapi.ts'
import { createFakeAccess } from '../../../src/site/fixtures/fake-access.ts'

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

/** Why tests in a browser are left out; false where there is one. */
export const noBrowser = chromiumPath ? false : 'needs Chromium: apt-get install chromium'

/** Made-up articles, and the pages that show them, by what they are. */
export const access = createFakeAccess()

export interface FakeSite {
  readonly origin: string
  readonly browser: Browser
  close(): Promise<void>
}

/** A browser, and the pages over made-up articles on a port of their own. */
export async function openFakeSite(): Promise<FakeSite> {
  const server = await listen()
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: launchArguments })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    browser,
    async close() {
      await browser.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The site, with the two answers of the API that its scripts ask for. */
async function listen(): Promise<Server> {
  const app = new Hono()
  app.get('/s/:id/proof.json', async (c) => c.json(await access.receipt(c.req.param('id') as SnapshotId)))
  app.get('/s/:file{[0-9a-v]+\\.json}', (c) => {
    const held = access.held.find(({ snapshot }) => `${snapshot.id}.json` === c.req.param('file'))
    return c.json({ text: held?.snapshot.article.text })
  })
  const clock = { now: () => '2024-09-20T10:00:00.000Z' as Instant }
  app.route(
    '/',
    createSite({
      access,
      clock,
      serviceName: 'Verbatim',
      contact: 'desk@verbatim.example',
      samplesNote: true,
      openApi: async () => openApiDocument('http://127.0.0.1') as unknown as ApiDocument,
    }),
  )
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

/** @param rules These alone; else all of WCAG 2.2 A and AA, and what is good practice besides. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html)
        .slice(0, 3)
        .join(' | ')}`,
  )
}

export function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}
