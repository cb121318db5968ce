// Use case of segregation: the declared plant of a site, judged on the thread of this room.
import type { SegregationView } from '@penstock/contract/operating-model'
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { Desk } from '@penstock/server/desk'
import type { Caller } from '@penstock/server/http'
import { type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import type { Answers, Questions } from './question.ts'

export interface SegregationOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

export class SegregationService {
  readonly #options: SegregationOptions

  constructor(options: SegregationOptions) {
    this.#options = options
  }

  async read(caller: Caller, site: SiteKey, asOf?: EpochMicros): Promise<SegregationView> {
    const asked = await askedPlant(this.#options, caller, site, asOf)
    const { persons, tools, of, unknownAccounts, questions } = await this.#options.desk.ask(
      asked.key,
      () => asked.load(),
      'segregation',
      {},
    )
    return {
      ...asked.about,
      persons: persons.map((one) => ({ ...one, it: [...one.it], ot: [...one.ot] })),
      tools: tools.map((one) => ({ ...one, records: [...one.records] })),
      of: { ...of },
      unknownAccounts: unknownAccounts.length,
      questions: questions.map((one) => ({ ...one })),
    }
  }
}
