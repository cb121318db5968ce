// What devices were told to be at an instant, each by what is its kind's own: mode, key switch, protection and program of a controller, stations
// of a telecontrol unit, services outside that a gateway calls.
import { InstantText } from '@penstock/contract/history'
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { StateField, TransferSeen } from '@penstock/model/observations'
import { z } from 'zod'
import { AddressList } from './events.ts'

/** Fields of a state that tell how a device stands; complaints and clocks are in the list of its states. */
export const STANDING_FIELDS = ['mode', 'key-switch', 'protection', 'configuration', 'local-remote', 'force'] as const

/** Devices of one answer; what is beyond is counted. */
export const MOST_STANDINGS = 2000

const Shown = { protocol: z.string(), captureId: z.string(), frame: z.int(), at: z.string() }

export const DeviceStanding = z.strictObject({
  ip: z.string().nullable(),
  mac: z.string().nullable(),
  states: z.array(
    z.strictObject({
      part: z.string().nullable(),
      field: StateField,
      value: z.string(),
      /** What held at `since`, where that was another one; of what nobody knew then the first that was told after. */
      was: z.string().nullable(),
      ...Shown,
    }),
  ),
  /** Programs and firmware that were seen whole on their way, the last of each name. */
  programs: z.array(
    z.strictObject({
      kind: TransferSeen.shape.kind,
      name: z.string().nullable(),
      direction: TransferSeen.shape.direction,
      sha256: z.string(),
      /** Of the one that was seen last before `since`, likewise. */
      was: z.string().nullable(),
      ...Shown,
    }),
  ),
  /** Addresses that commands name it by: `ASDU 12`, `dnp3 10`. */
  stations: z.array(z.strictObject({ protocol: z.string(), station: z.string() })),
  /** Whom it calls: devices by industrial protocols, services by the name that it asks for, brokers. */
  calls: z.array(z.strictObject({ protocol: z.string(), ip: z.string(), name: z.string().nullable() })),
  /** What it is by its own words or by what it does. */
  identity: z.array(z.strictObject({ field: z.string(), value: z.string(), basis: z.string() })),
})
export type DeviceStanding = z.infer<typeof DeviceStanding>

export const listStandings = route({
  method: 'GET',
  path: '/standings',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'How devices stand by what they told until an instant: mode, key switch, protection, programs with their digests, stations, whom they call, system; with since also what was so then',
  query: z.strictObject({
    site: SiteKey,
    address: AddressList.optional(),
    since: InstantText.optional(),
    until: InstantText.optional(),
  }),
  response: z.strictObject({
    items: z.array(DeviceStanding),
    /** Devices beyond those. */
    beyond: z.int().min(0),
  }),
  refusals: [],
})
