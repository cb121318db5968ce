// `penstock process inoperability SECTORS`: the inoperability model of sectors on a file of coefficients (IIM, and DIIM where it has `over`).
import { readFile } from 'node:fs/promises'
import { plantArguments } from '@penstock/cli/plant'
import { pictureOfSectors, type SectorsRefusal } from '@penstock/model/process'
import { tell } from './load-network.ts'

const USAGE = 'usage: penstock process inoperability SECTORS [--json]\n'

/** Exit code: 0 computed, 1 no such file or no solution, 2 bad usage or a file that is none of this. */
export async function processInoperability(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const text = await readFile(options.file, 'utf8').catch(() => null)
  if (text === null) return told(`there is no file ${options.file} that can be read`, 1)
  const picture = pictureOfSectors(text)
  if (!picture.ok) return refused(options.file, picture.refusal)
  const { sectors, over } = picture.value
  if (options.json) {
    const names = sectors.map(({ name }) => name)
    process.stdout.write(`${JSON.stringify({ sectors: names, q: sectors.map(({ standing }) => standing), over })}\n`)
    return 0
  }
  const lines = sectors.map(({ name, standing, lost }) => {
    const words = lost === null || over === null ? '' : `, ${lost.toFixed(4)} lost over ${over.steps.length - 1} steps`
    return `  ${standing.toFixed(3)}  ${name}${words}\n`
  })
  process.stdout.write(`share of each sector that stands still (linear, no stocks, no redundancy)\n${lines.join('')}`)
  return 0
}

const SENTENCES: Readonly<Record<Exclude<SectorsRefusal['code'], 'process.no-sectors'>, string>> = {
  'process.matrix-shape': 'one row and one column of numbers for each sector, and one lost demand',
  'process.matrix-range': 'coefficients are not negative, lost demand is 0 to 1, resilience above 0 and at most 1',
  'process.matrix-singular': 'no solution: these sectors need more of each other than they give',
}

function refused(file: string, refusal: SectorsRefusal): 1 | 2 {
  if (refusal.code === 'process.no-sectors') return told(`${file}: ${refusal.faults}`, 2)
  return told(`${file}: ${SENTENCES[refusal.code]}`, refusal.code === 'process.matrix-singular' ? 1 : 2)
}

function told(message: string, code: 1 | 2): 1 | 2 {
  tell(message)
  return code
}
