// One playbook for each cross-domain scenario and SOC model, made from the scenarios: what they ask to look for and what they forbid.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Playbook, PlaybookScenario, playbookOf, SOC_MODELS } from '@penstock/model/incidents'
import { z } from 'zod'

const File = z.object({ scenarios: z.array(PlaybookScenario) })

export function loadPlaybooks(): readonly Playbook[] {
  const path = new URL('../cross-domain-scenarios@1/cross-domain-scenarios.json', import.meta.url)
  const { scenarios } = File.parse(JSON.parse(readFileSync(path, 'utf8')))
  return scenarios.flatMap((scenario) => SOC_MODELS.map((model) => playbookOf(scenario, model, idOf)))
}

/** A UUID of the form 8 (RFC 9562), from the text: a playbook keeps its id from one release to the next. */
function idOf(text: string): string {
  const hex = createHash('sha256').update(`penstock playbooks@1 ${text}`).digest('hex').slice(0, 32)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    '-',
  )
}
