// What the parts of the map share: what is open, what the arrow keys stand on, what is dimmed.
import type { Change } from '@penstock/web/history'
import { createContext } from 'react'

export interface MapState {
  readonly open: string | null
  readonly onOpen: (id: string | undefined) => void
  readonly current: string | null
  readonly take: (id: string) => void
  readonly dimZones: ReadonlySet<string>
  /** What changed between two instants, by spot; empty while nothing is compared. */
  readonly changes: ReadonlyMap<string, Change>
}

export const MapContext = createContext<MapState>({
  open: null,
  onOpen: () => undefined,
  current: null,
  take: () => undefined,
  dimZones: new Set(),
  changes: new Map(),
})
