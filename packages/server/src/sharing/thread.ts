// The thread of this room; started by `desk.ts`.
import { PlantFile } from '@penstock/model/plant'
import { RelevanceJudge } from '@penstock/model/sharing'
import { type Answerers, answerFrom } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

const ANSWERS: Answerers<Questions, Answers, RelevanceJudge> = {
  relevance: (judge, { from, sightings }) => ({ ok: true, value: judge.judge(from, sightings) }),
}

answerFrom<Questions, Answers, RelevanceJudge>(ANSWERS, (lists) => new RelevanceJudge(PlantFile.parse(lists)))
