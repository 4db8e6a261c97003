import { randomBytes } from 'node:crypto'
import type { SegmentId } from '#model'
import type { SegmentStore } from './ports.ts'

/**
 * The bytes that every gzip member of a segment starts with: the fixed ten, then a field of our own (RFC 1952 §2.3.1.1)
 * with eight random bytes, the same throughout the segment and in no other.
 *
 * Behind damage a reader has to look for the next member, and a body that was stored as it came may hold members of
 * its own, made to be taken for captures. They do not have the segment's bytes, which nobody outside knows: exports
 * leave them out. Avro's sync marker is the same idea.
 */
export type MemberHead = Buffer & { readonly __brand: 'MemberHead' }

export function newMemberHead(): MemberHead {
  return Buffer.concat([markedHead, fieldStart, randomBytes(markBytes)]) as Uint8Array as MemberHead
}

/** Of a member without a mark, as exports have it: no name, no time, no system (255). */
export const plainHead: Buffer = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
const markedHead = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255])
const markBytes = 8
/** The length of all fields, then ours: `VM` and its length. */
const fieldStart = Buffer.from([4 + markBytes, 0, 0x56, 0x4d, markBytes, 0])
export const memberHeadBytes = markedHead.length + fieldStart.length + markBytes

/**
 * What the members of a segment start with.
 *
 * @returns `unmarked` where an earlier version wrote it; `unknown` where its first bytes are damaged, or not there.
 */
export async function memberHeadOf(
  segments: SegmentStore,
  id: SegmentId,
): Promise<MemberHead | 'unmarked' | 'unknown'> {
  return memberHeadIn(await firstBytes(segments, id))
}

/** @param start Of a member; its first `memberHeadBytes` bytes are looked at. */
export function memberHeadIn(start: Buffer): MemberHead | 'unmarked' | 'unknown' {
  const field = start.subarray(markedHead.length, markedHead.length + fieldStart.length)
  if (start.length < memberHeadBytes) return 'unknown'
  if (field.equals(fieldStart)) {
    return Buffer.concat([
      markedHead,
      start.subarray(markedHead.length, memberHeadBytes),
    ]) as Uint8Array as MemberHead
  }
  return start.subarray(0, 4).equals(plainHead.subarray(0, 4)) ? 'unmarked' : 'unknown'
}

/** The same members without their mark. The mark cannot come up in packed data by chance, nor by anybody's will. */
export function withoutMark(members: Uint8Array): Uint8Array {
  const bytes = Buffer.from(members.buffer, members.byteOffset, members.byteLength)
  const head = bytes.subarray(0, memberHeadBytes)
  if (
    !head.subarray(0, markedHead.length + fieldStart.length).equals(Buffer.concat([markedHead, fieldStart]))
  ) {
    return members
  }
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const next = bytes.indexOf(head, at + memberHeadBytes)
    const end = next < 0 ? bytes.length : next
    pieces.push(plainHead, bytes.subarray(at + memberHeadBytes, end))
    at = end
  }
  return Buffer.concat(pieces)
}

async function firstBytes(segments: SegmentStore, id: SegmentId): Promise<Buffer> {
  for await (const piece of segments.stream(id, 0)) {
    return Buffer.from(piece.buffer, piece.byteOffset, Math.min(piece.byteLength, memberHeadBytes))
  }
  return Buffer.alloc(0)
}
