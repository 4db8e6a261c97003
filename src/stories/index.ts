export type { ConnectResult, DiffPiece, Lineage, RelatedArticle, Stories, TextComparison } from './stories.ts'
