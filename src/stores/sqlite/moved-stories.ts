import type { StoryId } from '#model'
import type { Database } from './database.ts'

/** A way through more stories than this is a ring. */
const stepsMax = 50

/** Called when an article went from one story to another: whoever asks for one that is empty now is sent on. */
export function moveStory(database: Database, from: string, to: string): void {
  database.run('DELETE FROM moved_stories WHERE story = ?', to)
  if (hasMembers(database, from)) return
  database.run('INSERT OR REPLACE INTO moved_stories (story, moved_to) VALUES (?, ?)', from, to)
}

/** Where its articles are now; null for a story that has articles of its own, or never had any. */
export function movedTo(database: Database, story: StoryId): StoryId | null {
  let at: StoryId = story
  for (let steps = 0; steps < stepsMax && !hasMembers(database, at); steps++) {
    const next = database.get<{ moved_to: StoryId }>(
      'SELECT moved_to FROM moved_stories WHERE story = ?',
      at,
    )?.moved_to
    if (!next) return null
    at = next
  }
  return at === story ? null : at
}

function hasMembers(database: Database, story: string): boolean {
  return database.get('SELECT 1 FROM articles WHERE story = ?', story) !== undefined
}
