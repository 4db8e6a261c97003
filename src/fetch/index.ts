export type { Fetcher, FetchOutcome, FetchRequest, RobotsVerdict, Validators } from './fetch-outcome.ts'
