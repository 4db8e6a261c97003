import { type Licence, tryParseHttpUrl } from '#model'
import { metaOf, type PageFacts } from './page-facts.ts'
import { type Segment, squeeze } from './page-text.ts'

/**
 * What the page says may be done with it: a licence that it names to machines, else one of the page's last lines
 * that gives leave or denies it (`未经授权不得转载`). A Creative Commons link in a caption is the picture's, not the page's,
 * so that other links are not asked.
 */
export function findLicence(facts: PageFacts, segments: readonly Segment[]): Licence | null {
  const linked = facts.linked?.licence ?? facts.links.find((each) => each.rel === 'license')?.url
  const named = linked ?? metaOf(facts, 'dc.rights', 'dcterms.license', 'dcterms.rights', 'license', 'rights')
  if (named) return licenceOf(named, facts)
  const line = segments
    .slice(-lastLines)
    .findLast(({ text }) => text.length <= lineCharsMax && saysRights.test(text))
  return line ? licenceOf(line.text, facts) : null
}

function licenceOf(said: string, facts: PageFacts): Licence {
  const text = squeeze(said).slice(0, textCharsMax)
  const url = /^https?:\/\//.test(text) ? tryParseHttpUrl(text, facts.base) : null
  const kind = reserved.test(text) ? 'reserved' : open.test(text) ? 'open' : 'other'
  return { kind, url, text }
}

const textCharsMax = 200
const lineCharsMax = 400
// Below the text, its comments and the links to other articles stand at most about so many lines.
const lastLines = 150
const open =
  /creativecommons\.org|creative commons|知识共享|\bCC[ -]?(?:BY|0)\b|public domain|公有领域|欢迎转载|歡迎轉載|open government licence|opendatacommons/i
const reserved =
  /(?:未经|未經)[^。]{0,30}(?:转载|轉載|复制|使用|摘编|刊登)|(?:不得|禁止|谢绝|严禁|請勿|请勿)[^。]{0,12}(?:转载|轉載|复制|摘编)|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|may not be (?:published|reproduced|redistributed)/i
const saysRights = new RegExp(`${open.source}|${reserved.source}`, 'i')
