// The thread that computes: it holds the last few plants, and answers one question after the other. Started by `desk.ts`.
import { parentPort } from 'node:worker_threads'
import { PlantFile } from '@penstock/model/plant'
import { processNetworkOf } from '@penstock/model/process'
import { ANSWERS, type OpenPlant } from './answers.ts'
import type { Asked, QuestionKind, Told } from './question.ts'

/** Plants that are held, the one that was asked last longest. */
const MOST_PLANTS = 3

const plants = new Map<string, OpenPlant>()

parentPort?.on('message', (asked: Asked) => parentPort?.postMessage(tellOf(asked)))

function tellOf(asked: Asked): Told {
  const open = plantOf(asked)
  return open === null ? { isMissing: true } : answerTo(open, asked)
}

function answerTo<Kind extends QuestionKind>(open: OpenPlant, { kind, question }: Asked<Kind>): Told {
  return ANSWERS[kind](open, question)
}

function plantOf({ key, plant }: Asked): OpenPlant | null {
  const held = plants.get(key) ?? (plant === null ? null : opened(plant))
  if (held === null) return null
  plants.delete(key)
  plants.set(key, held)
  for (const [oldest] of plants) if (plants.size > MOST_PLANTS) plants.delete(oldest)
  return held
}

function opened(lists: Readonly<Record<string, unknown>>): OpenPlant {
  const plant = PlantFile.parse(lists)
  return { plant, network: processNetworkOf(plant) }
}
