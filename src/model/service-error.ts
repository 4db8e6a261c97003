/** What the reader of an error can do about it. */
export interface Advice {
  /** `never`: the same call fails again until something else changes. */
  readonly retry: 'never' | 'later'
  /** One imperative sentence: what to do. */
  readonly toDo: string
  readonly cause?: unknown
}

/**
 * Something that should not happen, told so that its reader can act: what happened (the message),
 * why (`cause`), what to do (`toDo`). What is bound to happen (a page gone, a host down) is a value instead.
 */
export class ServiceError extends Error {
  readonly retry: Advice['retry']
  readonly toDo: string

  constructor(message: string, advice: Advice) {
    super(message, { cause: advice.cause })
    this.name = new.target.name
    this.retry = advice.retry
    this.toDo = advice.toDo
  }
}
