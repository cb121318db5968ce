// The document of `penstock sensor read --json`. Public interface: fields may be added, not renamed; unknown is null.
import type {
  Basis,
  ClaimField,
  DetailSeen,
  DiscoverySeen,
  FunctionSeen,
  LogonSeen,
  OperationKind,
  ProtocolSide,
  StateSeen,
  StreamsSeen,
  TransferSeen,
  Transport,
  ValueSeen,
} from '@penstock/model/observations'
import type { ShadowFinding, ShadowSign } from '@penstock/model/shadow'

export interface SensorReport {
  readonly capture: CaptureSummary
  readonly assets: readonly AssetRow[]
  readonly conversations: readonly ConversationRow[]
  readonly operations: readonly OperationRow[]
  readonly anomalies: readonly AnomalyRow[]
  readonly values: readonly ValueRow[]
  readonly states: readonly StateRow[]
  readonly transfers: readonly TransferRow[]
  readonly logons: readonly LogonRow[]
  readonly discoveries: readonly DiscoveryRow[]
  /** Signs of shadow infrastructure; empty when no catalogue of them was given. */
  readonly shadow: readonly ShadowRow[]
}

/** Where a row stands in a file. */
export interface Place {
  readonly file: string
  readonly frame: number
}

/** A row of the sensor's vocabulary with addresses for endpoints, ISO 8601 for instants, and file and frame for its proof. */
type Told<Seen, Ends extends keyof Seen, Instants extends keyof Seen> = Readonly<
  Omit<Seen, Ends | Instants | 'proof'> & Record<Ends | Instants, string>
> &
  Place

export type ValueRow = Told<Omit<ValueSeen, 'lowest' | 'highest'>, 'server', 'firstAt' | 'lastAt'>
export type StateRow = Told<StateSeen, 'about', 'at'>
export type TransferRow = Told<TransferSeen, 'initiator' | 'device', 'firstAt' | 'lastAt'>
export type LogonRow = Told<LogonSeen, 'client' | 'server', 'firstAt' | 'lastAt'>
export type DiscoveryRow = Told<DiscoverySeen, 'client', 'firstAt' | 'lastAt'>

type Placed<Said extends { readonly proof: unknown }> = Readonly<Omit<Said, 'proof'>> & Place

/** Each sign with its packet; `control` is a control protocol that the host of an AI service or agent speaks too. */
export type ShadowRow = Readonly<Omit<ShadowFinding, 'signs' | 'control' | 'firstAt' | 'lastAt'>> & {
  readonly firstAt: string
  readonly lastAt: string
  readonly signs: readonly Placed<ShadowSign>[]
  readonly control: Placed<NonNullable<ShadowFinding['control']>> | null
}

export interface CaptureSummary {
  /** Files in the order read. */
  readonly files: readonly string[]
  readonly packets: number
  /** Bytes on the wire. */
  readonly bytes: number
  /** ISO 8601 UTC; null when no packet was read. */
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** Packets and messages that do not hold together. */
  readonly malformed: number
  /** What was not read or not kept, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Packets that were another sighting of one and count for nothing else; also in `skipped`. */
  readonly duplicates: number
  /** Connections of which enough was seen to tell, those of which only one direction came by, and holes in the streams that are read. */
  readonly tcp: StreamsSeen
}

/** One thing that was said, and the packet that says it. `file` and `frame` are null for a conclusion without one. */
export interface Provenance {
  readonly value: string
  readonly protocol: string | null
  readonly method: string
  readonly basis: Basis
  readonly file: string | null
  readonly frame: number | null
}

export type AssetText = Exclude<ClaimField, 'name' | 'purdueLevel' | 'mode'>

export interface AssetRow extends Readonly<Record<AssetText, string | null>> {
  readonly id: string
  readonly macs: readonly string[]
  readonly ips: readonly string[]
  readonly names: readonly string[]
  readonly purdueLevel: number | null
  readonly protocols: readonly {
    readonly protocol: string
    readonly role: ProtocolSide
    readonly port: number | null
  }[]
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** Modules behind the asset's address (a slot, a unit) and what is known of them. */
  readonly modules: readonly { readonly path: string; readonly fields: Readonly<Partial<Record<ClaimField, string>>> }[]
  readonly provenance: Readonly<Partial<Record<ClaimField, readonly Provenance[]>>>
}

export interface ConversationRow {
  /** IP address, or MAC address where there is none. */
  readonly client: string
  readonly server: string
  readonly clientAsset: string | null
  readonly serverAsset: string | null
  readonly protocol: string | null
  readonly portGuess: string | null
  readonly transport: Transport
  readonly serverPort: number | null
  readonly sidesFrom: string
  readonly isAnswered: boolean
  readonly vlans: readonly number[]
  readonly packets: number
  readonly bytes: number
  readonly firstAt: string
  readonly lastAt: string
  readonly file: string
  readonly frame: number
  readonly functions: readonly FunctionSeen[]
  /** What passed in the clear: names asked for, software that speaks. */
  readonly details: readonly DetailSeen[]
}

export interface OperationRow {
  readonly at: string
  readonly file: string
  readonly frame: number
  readonly protocol: string
  readonly kind: OperationKind
  readonly code: string
  readonly name: string
  readonly client: string
  readonly server: string
  readonly target: string | null
  readonly values?: readonly string[] | undefined
  readonly result: string | null
  readonly count: number
}

export interface AnomalyRow {
  readonly kind: string
  readonly file: string
  readonly frame: number
  readonly count: number
  readonly detail: string
}
