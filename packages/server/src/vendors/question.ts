// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { CutPlanView, RadiusView, RegisterEntryView, VendorRow, WeaknessView } from '@penstock/contract/vendors'
import type { EpochMicros } from '@penstock/model/kernel'
import type { AccessSession } from '@penstock/model/vendors'

interface Asked {
  readonly at: EpochMicros
  /** Those that the reader may see. */
  readonly sessions: readonly AccessSession[]
}

export interface Questions {
  readonly list: Asked
  readonly register: Asked & { readonly vendor: string }
  readonly radius: Asked & { readonly vendor: string; readonly hours: number }
}

export interface Answers {
  readonly list: { readonly vendors: Omit<VendorRow, 'drift' | 'worst'>[] }
  readonly register: { readonly entries: RegisterEntryView[]; readonly weaknesses: WeaknessView[] }
  readonly radius: {
    /** Without the id of an asset in the register, which the thread does not know. */
    readonly radius: Omit<RadiusView, 'assets'> & {
      readonly assets: readonly Omit<RadiusView['assets'][number], 'assetId'>[]
    }
    readonly cutPlan: CutPlanView
  }
}
