import { readFileSync } from 'node:fs'
import { ServiceError } from '#model'
import { type ChannelModel, parseChannelModel } from '#stories'

/** The model that comes with Verbatim, or one that `verbatim train channel` made. @throws {ServiceError} */
export function loadChannelModel(path: string | null = null): ChannelModel {
  const file = path ?? new URL('../stories/channel-model.bin', import.meta.url)
  try {
    return parseChannelModel(readFileSync(file))
  } catch (cause) {
    throw new ServiceError(`The channel model ${path ?? 'that comes with Verbatim'} cannot be used.`, {
      retry: 'never',
      toDo: path ? 'Make it with `verbatim train channel FILE.tsv --out MODEL`.' : 'Clone Verbatim again.',
      cause,
    })
  }
}
