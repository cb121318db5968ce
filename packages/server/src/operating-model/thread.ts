// The thread of this room; started by `desk.ts`.
import { accept } from '@penstock/model/kernel'
import { judgeSegregation } from '@penstock/model/operating-model'
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, PlantFile>({ segregation: (plant) => accept(judgeSegregation(plant)) }, (lists) =>
  PlantFile.parse(lists),
)
