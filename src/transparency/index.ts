export type { LogPosition, Receipt, Statement, TransparencyLog, VerificationStep } from './log.ts'
