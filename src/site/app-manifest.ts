import type { PlainReply } from './reply.ts'
import type { Visit } from './visit.ts'

export const iconSizes = [192, 512] as const

/** What a browser needs to know to install the site as an app. @see https://www.w3.org/TR/appmanifest/ */
export function appManifest({ reader, site, assets }: Visit): PlainReply {
  const { say, to, language } = reader
  const manifest = {
    name: site.serviceName,
    short_name: site.serviceName,
    description: say.tagline,
    lang: language,
    id: '/',
    start_url: to('/'),
    scope: '/',
    display: 'minimal-ui',
    background_color: '#fcfcf9',
    theme_color: '#fcfcf9',
    icons: [
      { src: assets['mark.svg'].path, sizes: 'any', type: 'image/svg+xml' },
      ...iconSizes.map((size) => ({
        src: `/assets/icon-${size}.png`,
        sizes: `${size}x${size}`,
        type: 'image/png',
        purpose: 'any maskable',
      })),
    ],
    share_target: { action: '/save', method: 'GET', params: { title: 'title', text: 'text', url: 'url' } },
    shortcuts: [
      { name: say.search, url: to('/search') },
      { name: say.lookup, url: to('/lookup') },
      { name: say.mySubscriptions, url: to('/subscriptions') },
    ],
  }
  return { body: JSON.stringify(manifest), mediaType: 'application/manifest+json; charset=utf-8' }
}
