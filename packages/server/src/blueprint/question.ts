// What is asked of the thread of this room, and what it answers: plain data, so that it passes between threads.
import type { CloudView, LinkView, MonitoringView } from '@penstock/contract/blueprint'
import type { Blueprint, Deviation, LiveSensor, SeenTalk } from '@penstock/model/blueprint'
import type { JudgedConversation } from '@penstock/model/zones'

/** What was observed of a site, beside its declared plant. */
export interface Observed {
  readonly sensors: readonly LiveSensor[]
  readonly strangers: readonly { readonly id: string; readonly label: string; readonly zone: string | null }[]
  /** Addresses under which registered assets were heard. */
  readonly addresses: readonly { readonly asset: string; readonly ips: readonly string[] }[]
  readonly conversations: readonly JudgedConversation[]
}

export interface Questions {
  readonly deviations: { readonly blueprint: Blueprint; readonly observed: Observed }
  readonly draft: Record<string, never>
  readonly link: { readonly from: string; readonly to: string; readonly protocol: string }
  /** `standing`: segments with a sensor that listens; null for those of the design. */
  readonly monitoring: { readonly standing: readonly string[] | null; readonly seen: readonly SeenTalk[] }
  readonly cloud: Record<string, never>
}

export interface Answers {
  readonly deviations: readonly Deviation[]
  readonly draft: Blueprint
  readonly link: Omit<LinkView, 'site' | 'importedAt'>
  readonly monitoring: Omit<MonitoringView, 'site' | 'importedAt' | 'isOfToday'>
  readonly cloud: CloudView[]
}
