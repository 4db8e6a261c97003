import type { Article } from '#model'

/** For each field in which snapshots differ from those before: in how many it was found, lost, or reads otherwise. */
export type FieldChanges = Readonly<Record<string, FieldChange>>

export interface FieldChange {
  readonly found: number
  readonly lost: number
  readonly otherwise: number
}

/** Adds what a new reading of one page changed in its article's fields. */
export function withChanges(changes: FieldChanges, before: Article, after: Article): FieldChanges {
  const added: Record<string, FieldChange> = {}
  for (const name of Object.keys(after) as (keyof Article)[]) {
    const [old, now] = [JSON.stringify(before[name]), JSON.stringify(after[name])]
    if (old === now) continue
    const count = changes[name] ?? { found: 0, lost: 0, otherwise: 0 }
    const kind = isNothing(before[name]) ? 'found' : isNothing(after[name]) ? 'lost' : 'otherwise'
    added[name] = { ...count, [kind]: count[kind] + 1 }
  }
  return { ...changes, ...added }
}

/** One line a field: `authors: 12 found, 3 lost, 40 otherwise`. */
export function formatChanges(changes: FieldChanges): string {
  return Object.entries(changes)
    .map(([name, { found, lost, otherwise }]) => {
      const parts = [found && `${found} found`, lost && `${lost} lost`, otherwise && `${otherwise} otherwise`]
      return `  ${name}: ${parts.filter(Boolean).join(', ')}\n`
    })
    .join('')
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
