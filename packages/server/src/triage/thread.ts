// The thread of this room; started by `desk.ts`.
import { PlantFile } from '@penstock/model/plant'
import { knownPlantOf } from '@penstock/model/process'
import { TriageJudge } from '@penstock/model/triage'
import { answerFrom } from '@penstock/server/desk'
import { ANSWERS } from './answers.ts'
import type { Answers, Questions } from './question.ts'

answerFrom<Questions, Answers, TriageJudge>(ANSWERS, (lists) => new TriageJudge(knownPlantOf(PlantFile.parse(lists))))
