// The thread of this room; started by `desk.ts`.
import type { AssetWeakness } from '@penstock/model/paths'
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import { WEAKNESSES } from '@penstock/server/paths'
import { ANSWERS, type OpenBlueprint } from './answers.ts'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, OpenBlueprint>(ANSWERS, ({ [WEAKNESSES]: weaknesses = [], ...lists }) => ({
  plant: PlantFile.parse(lists),
  weaknesses: weaknesses as readonly AssetWeakness[],
}))
