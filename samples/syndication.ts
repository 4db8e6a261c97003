import { leadOf, urlOf } from './layouts/layout.ts'
import type { SampleArticle, SampleOutlet } from './outlet-library.ts'

/** A file that lists articles for programs: its media type and text. */
export interface Syndicated {
  readonly contentType: string
  readonly text: string
}

/** What an outlet offers besides pages, by path. Each offers one kind of thing, so that every kind is there once. */
export const syndication: Readonly<
  Record<
    string,
    Readonly<Record<string, (outlet: SampleOutlet, articles: readonly SampleArticle[]) => Syndicated>>
  >
> = {
  'qinghe-daily': { '/rss/all.xml': rss },
  'haixia-observer': { '/feed/atom.xml': atom },
  tonglian: { '/feed.json': jsonFeed },
  kangzhi: { '/sitemap-news.xml': newsSitemap },
  'harbour-gazette': {
    '/sitemap.xml': sitemapIndex,
    // A news sitemap names only the last days' articles; the others are in the plain one.
    '/sitemap-news.xml': (outlet, articles) => newsSitemap(outlet, articles.slice(0, 2)),
    '/sitemap-articles.xml': sitemap,
  },
}

function rss(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  const items = articles.map(
    (each) => `<item>
<title><![CDATA[${each.title}]]></title>
<link>${urlOf(outlet, each.path)}</link>
<guid isPermaLink="true">${urlOf(outlet, each.path)}</guid>
<category>${each.section}</category>
<pubDate>${rfc822(each.publishedAt)}</pubDate>
<description><![CDATA[${leadOf(each)}]]></description>
</item>`,
  )
  return {
    contentType: 'application/rss+xml; charset=utf-8',
    text: `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>${outlet.name}</title>
<link>${urlOf(outlet, '/')}</link>
<description>${outlet.tagline}</description>
<language>zh-cn</language>
${items.join('\n')}
</channel>
</rss>
`,
  }
}

function atom(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  const entries = articles.map(
    (each) => `<entry>
<id>tag:${outlet.host},2025:${each.path}</id>
<title>${xml(each.title)}</title>
<link rel="alternate" type="text/html" href="${each.path}"/>
<published>${each.publishedAt}</published>
<updated>${each.modifiedAt ?? each.publishedAt}</updated>
<author><name>${xml((each.byline ?? outlet.name).replace(/^(記者|作者) /, '').replace(/ 攝影.*$/, ''))}</name></author>
<category term="${each.section}"/>
<summary>${xml(leadOf(each))}</summary>
</entry>`,
  )
  return {
    contentType: 'application/atom+xml; charset=utf-8',
    // Links are relative to xml:base, as blog systems like to write them.
    text: `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hant" xml:base="${urlOf(outlet, '/')}">
<id>tag:${outlet.host},2025:feed</id>
<title>${outlet.name}</title>
<subtitle>${outlet.tagline}</subtitle>
<link rel="self" href="/feed/atom.xml"/>
<link rel="alternate" href="/"/>
<updated>${articles[0]?.publishedAt}</updated>
${entries.join('\n')}
</feed>
`,
  }
}

function jsonFeed(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  return {
    contentType: 'application/feed+json; charset=utf-8',
    text: JSON.stringify(
      {
        version: 'https://jsonfeed.org/version/1.1',
        title: outlet.name,
        home_page_url: urlOf(outlet, '/'),
        feed_url: urlOf(outlet, '/feed.json'),
        language: 'zh-CN',
        items: articles.map((each) => ({
          id: urlOf(outlet, each.path),
          url: urlOf(outlet, each.path),
          title: each.title,
          summary: leadOf(each),
          content_text: leadOf(each, 400),
          date_published: each.publishedAt,
          date_modified: each.modifiedAt ?? each.publishedAt,
          tags: [each.section, ...each.keywords],
        })),
      },
      null,
      1,
    ),
  }
}

function newsSitemap(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  const urls = articles.map(
    (each) => `<url>
<loc>${xml(urlOf(outlet, each.path))}</loc>
<lastmod>${each.modifiedAt ?? each.publishedAt}</lastmod>
<news:news>
<news:publication><news:name>${outlet.name}</news:name><news:language>${outlet.language === 'en' ? 'en' : 'zh-cn'}</news:language></news:publication>
<news:publication_date>${each.publishedAt}</news:publication_date>
<news:title>${xml(each.title)}</news:title>
</news:news>
</url>`,
  )
  return xmlFile(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${urls.join('\n')}
</urlset>`)
}

function sitemap(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  const urls = articles.map(
    (each) =>
      `<url><loc>${xml(urlOf(outlet, each.path))}</loc><lastmod>${each.modifiedAt ?? each.publishedAt}</lastmod></url>`,
  )
  return xmlFile(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>`)
}

function sitemapIndex(outlet: SampleOutlet, articles: readonly SampleArticle[]): Syndicated {
  const maps = ['/sitemap-news.xml', '/sitemap-articles.xml'].map(
    (path) =>
      `<sitemap><loc>${urlOf(outlet, path)}</loc><lastmod>${articles[0]?.publishedAt}</lastmod></sitemap>`,
  )
  return xmlFile(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${maps.join('\n')}
</sitemapindex>`)
}

function xmlFile(root: string): Syndicated {
  return {
    contentType: 'application/xml; charset=utf-8',
    text: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`,
  }
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** RFC 822 in the outlet's own zone, `Wed, 18 Jun 2025 07:12:00 +0800`. */
function rfc822(iso: string): string {
  return new Date(`${iso.slice(0, 19)}Z`).toUTCString().replace('GMT', '+0800')
}
