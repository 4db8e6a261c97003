export { extractArticle, extractorVersion, type PageContext } from './extract-article.ts'
export { type ExtractionRecord, extractionRecord } from './extraction-record.ts'
export { sanitizeHtml } from './sanitize-html.ts'
