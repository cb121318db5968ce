// How a room of the hub asks a cell in the name of a person.
import type { Domain } from '@penstock/model/kernel'
import type { Caller } from './caller.ts'

export interface CellAnswer {
  readonly status: number
  readonly body: unknown
}

/** The cell answers by its own copy of the policy. Null when it does not answer. */
export type AskCell = (
  domain: Domain,
  caller: Caller,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<CellAnswer | null>
