export type { Candidate, Due, Frontier, FrontierEntry, Purpose, Settlement } from './frontier.ts'
