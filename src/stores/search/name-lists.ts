/** Any number of names a document, by their numbers: `values` from `starts[doc]` up to `starts[doc + 1]`. */
export class NameLists {
  starts = new Uint32Array(1025)
  values = new Uint32Array(1024)
  private count = 0

  add(numbers: ArrayLike<number>): void {
    const start = this.starts[this.count] as number
    if (this.count + 2 > this.starts.length) this.starts = grown(this.starts)
    while (start + numbers.length > this.values.length) this.values = grown(this.values)
    this.values.set(numbers, start)
    this.starts[++this.count] = start + numbers.length
  }

  of(doc: number): Uint32Array {
    return this.values.subarray(this.starts[doc], this.starts[doc + 1])
  }

  toBytes(): Uint8Array[] {
    const { starts, values, count } = this
    return [bytesOf(starts.subarray(0, count + 1)), bytesOf(values.subarray(0, starts[count]))]
  }

  /** @returns The lists of so many documents, and where their bytes end. @throws {RangeError} if they are damaged. */
  static fromBytes(bytes: Uint8Array, at: number, count: number): { lists: NameLists; end: number } {
    const lists = new NameLists()
    lists.count = count
    lists.starts = numbersIn(bytes, at, count + 1)
    const valuesAt = at + lists.starts.byteLength
    if (lists.starts.some((start, index) => start < (lists.starts[index - 1] ?? 0)))
      throw new RangeError('The lists of names are damaged.')
    lists.values = numbersIn(bytes, valuesAt, lists.starts[count] as number)
    return { lists, end: valuesAt + lists.values.byteLength }
  }
}

function numbersIn(bytes: Uint8Array, at: number, count: number): Uint32Array<ArrayBuffer> {
  const part = bytes.subarray(at, at + count * 4)
  if (part.length !== count * 4) throw new RangeError('The lists of names end too early.')
  // A copy: a Buffer's own slice would be a view, and not at an even place.
  return new Uint32Array(new Uint8Array(part).buffer)
}

function bytesOf(array: Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
