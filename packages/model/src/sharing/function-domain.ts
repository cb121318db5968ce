// Whose domain a function of the plant is of: what the business runs on is IT's, everything else the plant's. For the tie-break of a joint case.
import type { Domain } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'

/** As a case writes it down: the id, the name, or `name (id)`; null where the register has no such function, or more than one. */
export function domainOfFunction({ functions }: Pick<PlantFile, 'functions'>, text: string): Domain | null {
  const said = text.trim().toLowerCase()
  const inBrackets = /\(([^()]+)\)$/.exec(said)?.[1]
  const found = functions.filter(({ id, name }) => {
    const key = id.toLowerCase()
    return key === said || name.toLowerCase() === said || key === inBrackets
  })
  return found.length === 1 ? (found[0]!.type === 'business' ? 'it' : 'ot') : null
}
