import type { z } from 'zod'
import type { allAnswers } from './openapi.ts'
import {
  changeSearchQuery,
  lookupQuery,
  newestQuery,
  relatedQuery,
  searchQuery,
  snapshotQuery,
  snapshotRequest,
  suggestQuery,
} from './schemas.ts'
import {
  changesQuery,
  deliveriesQuery,
  followRequest,
  targetChange,
  targetRequest,
} from './subscription-schemas.ts'

/** One thing that can be asked of the JSON API. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  readonly path: string
  readonly summary: string
  /** Null where the answer has no content. */
  readonly answer: keyof typeof allAnswers | null
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** 200 where none is named. */
  readonly status?: 201 | 204
  /** What a request that does not want to wait is answered, with 202. */
  readonly later?: keyof typeof allAnswers
  readonly needsToken?: boolean
}

export const operations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/snapshots',
    summary: 'The newest articles, each by its latest snapshot',
    answer: 'SnapshotList',
    query: newestQuery,
  },
  {
    method: 'post',
    path: '/api/v1/snapshots',
    summary: 'Capture a page now',
    answer: 'Snapshot',
    body: snapshotRequest,
    status: 201,
    later: 'SnapshotRequest',
    needsToken: true,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}',
    summary: 'One snapshot',
    answer: 'Snapshot',
    query: snapshotQuery,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}/related',
    summary: 'Articles on the same and earlier stories',
    answer: 'RelatedList',
    query: relatedQuery,
  },
  {
    method: 'get',
    path: '/api/v1/snapshots/{id}/proof',
    summary: 'The receipt that proves it is in the log',
    answer: 'Receipt',
  },
  { method: 'get', path: '/api/v1/search', summary: 'Search', answer: 'SearchResults', query: searchQuery },
  {
    method: 'get',
    path: '/api/v1/suggest',
    summary: 'Outlets, people, places and stories that the beginning of a query may become',
    answer: 'SuggestionList',
    query: suggestQuery,
  },
  {
    method: 'get',
    path: '/api/v1/changes/search',
    summary: 'Where a passage stood, until when, and what took its place',
    answer: 'ChangeSearchResults',
    query: changeSearchQuery,
  },
  {
    method: 'get',
    path: '/api/v1/lookup',
    summary: 'What is held of a URL, newest snapshot first',
    answer: 'Lookup',
    query: lookupQuery,
  },
  {
    method: 'get',
    path: '/api/v1/articles/{id}/revisions',
    summary: 'The snapshots of an article, oldest first',
    answer: 'Revisions',
  },
  {
    method: 'get',
    path: '/api/v1/stories/{id}',
    summary: 'The articles of a story, oldest first',
    answer: 'Story',
  },
  { method: 'get', path: '/api/v1/channels', summary: 'Channels', answer: 'ChannelList' },
  { method: 'get', path: '/api/v1/outlets', summary: 'Outlets', answer: 'OutletList' },
  {
    method: 'get',
    path: '/api/v1/outlets/{slug}/health',
    summary: 'How the sources of an outlet are doing',
    answer: 'SourceHealthList',
  },
  {
    method: 'get',
    path: '/api/v1/changes',
    summary: 'All that happens, in the order in which it was noticed: new, revised, gone, back, withdrawn',
    answer: 'ChangeList',
    query: changesQuery,
  },
  {
    method: 'get',
    path: '/api/v1/snapshot-requests/{id}',
    summary: 'How far a page is that was asked for with "Prefer: respond-async"',
    answer: 'SnapshotRequest',
  },
  {
    method: 'post',
    path: '/api/v1/guests',
    summary: 'A key for subscriptions without an account',
    answer: 'Guest',
    status: 201,
  },
  {
    method: 'get',
    path: '/api/v1/subscriptions',
    summary: 'What you follow',
    answer: 'SubscriptionList',
    needsToken: true,
  },
  {
    method: 'post',
    path: '/api/v1/subscriptions',
    summary: 'Follow something',
    answer: 'Subscription',
    body: followRequest,
    status: 201,
    needsToken: true,
  },
  {
    method: 'delete',
    path: '/api/v1/subscriptions/{id}',
    summary: 'Follow it no more',
    answer: null,
    status: 204,
    needsToken: true,
  },
  {
    method: 'get',
    path: '/api/v1/targets',
    summary: 'Where you are told',
    answer: 'TargetList',
    needsToken: true,
  },
  {
    method: 'post',
    path: '/api/v1/targets',
    summary: 'Be told at a webhook, a mailbox (which is asked first) or a browser',
    answer: 'Target',
    body: targetRequest,
    status: 201,
    needsToken: true,
  },
  {
    method: 'patch',
    path: '/api/v1/targets/{id}',
    summary: 'How often you are told there',
    answer: 'Target',
    body: targetChange,
    needsToken: true,
  },
  {
    method: 'delete',
    path: '/api/v1/targets/{id}',
    summary: 'Be told there no more',
    answer: null,
    status: 204,
    needsToken: true,
  },
  {
    method: 'post',
    path: '/api/v1/targets/{id}/retry',
    summary: 'Try again what was given up',
    answer: 'Retried',
    needsToken: true,
  },
  {
    method: 'get',
    path: '/api/v1/targets/{id}/deliveries',
    summary: 'What you were told there, newest first: what matched, what was held back, when it went',
    answer: 'DeliveryList',
    query: deliveriesQuery,
    needsToken: true,
  },
]
