// `penstock model diff FROM TO`: access gained and lost, per role and class of object, or per person of two policies.
import {
  type AccessChange,
  diffModels,
  diffPolicies,
  EVERY_ROLE,
  Policy,
  SOC_MODELS,
  SocModel,
} from '@penstock/model/operating-model'
import { nearestTo } from '@penstock/model/plant'
import { readJson, tell, wordsOf } from './read-json.ts'

const USAGE =
  'usage: penstock model diff FROM TO [--json]   (each integrated, federated, hybrid, or the file of a policy)\n'

/** Exit code: 0 compared, 1 no such file, 2 bad usage, or a policy that is none. */
export async function modelDiff(args: readonly string[]): Promise<number> {
  const given = wordsOf(args, 2, USAGE)
  if (given === null) return 2
  const [from, to] = [await sideOf(given.words[0]!), await sideOf(given.words[1]!)]
  if (typeof from === 'number') return from
  if (typeof to === 'number') return to
  if ('subjects' in from !== 'subjects' in to) {
    tell('a model is compared with a model, and a policy with a policy')
    return 2
  }
  const changes = 'subjects' in from && 'subjects' in to ? diffPolicies(from, to) : diffModels(from, to, EVERY_ROLE)
  const count = (change: AccessChange['change']) => changes.filter((each) => each.change === change).length
  const told = { from: from.model, to: to.model, gained: count('gained'), lost: count('lost'), changes }
  process.stdout.write(given.json ? `${JSON.stringify(told)}\n` : inWords(told))
  return 0
}

async function sideOf(text: string): Promise<Policy | { readonly model: SocModel } | 1 | 2> {
  const model = SocModel.safeParse(text)
  if (model.success) return { model: model.data }
  const meant = nearestTo(text, SOC_MODELS)
  if (meant !== null) tell(`there is no model ${JSON.stringify(text)} → did you mean ${meant}?`)
  const read = await readJson(text)
  if (typeof read === 'number') return read
  const policy = Policy.safeParse(read.value)
  if (policy.success) return policy.data
  for (const { path, message } of policy.error.issues) tell(`${text}: ${path.join('.')}: ${message}`)
  return 2
}

function inWords({
  from,
  to,
  gained,
  lost,
  changes,
}: {
  from: string
  to: string
  gained: number
  lost: number
  changes: readonly AccessChange[]
}): string {
  if (changes.length === 0) return `${from} to ${to}: nobody gains or loses access\n`
  const lines = changes.map(({ who, class: of, where, before, after, change }) => {
    const at = where === 'everywhere' ? '' : `  (${where})`
    return `  ${change.padEnd(6)}  ${who.padEnd(15)}  ${of.padEnd(13)}  ${before} → ${after}${at}\n`
  })
  return `${from} to ${to}: ${gained} gained, ${lost} lost\n${lines.join('')}`
}
