export { createDesk, type DeskOptions } from './desk/create-desk.ts'
export type {
  CaseView,
  Copy,
  Desk,
  Failure,
  FailureView,
  OutletHealth,
  Overview,
  Storage,
} from './desk/desk.ts'
export type { ApiDocument } from './pages/api-reference.ts'
export { createSite } from './site.ts'
export type { SaveForReader } from './told/save-page.ts'
export type { SiteOptions } from './visit.ts'
