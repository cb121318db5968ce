// Which problem a client meets for each refusal; a refusal without one does not compile.
import type { ProblemCode } from '@penstock/contract/problems'
import type { __Pascal__Refusal } from '@penstock/model/__kebab__'

export const problemOf__Pascal__ = {
  '__kebab__.nothing-declared': '__kebab__.nothing-declared',
} as const satisfies Record<__Pascal__Refusal['code'], ProblemCode>
