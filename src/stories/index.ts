export { compareTexts } from './compare-texts.ts'
export { createStories } from './create-stories.ts'
export type { ConnectResult, DiffPiece, Lineage, RelatedArticle, Stories, TextComparison } from './stories.ts'
