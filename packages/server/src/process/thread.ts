// The thread of this room; started by `desk.ts`.
import { PlantFile } from '@penstock/model/plant'
import { answerFrom } from '@penstock/server/desk'
import { ANSWERS, type OpenPlant, openPlant } from './answers.ts'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, OpenPlant>(ANSWERS, (lists) => openPlant(PlantFile.parse(lists)))
