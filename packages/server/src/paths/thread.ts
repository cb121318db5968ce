// The thread of this room; started by `desk.ts`.
import { type AssetWeakness, attackModel } from '@penstock/model/paths'
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import { ANSWERS, type OpenPaths } from './answers.ts'
import { type Answers, type Questions, WEAKNESSES } from './question.ts'

answerFrom<Questions, Answers, OpenPaths>(ANSWERS, ({ [WEAKNESSES]: weaknesses, ...lists }) => {
  const plant = PlantFile.parse(lists)
  const open = weaknesses as readonly AssetWeakness[]
  return { plant, model: attackModel(plant, open), weaknesses: open }
})
