export { listSettings, loadSettings, SettingsError } from './load-settings.ts'
export { type Settings, settingsSchema } from './settings.ts'
