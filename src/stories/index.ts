export {
  type ChannelDecision,
  type ChannelModel,
  ChannelModelError,
  classify,
  formatChannelModel,
  parseChannelModel,
} from './channel-model.ts'
export { type ChannelEvidence, channelOfSection, classifyChannel } from './channel-of.ts'
export {
  type TrainingOptions,
  type TrainingRow,
  TrainingRowsError,
  trainChannelModel,
} from './channel-training.ts'
export { type ClusteredArticle, type Clusterer, createClusterer } from './clusterer.ts'
export { type ComparedArticle, comparePair, type PairVerdict, type Verdict } from './compare-pair.ts'
export { compareTexts } from './compare-texts.ts'
export { type DatedText, findCopyParents } from './copy-parents.ts'
export { type Correction, type CorrectionStore, exampleOf } from './corrections.ts'
export { createStories } from './create-stories.ts'
export { wordCounts } from './gist.ts'
export {
  excerptOf,
  locatePassage,
  type Passage,
  PassageError,
  type PassageMatch,
  passageOf,
} from './passage.ts'
export { type PassageHistory, type PassageSpan, passageHistory } from './passage-history.ts'
export { passageCandidates } from './passage-search.ts'
export { type Region, regionOf } from './region.ts'
export {
  type RevisionChanges,
  type RevisionKind,
  revisionChanges,
  revisionKinds,
} from './revision-changes.ts'
export type { ConnectResult, DiffPiece, Lineage, RelatedArticle, Stories, TextComparison } from './stories.ts'
