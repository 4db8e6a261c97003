/** Which encoding a body is in, by WHATWG name, and what said so. */
export interface CharsetFinding {
  readonly charset: string
  readonly evidence: 'bom' | 'http-header' | 'meta' | 'xml-declaration' | 'bytes' | 'default'
}
