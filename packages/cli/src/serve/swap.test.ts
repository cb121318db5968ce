import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { finishSwap, swapRestored } from './swap.ts'

const scratch = mkdtempSync(join(tmpdir(), 'penstock-swap-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function folderWith(name: string): string {
  const data = join(scratch, name)
  for (const part of ['core', 'it', 'ot'])
    for (const [set, place] of [
      ['old', join(data, part)],
      ['restored', join(data, 'restored', part)],
    ] as const) {
      mkdirSync(place, { recursive: true })
      writeFileSync(join(place, 'which'), set)
    }
  return data
}

function whichIn(folder: string): string[] {
  return ['core', 'it', 'ot'].map((part) => readFileSync(join(folder, part, 'which'), 'utf8'))
}

test('restored stores take the place of the old ones, which are kept aside', () => {
  const data = folderWith('plain')
  const aside = swapRestored(data, 'BKP-7Q4K2M')
  expect(whichIn(data)).toEqual(['restored', 'restored', 'restored'])
  expect(whichIn(join(data, aside))).toEqual(['old', 'old', 'old'])
  expect(readdirSync(data).sort()).toEqual(['before-BKP-7Q4K2M', 'core', 'it', 'ot'])
})

test.each([0, 1, 2, 3, 4, 5, 6])('a swap that is cut off after %d renames is ended at the next start', (renames) => {
  const data = folderWith(`cut-${renames}`)
  const aside = join(data, 'before-BKP-X')
  writeFileSync(join(data, 'swap.json'), JSON.stringify({ aside: 'before-BKP-X' }))
  mkdirSync(aside)
  const steps = ['core', 'it', 'ot'].flatMap((part) => [
    [join(data, part), join(aside, part)],
    [join(data, 'restored', part), join(data, part)],
  ])
  for (const [from = '', to = ''] of steps.slice(0, renames)) renameSync(from, to)
  finishSwap(data)
  expect(whichIn(data)).toEqual(['restored', 'restored', 'restored'])
  expect(whichIn(aside)).toEqual(['old', 'old', 'old'])
  expect(readdirSync(data)).not.toContain('swap.json')
})

test('what a restore left that never began to be put in place is removed', () => {
  const data = folderWith('left')
  finishSwap(data)
  expect(whichIn(data)).toEqual(['old', 'old', 'old'])
  expect(readdirSync(data)).not.toContain('restored')
})
