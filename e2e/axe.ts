// What axe finds in a page, which has to be open with `bypassCsp`.
import { readFileSync } from 'node:fs'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { MODES, type Mode, setMode } from './browser.ts'

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

/** What depends on colours and sizes: all that can differ between the modes of one and the same page. */
const OF_LOOKS = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable']

interface Judged {
  /** Rules that something on the page follows. */
  readonly followed: number
  readonly broken: readonly { readonly id: string; readonly elements: readonly string[] }[]
}

/** Each rule that is broken, with the elements that break it. */
export async function violations(page: Page): Promise<readonly string[]> {
  const results = await judged(page, undefined)
  expect(results.followed, 'axe looked').toBeGreaterThan(5)
  return told(results)
}

/** The same in every mode, the page left as it is: all rules in the first, in the others those that a mode can break. */
export async function violationsInModes(
  page: Page,
  look?: (mode: Mode) => Promise<unknown>,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const [at, mode] of MODES.entries()) {
    await setMode(page, mode)
    await look?.(mode)
    const results = at === 0 ? await violations(page) : told(await judged(page, OF_LOOKS))
    found.push(...results.map((each) => `${mode}: ${each}`))
  }
  return found
}

/** Every element is judged; only those that break a rule are described one by one, which takes longer than to judge them. */
async function judged(page: Page, rules: readonly string[] | undefined): Promise<Judged> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  await page.evaluate(endMovements)
  return await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }
    const { passes, violations: broken } = await axe.run({
      resultTypes: ['violations'],
      ...(only === undefined ? {} : { runOnly: { type: 'rule', values: [...only] } }),
    })
    return {
      followed: passes.length,
      broken: broken.map(({ id, nodes }) => ({ id, elements: nodes.map(({ html }) => html) })),
    }
  }, rules)
}

/** A colour on its way from one mode to the next is nobody's colour. What moves without an end is left. */
function endMovements(): void {
  for (const movement of document.getAnimations()) {
    if (movement.effect?.getComputedTiming().endTime !== Infinity) movement.finish()
  }
}

function told({ broken }: Judged): readonly string[] {
  return broken.map(({ id, elements }) => `${id}: ${elements.join(' | ')}`)
}
