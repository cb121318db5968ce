// The thread of this room; started by `desk.ts`.
import type { DeviceStanding } from '@penstock/contract/observations'
import { type AssetWeakness, attackModel } from '@penstock/model/paths'
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import { ANSWERS, type OpenPaths } from './answers.ts'
import { observedOf } from './observed.ts'
import { type Answers, type Questions, STANDINGS, WEAKNESSES } from './question.ts'

answerFrom<Questions, Answers, OpenPaths>(
  ANSWERS,
  ({ [WEAKNESSES]: weaknesses, [STANDINGS]: standings = [], ...lists }) => {
    const plant = PlantFile.parse(lists)
    const open = weaknesses as readonly AssetWeakness[]
    const observed = observedOf(plant, standings as readonly DeviceStanding[])
    return { plant, model: attackModel(plant, open, { observed }), weaknesses: open }
  },
)
