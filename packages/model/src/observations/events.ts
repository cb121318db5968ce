// What devices say and undergo beyond identity and operations: values, states, transfers, logons, discovery. Rows grow with points,
// changes and transfers, never with packets. `docs/reference/events.md` is made from the descriptions.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Endpoint, Proof } from './batch-parts.ts'

const FirstAt = EpochMicros.describe('The earliest packet of the row')
const LastAt = EpochMicros.describe('The latest packet of the row')
const Protocol = z.string().describe('The protocol that said so, by its id in the plant format, such as `iec104`')
const ProofOfRow = Proof.describe('The first packet that shows it')

export const Quality = z
  .enum(['invalid', 'substituted', 'stale', 'overflow', 'blocked', 'offline', 'test'])
  .describe(
    'What a protocol says against a value: `invalid` it is not to be trusted; `substituted` somebody entered it; `stale` it is not topical; `overflow` it left its range; `blocked` its transmission is held; `offline` its source is gone; `test` it is simulated',
  )
export type Quality = z.infer<typeof Quality>

export const ValueSeen = z
  .strictObject({
    server: Endpoint.describe('The device that holds the point'),
    protocol: Protocol,
    point: z
      .string()
      .max(256)
      .describe(
        "Module inside the device and the point, in the protocol's own words: `unit 3 register 40`, `ASDU 1 IOA 3001`",
      ),
    count: z.int().min(1).describe('Readings'),
    changes: z.int().min(0).describe('Readings that differed from the one before'),
    min: z.number().describe('The lowest reading, as the protocol carries it, unscaled; off and on are 0 and 1'),
    max: z.number().describe('The highest reading, likewise'),
    first: z.number().describe('The first reading, likewise'),
    last: z.number().describe('The last reading, likewise'),
    quality: z
      .array(Quality)
      .describe('Every quality that any reading bore; empty when all were good, or the protocol tells none'),
    firstAt: FirstAt,
    lastAt: LastAt,
    lowest: Proof.optional().describe('The packet that read lowest within a batch; absent where it is the first one'),
    highest: Proof.optional().describe('The packet that read highest, likewise'),
    proof: ProofOfRow,
  })
  .describe('Readings of one point of one device within a batch.')
export type ValueSeen = z.infer<typeof ValueSeen>

export const StateField = z
  .enum(['mode', 'key-switch', 'restart', 'fault', 'clock', 'local-remote', 'force', 'configuration', 'protection'])
  .describe(
    '`mode` run, stop, program; `key-switch` its position; `restart` the device says that it has started; `fault` what it complains of; `clock` its time or that it needs one; `local-remote` who may operate it; `force` that values are forced; `configuration` the state of its program or settings; `protection` of its program or memory',
  )
export type StateField = z.infer<typeof StateField>

export const StateSeen = z
  .strictObject({
    about: Endpoint.describe('The device'),
    part: z.string().max(128).nullable().describe('Module inside the device; null for the device itself'),
    field: StateField,
    value: z.string().max(256).describe("The state in the protocol's own words: `run`, `stop`, `battery low`"),
    protocol: Protocol,
    method: z.string().describe('How it was learned, such as `szl-0x0424`'),
    at: EpochMicros.describe('The packet that told it'),
    proof: ProofOfRow,
  })
  .describe('A state that a device told, once per change.')
export type StateSeen = z.infer<typeof StateSeen>

export const TransferSeen = z
  .strictObject({
    kind: z.enum(['program', 'firmware', 'file']).describe('What was moved'),
    direction: z.enum(['to-device', 'from-device']).describe('Which way the bytes went'),
    initiator: Endpoint.describe('Who asked for it'),
    device: Endpoint.describe('The device'),
    protocol: Protocol,
    name: z
      .string()
      .max(256)
      .nullable()
      .describe('Block, file or object as the protocol names it; null when it names none'),
    bytes: z.int().min(0).describe('Bytes that passed'),
    announcedBytes: z.int().min(0).nullable().describe('Bytes that were announced; null when none were'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .describe('SHA-256 of the bytes that passed, in hexadecimal; null when a part of them was not captured'),
    result: z
      .enum(['complete', 'refused', 'aborted', 'open'])
      .describe(
        '`complete` it came to its end; `refused` the device did not want it; `aborted` it broke off; `open` the capture ended before it did',
      ),
    firstAt: FirstAt,
    lastAt: LastAt,
    proof: ProofOfRow,
  })
  .describe('A program, firmware or file on its way, from its request to its end.')
export type TransferSeen = z.infer<typeof TransferSeen>

export const LogonSeen = z
  .strictObject({
    client: Endpoint.describe('Who proved himself'),
    server: Endpoint.describe('To whom'),
    protocol: Protocol,
    method: z
      .string()
      .describe(
        '`password`, `ntlm`, `kerberos`, `anonymous`, `certificate`, `public-key`, `challenge`, `community` or `user-key`',
      ),
    account: z
      .string()
      .max(256)
      .nullable()
      .describe('The account as it passed in the clear; null when it was hidden. Never a secret'),
    result: z
      .enum(['accepted', 'refused'])
      .nullable()
      .describe('What the server said to it; null when that was not seen'),
    count: z.int().min(1).describe('How often, alike in all of the above'),
    firstAt: FirstAt,
    lastAt: LastAt,
    proof: ProofOfRow,
  })
  .describe('Somebody proved, or failed to prove, who he is.')
export type LogonSeen = z.infer<typeof LogonSeen>

export const DiscoverySeen = z
  .strictObject({
    client: Endpoint.describe('Who asked'),
    protocol: Protocol,
    method: z.string().describe("The question in the protocol's own words: `List Identity`, `Who-Is`, `Identify`"),
    count: z.int().min(1).describe('How often'),
    firstAt: FirstAt,
    lastAt: LastAt,
    proof: ProofOfRow,
  })
  .describe('Somebody asked who is there.')
export type DiscoverySeen = z.infer<typeof DiscoverySeen>
