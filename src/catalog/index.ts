export type {
  CatalogStore,
  ChangeEvent,
  Excerpt,
  HeldArticle,
  HeldSnapshot,
  ListFilter,
  Query,
  QueryNode,
  SearchFilter,
  SearchHit,
  SearchIndex,
  SnapshotSummary,
} from './catalog.ts'
