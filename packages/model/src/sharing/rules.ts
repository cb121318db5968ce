// The rules as data: which facts about a sighting make it the other side's business, and what the tip then says and asks.
import type { TipReason, TipRequest } from '@penstock/model/incidents'
import type { Domain } from '@penstock/model/kernel'

/**
 * What the register says of it, toward the other side. `live`: it can be used. `of-other`: it is the other side's own. `opens-other`: it opens an
 * asset there. `works-there`: its person holds a live account there. `vendor`: it is an outside party's. `reaches-other`: that party has a way in
 * there. `engineering`: engineers work on it. `way-in`: a remote access leads over it into the other side. `manages-other`: it controls assets
 * there. `carries-other`: a function there waits for what it carries. `many-behind`: it stands for many.
 */
export type Fact =
  | 'live'
  | 'of-other'
  | 'opens-other'
  | 'works-there'
  | 'vendor'
  | 'reaches-other'
  | 'engineering'
  | 'way-in'
  | 'manages-other'
  | 'carries-other'
  | 'many-behind'

export interface RelevanceRule {
  readonly id: string
  readonly to: readonly Domain[]
  readonly of: 'account' | 'host' | 'vendor'
  readonly all: readonly Fact[]
  readonly none: readonly Fact[]
  readonly reason: TipReason
  readonly request: TipRequest
  /** Why the other side has to know. */
  readonly why: string
}

const BOTH = ['it', 'ot'] as const

/** In order: of a known thing the first that holds for a reason is told. */
export const RELEVANCE_RULES: readonly RelevanceRule[] = [
  {
    ...{ id: 'vendor-way-in', to: BOTH, of: 'vendor', all: ['reaches-other'], none: [] },
    ...{ reason: 'vendor-account', request: 'verify-access', why: 'a party whose remote access leads there' },
  },
  {
    ...{ id: 'vendor-account', to: BOTH, of: 'account', all: ['live', 'vendor', 'reaches-other'], none: [] },
    ...{
      reason: 'vendor-account',
      request: 'verify-access',
      why: 'an account of a party whose remote access leads there',
    },
  },
  {
    ...{ id: 'ot-credential', to: ['ot'], of: 'account', all: ['live', 'of-other'], none: ['vendor'] },
    ...{ reason: 'ot-credential', request: 'verify-access', why: 'a credential of OT was seen in IT' },
  },
  {
    ...{ id: 'it-credential', to: ['it'], of: 'account', all: ['live', 'of-other'], none: ['vendor'] },
    ...{ reason: 'it-credential', request: 'verify-access', why: 'a credential of IT was seen in OT' },
  },
  {
    ...{ id: 'opens-there', to: ['ot'], of: 'account', all: ['live', 'opens-other'], none: ['vendor', 'of-other'] },
    ...{ reason: 'ot-credential', request: 'verify-access', why: 'an account of IT that opens assets of OT' },
  },
  {
    ...{ id: 'engineer-account', to: BOTH, of: 'account', all: ['works-there'], none: ['vendor', 'of-other'] },
    ...{ reason: 'engineer-account', request: 'verify-logic', why: 'its person holds a live account there as well' },
  },
  {
    ...{ id: 'engineering-host', to: ['ot'], of: 'host', all: ['engineering'], none: ['many-behind'] },
    ...{ reason: 'engineering-host', request: 'verify-logic', why: 'engineers change the plant from it' },
  },
  {
    ...{ id: 'way-in', to: ['ot'], of: 'host', all: ['way-in'], none: ['many-behind', 'engineering'] },
    ...{ reason: 'dmz-session', request: 'verify-access', why: 'remote access into the plant leads over it' },
  },
  {
    ...{ id: 'manages-there', to: BOTH, of: 'host', all: ['manages-other'], none: ['many-behind', 'of-other'] },
    ...{ reason: 'shared-infrastructure', request: 'verify-access', why: 'it controls hosts there' },
  },
  {
    ...{
      id: 'carries-there',
      to: ['ot'],
      of: 'host',
      all: ['carries-other'],
      none: ['many-behind', 'of-other', 'way-in'],
    },
    ...{
      reason: 'dependency',
      request: 'prepare-island-mode',
      why: 'a function of the plant waits for what it carries',
    },
  },
  {
    ...{ id: 'own-asset', to: BOTH, of: 'host', all: ['of-other'], none: ['many-behind', 'engineering', 'way-in'] },
    ...{ reason: 'own-asset', request: 'check', why: 'it is an asset of that side' },
  },
  {
    ...{ id: 'way-out', to: ['it'], of: 'host', all: ['of-other', 'way-in'], none: ['many-behind'] },
    ...{ reason: 'dmz-session', request: 'verify-access', why: 'sessions from IT into the plant run over it' },
  },
]
