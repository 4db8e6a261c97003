import { createHash } from 'node:crypto'
import { base32 } from './base32.ts'
import { epochMs, type Instant } from './instant.ts'
import type { UrlKey } from './url-key.ts'

/** The WARC-Record-ID of a capture's response or revisit record: `urn:uuid:…`, without the angle brackets. */
export type CaptureId = string & { readonly __brand: 'CaptureId' }
/** 18 characters, `[a-v0-9]`; those of later captures sort later. Made from the capture alone. */
export type SnapshotId = string & { readonly __brand: 'SnapshotId' }
/** 16 characters, `[a-z2-7]`, made from the article's URL key alone. */
export type ArticleId = string & { readonly __brand: 'ArticleId' }
/** 16 characters, `[a-z2-7]`, made from the story's first snapshot. It outlives joins and splits. */
export type StoryId = string & { readonly __brand: 'StoryId' }

/**
 * The snapshot id of a capture: the same whenever the catalog is rebuilt from the archive.
 * 48 bits of time (ms), then 42 bits that tell captures of one moment apart, in base 32 hex.
 */
export function snapshotIdOf(captureId: CaptureId, capturedAt: Instant): SnapshotId {
  const time = BigInt(epochMs(capturedAt)) & 0xffff_ffff_ffffn
  const tail = createHash('sha256').update(captureId).digest().readBigUInt64BE(0) & 0x3ff_ffff_ffffn
  return ((time << 42n) | tail).toString(32).padStart(18, '0') as SnapshotId
}

export function articleIdOf(key: UrlKey): ArticleId {
  return hashId(`article ${key}`) as ArticleId
}

export function storyIdOf(founder: SnapshotId): StoryId {
  return hashId(`story ${founder}`) as StoryId
}

/** @throws {RangeError} on anything that is not of the form. */
export function parseSnapshotId(text: string): SnapshotId {
  if (!/^[0-9a-v]{18}$/.test(text))
    throw new RangeError(`"${text}" is no snapshot id: 18 characters 0-9, a-v.`)
  return text as SnapshotId
}

/** @throws {RangeError} on anything that is not of the form. */
export function parseArticleId(text: string): ArticleId {
  return parseHashId(text, 'article') as ArticleId
}

/** @throws {RangeError} on anything that is not of the form. */
export function parseStoryId(text: string): StoryId {
  return parseHashId(text, 'story') as StoryId
}

function hashId(name: string): string {
  return base32(createHash('sha256').update(name).digest().subarray(0, 10)).toLowerCase()
}

function parseHashId(text: string, kind: string): string {
  if (!/^[a-z2-7]{16}$/.test(text))
    throw new RangeError(`"${text}" is no ${kind} id: 16 characters a-z, 2-7.`)
  return text
}
