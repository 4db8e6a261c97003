import type { Settings } from '#config'
import type { Log } from '#model'
import type { House } from './house.ts'

/** Settings that may change while the service runs. */
export interface LiveSettings {
  logLevel(): Settings['log']['level']
  costPerMinute(): number | null
  /**
   * Reads the settings again. What can change does; of the rest it tells what waits for a restart.
   *
   * @throws {SettingsError} where they have a mistake: then all stays as it was.
   */
  reload(): { changed: string[]; waiting: string[] }
}

const livePaths = ['log.level', 'http.costPerMinute'] as const

export function liveSettings(first: Settings, readAgain: () => Settings): LiveSettings {
  let current = first
  return {
    logLevel: () => current.log.level,
    costPerMinute: () => current.http.costPerMinute,
    reload() {
      const next = readAgain()
      const differing = pathsThatDiffer(current, next)
      const isLive = (path: string) => (livePaths as readonly string[]).includes(path)
      const waiting = differing.filter((path) => !isLive(path))
      current = {
        ...current,
        log: { ...current.log, level: next.log.level },
        http: { ...current.http, costPerMinute: next.http.costPerMinute },
      }
      return { changed: differing.filter(isLive), waiting }
    },
  }
}

/** SIGHUP, as `systemctl reload` sends it, reads the settings again. @returns Stops listening for it. */
export function reloadOnSignal({ live, log }: Pick<House, 'live'> & { log: Log }): () => void {
  const reload = () => {
    try {
      const { changed, waiting } = live.reload()
      log.warn('settings.reloaded', {
        changed: changed.join(' ') || 'none',
        restartFor: waiting.join(' ') || 'none',
      })
    } catch (error) {
      log.error('settings.kept', { reason: (error as Error).message })
    }
  }
  process.on('SIGHUP', reload)
  return () => process.off('SIGHUP', reload)
}

function pathsThatDiffer(one: unknown, other: unknown, path = ''): string[] {
  const isTree = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isTree(one) || !isTree(other)) return JSON.stringify(one) === JSON.stringify(other) ? [] : [path]
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].flatMap((key) => pathsThatDiffer(one[key], other[key], path ? `${path}.${key}` : key))
}
