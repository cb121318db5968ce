// The thread of this room; started by `desk.ts`.
import { PlantFile } from '@penstock/model/plant'
import { domainOfFunction, RelevanceJudge } from '@penstock/model/sharing'
import { type Answerers, answerFrom } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

interface Open {
  readonly plant: PlantFile
  readonly judge: RelevanceJudge
}

const ANSWERS: Answerers<Questions, Answers, Open> = {
  relevance: ({ judge }, { from, sightings }) => ({ ok: true, value: judge.judge(from, sightings) }),
  functions: ({ plant }, { functions }) => ({ ok: true, value: functions.map((one) => domainOfFunction(plant, one)) }),
}

answerFrom<Questions, Answers, Open>(ANSWERS, (lists) => {
  const plant = PlantFile.parse(lists)
  return { plant, judge: new RelevanceJudge(plant) }
})
