// Looks every hour what became old: whole days go into files, and what is to be forgotten is, where configuration and policy say so.
import { setTimeout as sleep } from 'node:timers/promises'
import { micros } from '@penstock/model/kernel'
import type { EventRetention } from '@penstock/model/sources'
import type { Clock } from '@penstock/server/runtime'
import type { Telemetry } from '@penstock/store/telemetry'

const DAY = 86_400_000_000
const FIRST_MS = 60_000
const EVERY_MS = 3_600_000

export interface EventKeeper {
  stop(): Promise<void>
}

export interface KeeperParts {
  readonly telemetry: Telemetry
  readonly clock: Clock
  /** As it is now: what may be forgotten is decided while the cell runs. */
  readonly retention: () => EventRetention
  /** Until the first look, and from one to the next; tests look sooner. */
  readonly waits?: { readonly firstMs: number; readonly everyMs: number } | undefined
}

export function startEventKeeper({ telemetry, clock, retention, waits }: KeeperParts): EventKeeper {
  const stopping = new AbortController()
  const { firstMs, everyMs } = waits ?? { firstMs: FIRST_MS, everyMs: EVERY_MS }
  const pause = async (ms: number): Promise<void> => void (await sleep(ms, null, stopping).catch(() => null))
  const loop = (async () => {
    await pause(firstMs)
    while (!stopping.signal.aborted) {
      try {
        // Step by step: what comes meanwhile is written between two steps.
        const { isMore } = await telemetry.keepEvents(keepingAt(clock(), retention()))
        if (isMore) continue
      } catch (cause) {
        process.emitWarning(`old events stay where they are: ${String(cause)}`, { code: 'PENSTOCK_RETENTION' })
      }
      await pause(everyMs)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}

function keepingAt(now: number, { hotDays, keepDays, coldBytes }: EventRetention) {
  return {
    coldBefore: micros(now - hotDays * DAY),
    goneBefore: keepDays === null ? null : micros(now - keepDays * DAY),
    mostColdBytes: coldBytes,
  }
}
