// The thread of this room; started by `desk.ts`.
import { scopeEdr } from '@penstock/model/events'
import { PlantFile } from '@penstock/model/plant'
import { type Answerers, answerFrom } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

const ANSWERS: Answerers<Questions, Answers, PlantFile> = {
  scope: (plant, { hosts }) => ({ ok: true, value: scopeEdr(plant, hosts) }),
}

answerFrom<Questions, Answers, PlantFile>(ANSWERS, (lists) => PlantFile.parse(lists))
