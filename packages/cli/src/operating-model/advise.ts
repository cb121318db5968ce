// `penstock model advise ANSWERS`: scores, hard rules, ties, a staged start and what would change the answer.
import { loadSocModelTables, SOC_MODEL_EDITION } from '@penstock/catalogs/soc-model@1'
import { type Advice, adviseModel, type Flip, SocAnswers, type SocModelTables } from '@penstock/model/operating-model'
import { nearestTo } from '@penstock/model/plant'
import { z } from 'zod'
import { readJson, tell, wordsOf } from './read-json.ts'

const USAGE = 'usage: penstock model advise ANSWERS [--json]\n'

/** Exit code: 0 advised, 1 no such file, 2 bad usage, or answers that are none. */
export async function modelAdvise(args: readonly string[]): Promise<number> {
  const given = wordsOf(args, 1, USAGE)
  if (given === null) return 2
  const file = given.words[0]!
  const read = await readJson(file)
  if (typeof read === 'number') return read
  const tables = loadSocModelTables()
  const answers = readAnswers(file, read.value, tables)
  if (answers === null) return 2
  const advice = adviseModel(tables, answers)
  if (!advice.ok) {
    const { code, factors } = advice.refusal
    const known = tables.factors.map(({ id }) => id)
    for (const factor of factors) {
      const meant = code === 'operating-model.unknown-factor' ? nearestTo(factor, known) : null
      tell(
        code === 'operating-model.no-answer'
          ? `${file}: levels.${factor} has no answer; give it a level of 0 to 4`
          : `${file}: levels.${factor} is no factor${meant === null ? '' : ` → did you mean ${meant}?`}`,
      )
    }
    return 2
  }
  const told = { edition: SOC_MODEL_EDITION, name: answers.name ?? null, ...advice.value }
  process.stdout.write(given.json ? `${JSON.stringify(told)}\n` : inWords(advice.value, tables))
  return 0
}

const Given = z.looseObject({ levels: z.record(z.string(), z.unknown()) })

/** Answers, with levels at the top of the file or under `levels`. Further keys are passed over with a word. */
function readAnswers(file: string, value: unknown, tables: SocModelTables): SocAnswers | null {
  const known = new Set(tables.factors.map(({ id }) => id))
  const isFlat = typeof value === 'object' && value !== null && Object.keys(value).some((key) => known.has(key))
  const { name, independence, ...rest } = (isFlat ? value : {}) as Record<string, unknown>
  const whole = Given.safeParse(isFlat ? { name, independence, levels: rest } : value)
  if (!whole.success) {
    tell(`${file}: wants an object with \`levels\`, a level of 0 to 4 for each of ${[...known].join(', ')}`)
    return null
  }
  const own = new Set(Object.keys(SocAnswers.shape))
  for (const key of Object.keys(whole.data)) if (!own.has(key)) tell(`${file}: ${key} is passed over`)
  const kept = Object.fromEntries(
    Object.entries(whole.data).filter(([key, each]) => own.has(key) && each !== undefined),
  )
  const parsed = SocAnswers.safeParse(kept)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) tell(`${file}: ${path.join('.')}: ${message}`)
  return null
}

function inWords(advice: Advice, { factors }: SocModelTables): string {
  const { scores, ranking, feasible, excluded, missing, recommended, tie, staged, independence } = advice
  const lines = ranking.map((model) => {
    const short = Object.entries(missing[model] ?? {}).map(([factor, [now, needed]]) => `${factor} ${now}→${needed}`)
    const why = [excluded[model] === undefined ? '' : `excluded by ${excluded[model]}`, short.join(', ')]
    const state = feasible.includes(model) ? 'feasible' : why.filter(Boolean).join('; ')
    return `  ${scores[model].toFixed(3)}  ${model.padEnd(10)}  ${state}`
  })
  const head = staged
    ? `none is feasible yet: start staged, towards ${recommended}`
    : tie
      ? `${recommended}, a tie with ${advice.tiedWith.join(' and ')}`
      : recommended
  const nameOf = (id: string) => factors.find((factor) => factor.id === id)?.name ?? id
  const told = (flips: readonly Flip[]) =>
    flips.map(({ factor, change, recommended: then }) => {
      const how = 'level' in change ? `at level ${change.level}` : `with ${change.weightTimes} times its weight`
      return `  ${nameOf(factor)} ${how}: ${then}\n`
    })
  const part = (title: string, text: readonly string[]) => (text.length === 0 ? '' : `${title}\n${text.join('')}`)
  const indented = (texts: readonly string[]) => texts.map((text) => `  ${text}\n`)
  return [
    `${head}\n${lines.join('\n')}\n`,
    part('begin with', indented(advice.stagedStart)),
    part('what ends the tie', told(advice.decides)),
    part('what changes the recommendation', told(advice.sensitivity.filter(({ flips }) => flips))),
    independence.effect === 'none'
      ? ''
      : `independence: the integrated model is ${independence.effect === 'excluded' ? 'excluded' : 'possible with the regulated estate carved out'}\n`,
    part(
      independence.isUnrecorded ? 'say which consequence applies, under `independence.consequences`' : '',
      indented(independence.consequences.map(({ id, means }) => `${id}: ${means}`)),
    ),
    part('rules of the model', indented(advice.operatingRules)),
  ].join('')
}
