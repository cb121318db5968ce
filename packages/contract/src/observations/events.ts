// What devices say and undergo, inside one cell: values, states, transfers, logons, and who asked who is there.
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { LogonSeen, Quality, StateField, TransferSeen } from '@penstock/model/observations'
import { z } from 'zod'

const MOST_ADDRESSES = 32

/** IP or MAC addresses of one asset, comma between them: `10.1.2.20,00:1b:1c:00:00:20`. */
export const AddressList = z
  .string()
  .min(1)
  .max(1500)
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().min(1).max(45)).max(MOST_ADDRESSES))

/** A module behind the address, as its asset calls it: `unit 5`, `slot 3`, `dnp3 10`. What is told of parts of it is told of it. */
export const ModulePath = z.string().min(1).max(128)

/** Addresses are the sites' own: the same one may stand at two sites. */
const Place = PageQuery.extend({ site: SiteKey.optional(), address: AddressList })
const OfDevice = Place.extend({ part: ModulePath.optional() })
const OfCell = Place.partial({ address: true })

/** The packet that proves a row, and the device that the row is about. */
const EventRow = z.strictObject({
  id: z.string(),
  deviceIp: z.string().nullable(),
  deviceMac: z.string().nullable(),
  protocol: z.string(),
  captureId: z.string(),
  captureName: z.string(),
  isLine: z.boolean(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
})

const Client = { clientIp: z.string().nullable(), clientMac: z.string().nullable() }
const Span = { firstAt: z.string(), lastAt: z.string() }

/** `gone`: rows of these devices that made room for newer ones. */
function eventsOf<Item extends z.ZodType>(item: Item) {
  return pageOf(item).extend({ gone: z.int().min(0) })
}

export const ValueView = EventRow.extend({
  point: z.string(),
  count: z.int(),
  changes: z.int(),
  min: z.number(),
  max: z.number(),
  first: z.number(),
  last: z.number(),
  quality: z.array(Quality),
  ...Span,
})
export type ValueView = z.infer<typeof ValueView>

export const listValues = route({
  method: 'GET',
  path: '/values',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'Points of a device with the range, the last reading and the quality that were seen, in the order of the points',
  query: OfDevice,
  response: eventsOf(ValueView),
  refusals: [],
})

/** A state from the moment when it was first told until another one was. */
export const StateView = EventRow.extend({
  part: z.string().nullable(),
  field: StateField,
  value: z.string(),
  method: z.string(),
  /** When it was told first and last; another value of the same part and field came after `toldAt`, unless `isNow`. */
  sinceAt: z.string(),
  toldAt: z.string(),
  isNow: z.boolean(),
})
export type StateView = z.infer<typeof StateView>

export const listStates = route({
  method: 'GET',
  path: '/states',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'States of a device, each once a change, newest first; with now only those that hold',
  query: OfDevice.extend({ now: z.enum(['true', 'false']).default('false') }),
  response: eventsOf(StateView),
  refusals: [],
})

export const TransferView = EventRow.extend({
  ...Client,
  kind: TransferSeen.shape.kind,
  direction: TransferSeen.shape.direction,
  name: z.string().nullable(),
  bytes: z.int(),
  announcedBytes: z.int().nullable(),
  sha256: z.string().nullable(),
  result: TransferSeen.shape.result,
  ...Span,
})
export type TransferView = z.infer<typeof TransferView>

export const listTransfers = route({
  method: 'GET',
  path: '/transfers',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Programs, firmware and files on their way, newest first; of an address what it gave, took or asked for',
  query: OfDevice.partial({ address: true }),
  response: eventsOf(TransferView),
  refusals: [],
})

export const LogonView = EventRow.extend({
  ...Client,
  method: z.string(),
  account: z.string().nullable(),
  result: LogonSeen.shape.result,
  count: z.int(),
  ...Span,
})
export type LogonView = z.infer<typeof LogonView>

export const listLogons = route({
  method: 'GET',
  path: '/logons',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Who proved, or failed to prove, who he is, latest first; of an address at it and from it',
  query: OfCell,
  response: eventsOf(LogonView),
  refusals: [],
})

export const DiscoveryView = EventRow.extend({ method: z.string(), count: z.int(), ...Span })
export type DiscoveryView = z.infer<typeof DiscoveryView>

export const listDiscoveries = route({
  method: 'GET',
  path: '/discoveries',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Who asked who is there, latest first',
  query: OfCell,
  response: eventsOf(DiscoveryView),
  refusals: [],
})
