// What every listener is to the cell: it begins, learns whose lines it takes, says how it stands, and stops.
import type { ListenerOptions } from '@penstock/model/sources'
import type { EventSource } from './standing.ts'

/** A source that is known by a listener, as the policy binds it. */
export interface BoundSource extends EventSource {
  readonly peers: readonly string[]
}

export interface ListenerState {
  readonly state: 'listening' | 'waiting' | 'not-enrolled' | 'failed'
  /** Why it failed. */
  readonly detail: string | null
  /** That it is bound to; null for one that reads files. */
  readonly port: number | null
  readonly connections: number
  /** Datagrams that the kernel threw away; null where nobody counts them. */
  readonly lost: number | null
}

export interface Listener {
  readonly options: ListenerOptions
  begin(): Promise<void>
  take(sources: readonly BoundSource[]): void
  state(): ListenerState
  stop(): Promise<void>
}
