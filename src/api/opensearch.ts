/** @see https://github.com/dewitt/opensearch OpenSearch Suggestions 1.1 */
export const suggestionsMediaType = 'application/x-suggestions+json'

/** ShortName has at most 16 characters, LongName 48 (OpenSearch 1.1). */
const shortCharsMax = 16
const longCharsMax = 48

/**
 * The OpenSearch 1.1 description of the search: a page of results, Atom and RSS of them, JSON, suggestions.
 *
 * @param options.baseUrl Without a slash at its end.
 */
export function openSearchDescription({
  serviceName,
  baseUrl,
}: {
  readonly serviceName: string
  readonly baseUrl: string
}): string {
  const cut = (length: number) => escaped([...serviceName].slice(0, length).join(''))
  const url = (type: string, path: string, rel = 'results') =>
    `  <Url type="${type}" rel="${rel}" template="${escaped(baseUrl)}${path}"/>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>${cut(shortCharsMax)}</ShortName>
  <LongName>${cut(longCharsMax)}</LongName>
  <Description>${escaped(serviceName)}: news articles as they were published.</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <OutputEncoding>UTF-8</OutputEncoding>
${url('text/html', '/search?q={searchTerms}')}
${url('application/atom+xml', '/feeds/search.atom?q={searchTerms}')}
${url('application/json', '/api/v1/search?q={searchTerms}')}
${url(suggestionsMediaType, '/opensearch/suggest?q={searchTerms}', 'suggestions')}
${url('application/opensearchdescription+xml', '/opensearch.xml', 'self')}
  <Query role="example" searchTerms="flood"/>
</OpenSearchDescription>
`
}

function escaped(text: string): string {
  // Control characters have no form in XML 1.0.
  const plain = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
