/** One page of a list: the shape in which every list leaves the service. */
export interface Page<T> {
  readonly items: readonly T[]
  /** What to ask for to get the next page; null on the last. Opaque. */
  readonly next: string | null
  readonly total: { readonly value: number; readonly exact: boolean }
}

export const emptyPage: Page<never> = { items: [], next: null, total: { value: 0, exact: true } }
