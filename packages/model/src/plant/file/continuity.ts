// What was found out about the continuity of functions beside what was reckoned: drills, with what they measured.
import { z } from 'zod'
import { Hours, IsoDate, Name, PlantId, Probability, Text } from './scalars.ts'

/** What a drill measured is null where it measured nothing of the kind. */
export const Drill = z.strictObject({
  id: PlantId,
  function: PlantId,
  /** Name of the input of the function that was taken away; null where the function itself was stopped, as a restore test does. */
  input: Name.nullable(),
  /** What was done. */
  what: Text,
  on: IsoDate,
  by: Text,
  /** How long it ran on without the input. */
  heldH: Hours.nullable(),
  /** It still ran when the drill ended: it lasts `heldH` at least. */
  isAtLeast: z.boolean(),
  /** From its stop until it ran again. */
  restoreH: Hours.nullable(),
  /** Share of its normal service that it gave meanwhile. */
  keptShare: Probability.nullable(),
  /** Whether it gave its minimum service (`bia.minimum`) meanwhile. */
  isMinimumHeld: z.boolean().nullable(),
  /** Where the record lies. */
  evidence: Text.nullable(),
})
export type Drill = z.infer<typeof Drill>

/** What the owner of a function answered: whether it rests on a host, what for, and how long it does without. The last answer counts. */
export const RestsOn = z.strictObject({
  id: PlantId,
  function: PlantId,
  host: PlantId,
  /** What the host was seen or said to give, such as `directory` or `information`. */
  service: Name,
  isNeeded: z.boolean(),
  direction: z.enum(['function-to-host', 'host-to-function', 'both']),
  purpose: Text,
  /** How long the function runs without; null where it is not needed. */
  holdUpH: Hours.nullable(),
  owner: Text.nullable(),
  on: IsoDate,
  by: Text,
})
export type RestsOn = z.infer<typeof RestsOn>
