// Words of cases and of what crosses between the teams: severity, TLP and PAP, kinds of observables, sides of a handoff.
import { z } from 'zod'

/** 1 critical … 4 low, as everywhere on the pages. */
export const IncidentSeverity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type IncidentSeverity = z.infer<typeof IncidentSeverity>

/** Plant consequence, 5 worst; 0 where nobody has said. */
export const Consequence = z.int().min(0).max(5)

/** Traffic Light Protocol 2.0 (FIRST): who may be told. */
export const Tlp = z.enum(['red', 'amber-strict', 'amber', 'green', 'clear'])
export type Tlp = z.infer<typeof Tlp>

/** Permissible Actions Protocol: what may be done with it, from nothing that an adversary could notice to anything. */
export const Pap = z.enum(['red', 'amber', 'green', 'clear'])
export type Pap = z.infer<typeof Pap>

export const ObservableKind = z.enum([
  'hash',
  'ip',
  'domain',
  'url',
  'device-serial',
  'dmz-host',
  'dmz-session',
  'vendor-account',
  'account',
  'host',
  'mail-address',
  'file-name',
  'asset',
  'other',
])
export type ObservableKind = z.infer<typeof ObservableKind>

/** What a record of another room is called here: a detection, a breach, a finding, a mail. */
export const SourceReference = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  id: z.string().min(1).max(200),
  label: z.string().trim().min(1).max(200),
})
export type SourceReference = z.infer<typeof SourceReference>

export const Verdict = z.enum(['true-positive', 'benign-true-positive', 'false-positive', 'undecided'])
export type Verdict = z.infer<typeof Verdict>

/** Instants of an incident that only a person can confirm: the metrics count from them. `reported`: others found it and said so. */
export const Milestone = z.enum([
  'occurred',
  'reported',
  'triaged',
  'declared',
  'contained',
  'recovered',
  'owner-informed',
])
export type Milestone = z.infer<typeof Milestone>

/** Where something happened: the lanes of the timeline. */
export const Lane = z.enum(['network', 'host', 'process', 'people', 'decisions'])
export type Lane = z.infer<typeof Lane>
