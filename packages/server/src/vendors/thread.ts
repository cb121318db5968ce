// The thread of this room; started by `desk.ts`.
import { type AssetWeakness, attackModel } from '@penstock/model/paths'
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import { WEAKNESSES } from '@penstock/server/paths'
import { ANSWERS, type OpenVendors } from './answers.ts'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, OpenVendors>(ANSWERS, ({ [WEAKNESSES]: weaknesses, ...lists }) => {
  const plant = PlantFile.parse(lists)
  return { plant, model: attackModel(plant, weaknesses as readonly AssetWeakness[]) }
})
