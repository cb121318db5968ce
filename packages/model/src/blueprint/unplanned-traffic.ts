// Observed conversations held against a blueprint: what runs between zones that the target does not allow. The ends count where the
// blueprint places them, so that an asset that stands elsewhere is one deviation and its traffic no further one. Zones, direction and protocol
// are compared; ends and function codes of a conduit are held by the rooms zones and segmentation.
import type { PlantFile } from '@penstock/model/plant'
import { type JudgedConversation, judgeConversation, zoneModelOf } from '@penstock/model/zones'
import type { Blueprint } from './file.ts'
import type { LiveTraffic } from './live-state.ts'
import { targetPlant } from './target-plant.ts'

/** One entry for two zones and a protocol, in the direction in which it was started. */
export function unplannedTraffic(
  plant: PlantFile,
  blueprint: Blueprint,
  conversations: readonly JudgedConversation[],
): readonly LiveTraffic[] {
  const drawn = zoneModelOf(targetPlant(plant, blueprint), 0)
  const model = { ...drawn, conduits: drawn.conduits.map((one) => ({ ...one, endpoints: null, functionLimits: [] })) }
  const found = new Map<string, LiveTraffic>()
  for (const conversation of conversations) {
    const { verdict, clientZone, serverZone, protocol, clientAsset, serverAsset } = judgeConversation(
      model,
      conversation,
    )
    if (verdict !== 'not-allowed' || clientZone === null || serverZone === null) continue
    const name = protocol ?? conversation.protocol ?? 'unknown'
    const key = JSON.stringify([clientZone, serverZone, name])
    if (found.has(key)) continue
    const end = (asset: string | null, { ip, mac }: JudgedConversation['client']): string =>
      asset ?? ip ?? mac ?? 'unknown'
    const example = `${end(clientAsset, conversation.client)} → ${end(serverAsset, conversation.server)}`
    found.set(key, { zoneA: clientZone, zoneB: serverZone, protocol: name, example })
  }
  return [...found.values()]
}
