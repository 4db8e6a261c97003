export { createLog, type LogLevel, type LogOptions, logLevels } from './log.ts'
export { createMetrics, type Labels, type Metrics } from './metrics.ts'
