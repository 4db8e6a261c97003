import { createHash } from 'node:crypto'
import { encodeGbk } from './gbk.ts'
import { layouts } from './layouts/index.ts'
import { type ArticlePage, type Layout, pagePath, picturesOf } from './layouts/layout.ts'
import type { SampleArticle, SampleOutlet } from './outlet-library.ts'
import { drawPicture } from './picture.ts'
import { syndication } from './syndication.ts'
import type { VersionMemory } from './version-memory.ts'

/** What a site answers to one path. */
export interface Answer {
  readonly status: 200 | 404
  readonly contentType: string
  readonly body: Buffer
  /** A strong validator, with its quotes. */
  readonly etag: string
  readonly lastModified: Date
}

/** One outlet's web site. */
export class SampleSite {
  readonly outlet: SampleOutlet
  readonly #memory: VersionMemory
  readonly #layout: Layout
  readonly #pictures = new Map<string, Buffer | null>()

  constructor(outlet: SampleOutlet, memory: VersionMemory) {
    const layout = layouts[outlet.slug]
    if (!layout) throw new RangeError(`The sample outlet "${outlet.slug}" has no layout.`)
    this.outlet = outlet
    this.#memory = memory
    this.#layout = layout
    for (const picture of outlet.articles.flatMap(picturesOf)) this.#pictures.set(picture, null)
  }

  /**
   * @param path      Of the URL, without its query.
   * @param isVisit   Whether this counts as a visit, after which a changing article goes one version further.
   */
  answer(path: string, isVisit: boolean): Answer {
    return (
      this.#articlePage(path, isVisit) ??
      this.#listPage(path) ??
      this.#forPrograms(path) ??
      this.#picture(path) ??
      this.#missing(notFound[this.outlet.language])
    )
  }

  #articlePage(path: string, isVisit: boolean): Answer | null {
    for (const first of this.outlet.articles) {
      const pageIndex = first.pages.findIndex((_, index) => pagePath(first, index) === path)
      if (pageIndex < 0) continue
      const { step, sinceMs } = this.#stepOf(first, isVisit)
      if (first.vanishes && step > 0) return this.#missing(deleted)
      const article = first.laterVersions[step - 1] ?? first
      const html = this.#layout.article({ ...this.#beside(first), outlet: this.outlet, article, pageIndex })
      const written = new Date(article.modifiedAt ?? article.publishedAt)
      return this.#page(200, html, step > 0 ? new Date(sinceMs) : written)
    }
    return null
  }

  #stepOf(article: SampleArticle, isVisit: boolean): { step: number; sinceMs: number } {
    const lastStep = article.vanishes ? 1 : article.laterVersions.length
    if (lastStep === 0) return { step: 0, sinceMs: 0 }
    return isVisit ? this.#memory.visit(article.id, lastStep) : this.#memory.peek(article.id)
  }

  /** What stands beside an article: others on its subject, and the newest. */
  #beside(article: SampleArticle): Pick<ArticlePage, 'related' | 'newest'> {
    const others = this.#listed().filter((each) => each.path !== article.path)
    const related = others.filter((each) => each.keywords.some((word) => article.keywords.includes(word)))
    return { related: related.slice(0, 4), newest: others.slice(0, 6) }
  }

  /** The articles that lists name now: gone ones left out, changed ones by their present title. */
  #listed(): SampleArticle[] {
    return this.outlet.articles.flatMap((first) => {
      const { step } = this.#stepOf(first, false)
      if (first.vanishes && step > 0) return []
      return [first.laterVersions[step - 1] ?? first]
    })
  }

  #listPage(path: string): Answer | null {
    const { outlet } = this
    const section = Object.keys(outlet.sections).find((name) => outlet.sections[name] === path) ?? null
    if (section === null && path !== '/' && path !== outlet.allPath) return null
    const articles = this.#listed().filter((each) => section === null || each.section === section)
    return this.#page(200, this.#layout.list({ outlet, section, articles }), this.#lastPublished())
  }

  #forPrograms(path: string): Answer | null {
    const { outlet } = this
    const file = syndication[outlet.slug]?.[path]
    if (file) {
      const { contentType, text } = file(outlet, this.#listed())
      return answerOf(200, contentType, Buffer.from(text), this.#lastPublished())
    }
    if (path === '/robots.txt') {
      const sitemaps = Object.keys(syndication[outlet.slug] ?? {}).filter((each) => /sitemap/.test(each))
      const first = sitemaps.slice(0, 1).map((each) => `Sitemap: http://${outlet.host}${each}`)
      const text = [...outlet.robots, ...first, ''].join('\n')
      return answerOf(200, 'text/plain; charset=utf-8', Buffer.from(text), founded)
    }
    if (path === '/about.htm') {
      const [title, text] = about[outlet.language]
      const html = this.#layout.notice({ outlet, title, text: `${outlet.name} — ${outlet.tagline}. ${text}` })
      return this.#page(200, html, founded)
    }
    return null
  }

  #picture(path: string): Answer | null {
    if (path === '/static/blank.png') return answerOf(200, 'image/png', blankPng, founded)
    const name = /^\/images\/([\w-]+)\.png$/.exec(path)?.[1]
    if (!name || !this.#pictures.has(name)) return null
    const bytes = this.#pictures.get(name) ?? drawPicture(name)
    this.#pictures.set(name, bytes)
    return answerOf(200, 'image/png', bytes, founded)
  }

  #missing([title, text]: readonly [string, string]): Answer {
    return this.#page(404, this.#layout.notice({ outlet: this.outlet, title, text }), founded)
  }

  #page(status: Answer['status'], html: string, lastModified: Date): Answer {
    const body = this.outlet.encoding === 'gbk' ? encodeGbk(html) : Buffer.from(html)
    return answerOf(status, this.outlet.contentType, body, lastModified)
  }

  #lastPublished(): Date {
    return new Date(this.outlet.articles[0]?.publishedAt ?? founded)
  }
}

function answerOf(status: Answer['status'], contentType: string, body: Buffer, lastModified: Date): Answer {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`
  return { status, contentType, body, etag, lastModified }
}

/** What never changed since has this date. */
const founded = new Date('2024-10-01T00:00:00Z')

const blankPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const deleted = ['该内容已被删除', '您访问的内容已被删除,请浏览其他内容。'] as const

const notFound: Readonly<Record<SampleOutlet['language'], readonly [string, string]>> = {
  'zh-Hans': ['404 页面不存在', '您访问的页面不存在,请返回首页。'],
  'zh-Hant': ['404 找不到頁面', '你所找的頁面不存在,請返回首頁。'],
  en: ['Page not found', 'There is nothing at this address. Please start from the front page.'],
}

const about: Readonly<Record<SampleOutlet['language'], readonly [string, string]>> = {
  'zh-Hans': ['关于我们', '这是一家虚构的媒体,文中的人物、地点和事件均为虚构,供演示之用。'],
  'zh-Hant': ['關於我們', '這是一家虛構的媒體,文中的人物、地點和事件均為虛構,供示範之用。'],
  en: [
    'About us',
    'This outlet is fictional, and so are its people, places and events; it is here to be shown.',
  ],
}
