/** What a crawler under test is asked to fetch. */
export interface Task {
  readonly port: number
  readonly hosts: readonly string[]
  readonly pagesPerHost: number
  /** Hosts at a time. */
  readonly concurrency: number
  /** For what it writes. */
  readonly folder: string
}

export interface Cost {
  readonly pages: number
  /** User and system time of the whole process, all threads. */
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakMb: number
  /** Null where it writes no WARC. */
  readonly warcBytes: number | null
}
