// The side of the thread that computes: it holds the last few plants, and answers one question after the other.
import { parentPort } from 'node:worker_threads'
import type { Asked, Lists, Reply, Told } from './words.ts'

/** Plants that are held, the one that was asked last longest. */
const MOST_PLANTS = 3

/** For each kind of question the rule that answers it on what was opened of the plant. */
export type Answerers<Questions, Answers extends { readonly [Kind in keyof Questions]: unknown }, Open> = {
  readonly [Kind in keyof Questions]: (open: Open, question: Questions[Kind]) => Reply<Answers[Kind]>
}

/** Answers what the desk of this thread asks; `open` makes of a plant what the answers stand on, once a plant. */
export function answerFrom<Questions, Answers extends { readonly [Kind in keyof Questions]: unknown }, Open>(
  answers: Answerers<Questions, Answers, Open>,
  open: (lists: Lists) => Open,
): void {
  const plants = new Map<string, Open>()
  const openOf = ({ key, plant }: Asked): Open | undefined => {
    const held = plants.get(key) ?? (plant === null ? undefined : open(plant))
    if (held === undefined) return undefined
    plants.delete(key)
    plants.set(key, held)
    for (const [oldest] of plants) if (plants.size > MOST_PLANTS) plants.delete(oldest)
    return held
  }
  // The desk of the same room asks: its kinds are these.
  const answerTo = (held: Open, { kind, question }: Asked): Told =>
    answers[kind as keyof Questions](held, question as Questions[keyof Questions])
  const tellOf = (asked: Asked): Told => {
    const held = openOf(asked)
    return held === undefined ? { isMissing: true } : answerTo(held, asked)
  }
  parentPort?.postMessage('listening')
  parentPort?.on('message', (asked: Asked) => parentPort?.postMessage(tellOf(asked)))
}
