// The judge that a cell uses: the zone model in force of each site, applied to conversations as they come.
import { factText, judgeConversation, type ZoneModel } from '@penstock/model/zones'
import type { ConversationFact } from '@penstock/server/facts'

export type Verdict = NonNullable<ConversationFact['verdict']>
type Conversation = Parameters<typeof judgeConversation>[1]

export class ZoneJudge {
  readonly #models = new Map<string, ZoneModel>()

  /** Takes a site's model into force; answers false when a newer one is in force already. */
  take(site: string, model: ZoneModel): boolean {
    const now = this.#models.get(site)
    if (now !== undefined && now.version >= model.version) return false
    this.#models.set(site, model)
    return true
  }

  /** The verdict by the model in force, or null before the site's first. */
  judge(site: string, conversation: Conversation): Verdict | null {
    const model = this.#models.get(site)
    if (model === undefined) return null
    const { verdict, conduit, rule, basis, clientZone, serverZone, facts } = judgeConversation(model, conversation)
    const told = facts.map(factText)
    return { verdict, conduit, rule, basis, clientZone, serverZone, facts: told, zoneModelVersion: model.version }
  }
}
