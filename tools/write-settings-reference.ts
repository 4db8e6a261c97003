// Writes docs/reference/settings.md from the schema of the settings. Run it after a setting has changed:
//   node tools/write-settings-reference.ts

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsReference } from '../test/docs/settings-reference.ts'

writeFileSync(join(import.meta.dirname, '../docs/reference/settings.md'), settingsReference())
