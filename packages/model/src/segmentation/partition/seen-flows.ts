// The flows that a plant's people know, as if they had been seen: answered, with what their functions do.
import type { PlantFile } from '@penstock/model/plant'
import { conversationOf } from '../checks/flows.ts'
import { plantView } from '../checks/plant-view.ts'
import type { SeenConversation } from './proposal.ts'

export function seenFlows(plant: PlantFile): readonly SeenConversation[] {
  const view = plantView(plant, [])
  return plant.flows.map((flow) => ({
    ...conversationOf(view, flow),
    ref: flow.id,
    isAnswered: true,
    kinds: flow.write ? ['write'] : ['read'],
  }))
}
