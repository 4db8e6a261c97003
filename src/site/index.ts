export { createSite } from './site.ts'
export type { SiteOptions } from './visit.ts'
