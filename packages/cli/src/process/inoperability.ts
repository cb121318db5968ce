// `penstock process inoperability SECTORS`: the inoperability model of sectors on a file of coefficients (IIM, and DIIM where it has `k`).
import { readFile } from 'node:fs/promises'
import { plantArguments } from '@penstock/cli/plant'
import { dynamicInoperability, type InoperabilityRefusal, inoperability } from '@penstock/model/process'
import { z } from 'zod'
import { tell } from './load-network.ts'

const USAGE = 'usage: penstock process inoperability SECTORS [--json]\n'

const Sectors = z.strictObject({
  sectors: z.array(z.string().min(1).max(120)).min(1),
  /** `a[i][j]`: what sector i loses with all of j. */
  a: z.array(z.array(z.number())),
  /** Lost demand by sector, 0 to 1. */
  c: z.array(z.number()),
  /** Over time: resilience of each sector a step, where it begins, and how many steps. */
  over: z
    .strictObject({ k: z.array(z.number()), q0: z.array(z.number()), steps: z.int().min(1).max(100_000) })
    .optional(),
})

/** Exit code: 0 computed, 1 no such file or no solution, 2 bad usage or a file that is none of this. */
export async function processInoperability(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const text = await readFile(options.file, 'utf8').catch(() => null)
  if (text === null) return told(`there is no file ${options.file} that can be read`, 1)
  const read = Sectors.safeParse(jsonOf(text))
  if (!read.success) return told(`${options.file}: ${z.prettifyError(read.error)}`, 2)
  const { sectors, a, c, over } = read.data
  if (sectors.length !== a.length) return told(`${options.file}: ${SENTENCES['process.matrix-shape']}`, 2)
  const still = inoperability(a, c)
  if (!still.ok) return told(SENTENCES[still.refusal.code], still.refusal.code === 'process.matrix-singular' ? 1 : 2)
  const time = over === undefined ? null : dynamicInoperability(a, { ...over, c })
  if (time?.ok === false) return told(SENTENCES[time.refusal.code], 2)
  const loss = time === null ? null : time.value.loss
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ sectors, q: still.value, over: time?.value ?? null })}\n`)
    return 0
  }
  const lines = sectors.map((name, at) => {
    const lost = loss === null ? '' : `, ${loss[at]!.toFixed(4)} lost over ${over?.steps} steps`
    return `  ${still.value[at]!.toFixed(3)}  ${name}${lost}\n`
  })
  process.stdout.write(`share of each sector that stands still (linear, no stocks, no redundancy)\n${lines.join('')}`)
  return 0
}

const SENTENCES: Readonly<Record<InoperabilityRefusal['code'], string>> = {
  'process.matrix-shape': 'one row and one column of numbers for each sector, and one lost demand',
  'process.matrix-range': 'coefficients are not negative, lost demand is 0 to 1, resilience above 0 and at most 1',
  'process.matrix-singular': 'no solution: these sectors need more of each other than they give',
}

function told(message: string, code: 1 | 2): 1 | 2 {
  tell(message)
  return code
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
