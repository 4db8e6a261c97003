import { citeApa } from './apa.ts'
import { citeBibtex } from './bibtex.ts'
import type { Cited } from './cited.ts'
import { citeGbt } from './gbt.ts'
import { citeMla } from './mla.ts'
import { citeRis } from './ris.ts'
import { citeWikipedia } from './wikipedia.ts'

interface CitationFormat {
  readonly cite: (cited: Cited) => string
  /** Of the file that reference managers take; absent for what is copied as text. */
  readonly file?: { readonly extension: string; readonly mediaType: string }
}

/** Every form in which a snapshot can be cited, in the order in which pages offer them. */
export const citationFormats = {
  gbt: { cite: citeGbt },
  apa: { cite: citeApa },
  mla: { cite: citeMla },
  bibtex: { cite: citeBibtex, file: { extension: 'bib', mediaType: 'application/x-bibtex' } },
  ris: { cite: citeRis, file: { extension: 'ris', mediaType: 'application/x-research-info-systems' } },
  'wikipedia-zh': { cite: (cited) => citeWikipedia(cited, 'zh') },
  'wikipedia-en': { cite: (cited) => citeWikipedia(cited, 'en') },
} as const satisfies Readonly<Record<string, CitationFormat>>

export type CitationName = keyof typeof citationFormats
