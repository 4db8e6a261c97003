import { listSettings } from '#config'
import { type Command, UsageError } from '../command.ts'
import { settingsOf } from '../house.ts'
import { printResult } from '../print.ts'

export const configCommand: Command = {
  name: 'config',
  usage: 'check | list',
  summary: 'check: reports every mistake in the settings. list: every setting, with its default.',
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const [action] = invocation.positionals
    if (action === 'check') {
      const settings = settingsOf(invocation)
      printResult(
        invocation,
        { ...settings, api: { tokens: settings.api.tokens.length } },
        () => 'The settings are right.\n',
      )
      return 0
    }
    if (action === 'list') {
      printResult(invocation, listSettings(), (all) =>
        all
          .map(
            (each) =>
              `${each.path} (${each.env}), default ${JSON.stringify(each.default)}\n    ${each.description}\n`,
          )
          .join(''),
      )
      return 0
    }
    throw new UsageError(`"${action}" is neither check nor list.`)
  },
}
