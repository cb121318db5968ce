// What devices say and undergo beyond identity and operations: values, states, transfers, logons, discovery. Rows grow with points,
// changes and transfers, never with packets. `DESIGN.md` §7 lists the kinds of operations.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Endpoint, Proof } from './batch-parts.ts'

/**
 * What a protocol says against a value: `invalid` it is not to be trusted; `substituted` somebody entered it; `stale` it is not topical;
 * `overflow` it left its range; `blocked` its transmission is held; `offline` its source is gone; `test` it is simulated.
 */
export const Quality = z.enum(['invalid', 'substituted', 'stale', 'overflow', 'blocked', 'offline', 'test'])
export type Quality = z.infer<typeof Quality>

/** Readings of one point of one device within a batch. Numbers are as the protocol carries them, unscaled; on and off are 1 and 0. */
export const ValueSeen = z.strictObject({
  /** The device that holds the point. */
  server: Endpoint,
  protocol: z.string(),
  /** Module inside the device and the point, in the protocol's own words: `unit 3 register 40`, `ASDU 1 IOA 3001`. */
  point: z.string().max(256),
  /** Readings, and how many of them differed from the one before. */
  count: z.int().min(1),
  changes: z.int().min(0),
  min: z.number(),
  max: z.number(),
  first: z.number(),
  last: z.number(),
  /** Every quality that any reading bore; empty when all were good, or the protocol tells none. */
  quality: z.array(Quality),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: Proof,
})
export type ValueSeen = z.infer<typeof ValueSeen>

/**
 * `mode` run, stop, program; `key-switch` its position; `restart` the device says that it has started; `fault` what it complains of;
 * `clock` its time or that it needs one; `local-remote` who may operate it; `force` that values are forced; `configuration` the state of
 * its program or settings; `protection` of its program or memory.
 */
export const StateField = z.enum([
  'mode',
  'key-switch',
  'restart',
  'fault',
  'clock',
  'local-remote',
  'force',
  'configuration',
  'protection',
])
export type StateField = z.infer<typeof StateField>

/** A state that a device told, once per change. */
export const StateSeen = z.strictObject({
  about: Endpoint,
  /** Module inside the device; null for the device itself. */
  part: z.string().max(128).nullable(),
  field: StateField,
  value: z.string().max(256),
  protocol: z.string(),
  method: z.string(),
  at: EpochMicros,
  proof: Proof,
})
export type StateSeen = z.infer<typeof StateSeen>

/** A program, firmware or file on its way, from its request to its end. */
export const TransferSeen = z.strictObject({
  kind: z.enum(['program', 'firmware', 'file']),
  direction: z.enum(['to-device', 'from-device']),
  /** Who asked for it, and the device. */
  initiator: Endpoint,
  device: Endpoint,
  protocol: z.string(),
  /** Block, file or object as the protocol names it; null when it names none. */
  name: z.string().max(256).nullable(),
  /** Bytes that passed, and the size that was announced. */
  bytes: z.int().min(0),
  announcedBytes: z.int().min(0).nullable(),
  /** SHA-256 of the bytes that passed, in hexadecimal; null when a part of them was not captured. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** `open`: the capture ended before the transfer did. */
  result: z.enum(['complete', 'refused', 'aborted', 'open']),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: Proof,
})
export type TransferSeen = z.infer<typeof TransferSeen>

/** Somebody proved, or failed to prove, who he is. */
export const LogonSeen = z.strictObject({
  client: Endpoint,
  server: Endpoint,
  protocol: z.string(),
  /** `password`, `ntlm`, `kerberos`, `anonymous`, `certificate`, `public-key`, `challenge`, `community`. */
  method: z.string(),
  /** The account as it passed in the clear; null when it was hidden. Never a secret. */
  account: z.string().max(256).nullable(),
  result: z.enum(['accepted', 'refused']).nullable(),
  count: z.int().min(1),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: Proof,
})
export type LogonSeen = z.infer<typeof LogonSeen>

/** Somebody asked who is there. */
export const DiscoverySeen = z.strictObject({
  client: Endpoint,
  protocol: z.string(),
  /** The question in the protocol's own words: `List Identity`, `Who-Is`, `Identify`. */
  method: z.string(),
  count: z.int().min(1),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: Proof,
})
export type DiscoverySeen = z.infer<typeof DiscoverySeen>
