export type Labels = Readonly<Record<string, string>>

/** Counters and gauges, shown in the Prometheus text format. */
export interface Metrics {
  /** Adds to a counter; its name ends in `_total`. */
  count(name: string, labels?: Labels, by?: number): void
  /** Sets a gauge whenever the metrics are shown. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
  /** @see https://prometheus.io/docs/instrumenting/exposition_formats/ version 0.0.4 */
  show(): Promise<string>
}

/** @param help What each counter counts, by its name: a counter that is not listed here is refused. */
export function createMetrics(help: Readonly<Record<string, string>>): Metrics {
  const counters = new Map<string, Map<string, number>>(Object.keys(help).map((name) => [name, new Map()]))
  const gauges = new Map<string, { help: string; read: () => number | Promise<number> }>()
  return {
    count(name, labels = {}, by = 1) {
      const series = counters.get(name)
      if (!series) throw new RangeError(`No counter "${name}" is listed.`)
      const key = formatLabels(labels)
      series.set(key, (series.get(key) ?? 0) + by)
    },
    gauge(name, gaugeHelp, read) {
      gauges.set(name, { help: gaugeHelp, read })
    },
    async show() {
      const lines: string[] = []
      for (const [name, series] of counters) {
        lines.push(`# HELP ${name} ${help[name]}`, `# TYPE ${name} counter`)
        if (series.size === 0) lines.push(`${name} 0`)
        for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`)
      }
      for (const [name, gauge] of gauges) {
        lines.push(`# HELP ${name} ${gauge.help}`, `# TYPE ${name} gauge`, `${name} ${await gauge.read()}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '_')}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}
