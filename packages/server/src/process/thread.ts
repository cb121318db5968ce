// The thread of this room; started by `desk.ts`.
import { PlantFile } from '@penstock/model/plant'
import { processNetworkOf } from '@penstock/model/process'
import { answerFrom } from '@penstock/server/desk'
import { ANSWERS, type OpenPlant } from './answers.ts'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, OpenPlant>(ANSWERS, (lists) => {
  const plant = PlantFile.parse(lists)
  return { plant, network: processNetworkOf(plant) }
})
