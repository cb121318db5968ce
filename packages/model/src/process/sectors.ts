// A file of sectors and its picture: how much of each stands still, and what is lost over time where the file says how they recover.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { dynamicInoperability, type InoperabilityRefusal, inoperability } from './inoperability.ts'

const Sectors = z.strictObject({
  sectors: z.array(z.string().min(1).max(120)).min(1),
  /** `a[i][j]`: what sector i loses with all of j. */
  a: z.array(z.array(z.number())),
  /** Lost demand by sector, 0 to 1. */
  c: z.array(z.number()),
  /** Over time: resilience of each sector a step, where it begins, and how many steps. */
  over: z
    .strictObject({ k: z.array(z.number()), q0: z.array(z.number()), steps: z.int().min(1).max(100_000) })
    .optional(),
})

export type SectorsRefusal = InoperabilityRefusal | { readonly code: 'process.no-sectors'; readonly faults: string }

export interface SectorsPicture {
  readonly sectors: readonly {
    readonly name: string
    /** Share that stands still, 0 to 1. */
    readonly standing: number
    /** ∫ of the share over the steps; null where the file has none. */
    readonly lost: number | null
  }[]
  /** Share of each sector at each step, as `over` asks; null where the file has none. */
  readonly over: Extract<ReturnType<typeof dynamicInoperability>, { ok: true }>['value'] | null
}

/** The picture of a file (JSON); `faults` names each place that is wrong, a line each. */
export function pictureOfSectors(text: string): Result<SectorsPicture, SectorsRefusal> {
  const read = Sectors.safeParse(jsonOf(text))
  if (!read.success) return refuse({ code: 'process.no-sectors', faults: z.prettifyError(read.error) })
  const { sectors, a, c, over } = read.data
  if (sectors.length !== a.length) return refuse({ code: 'process.matrix-shape' })
  const still = inoperability(a, c)
  if (!still.ok) return still
  const time = over === undefined ? null : dynamicInoperability(a, { ...over, c })
  if (time?.ok === false) return time
  return accept({
    sectors: sectors.map((name, at) => ({ name, standing: still.value[at]!, lost: time?.value.loss[at] ?? null })),
    over: time?.value ?? null,
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
