// What every part of the screen is given.
import type { Domain } from '@penstock/model/kernel'
import type { RulesSearch } from './search.ts'

export interface Part {
  readonly domain: Domain
  readonly search: RulesSearch
  readonly go: (next: Partial<RulesSearch>) => void
}
