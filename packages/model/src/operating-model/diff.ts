// What a switch of the model or of independence changes: access gained and lost, per person (or role), class of object and site.
import { type Access, isLess, OBJECT_CLASSES, type ObjectClass } from './models.ts'
import type { Policy } from './policy.ts'
import { reachOf } from './reach.ts'
import { Role } from './roles.ts'

/** One class of object that a person or role reaches otherwise than before. */
export interface AccessChange {
  readonly who: string
  readonly class: ObjectClass
  /** `regulated`: at sites under a duty of independence, before or after. */
  readonly where: 'everywhere' | 'regulated' | 'elsewhere'
  readonly before: Access
  readonly after: Access
  readonly change: 'gained' | 'lost'
}

type Rules = Pick<Policy, 'model' | 'independence'>
interface Who {
  readonly who: string
  readonly roles: readonly Role[]
  /** Where they differ from those before. */
  readonly rolesAfter?: readonly Role[]
}

/** Every role by itself, for a comparison of models without people. */
export const EVERY_ROLE: readonly Who[] = Role.options.map((role) => ({ who: role, roles: [role] }))

/** In the order of those given, then of the classes. */
export function diffModels(from: Rules, to: Rules, people: readonly Who[]): readonly AccessChange[] {
  const isRegulated = (where: AccessChange['where'], { independence }: Rules) =>
    where === 'regulated' && independence !== undefined
  return people.flatMap(({ who, roles, rolesAfter = roles }) => {
    const at = (where: AccessChange['where'], rules: Rules, held: readonly Role[]) =>
      reachOf({ ...rules, roles: held, isRegulated: isRegulated(where, rules) })
    const changesAt = (where: AccessChange['where']) => {
      const [before, after] = [at(where, from, roles), at(where, to, rolesAfter)]
      return OBJECT_CLASSES.flatMap((of) => changeOf(who, of, where, before.get(of) ?? 'none', after.get(of) ?? 'none'))
    }
    const [regulated, elsewhere] = [changesAt('regulated'), changesAt('elsewhere')]
    const isAlike = JSON.stringify(regulated.map(bare)) === JSON.stringify(elsewhere.map(bare))
    return isAlike
      ? regulated.map((change) => ({ ...change, where: 'everywhere' as const }))
      : [...regulated, ...elsewhere]
  })
}

/** Of two policies, per person of either. */
export function diffPolicies(from: Policy, to: Policy): readonly AccessChange[] {
  const rolesIn = ({ subjects }: Policy) => new Map(subjects.map(({ subject, roles }) => [subject, roles]))
  const [before, after] = [rolesIn(from), rolesIn(to)]
  const people = [...new Set([...before.keys(), ...after.keys()])]
  return diffModels(
    from,
    to,
    people.map((who) => ({ who, roles: before.get(who) ?? [], rolesAfter: after.get(who) ?? [] })),
  )
}

function bare({ where: _where, ...rest }: AccessChange) {
  return rest
}

function changeOf(
  who: string,
  of: ObjectClass,
  where: AccessChange['where'],
  before: Access,
  after: Access,
): readonly AccessChange[] {
  if (before === after) return []
  return [{ who, class: of, where, before, after, change: isLess(before, after) ? 'gained' : 'lost' }]
}
