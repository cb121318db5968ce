// The people of a SOC under one model: the switch away from the founding model is proposed and agreed to as anybody would.
import type { Domain } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { expect, vi } from 'vitest'
import { type House, ok, type Person } from './house.fixture.ts'

export interface SocTeam {
  readonly leads: Readonly<Record<Domain, Person>>
  readonly coordinator: Person
  readonly it: Person
  readonly ot: Person
  readonly central: Person
}

export async function socTeam(house: House, model: SocModel): Promise<SocTeam> {
  const founder = await house.founder()
  const leads = {
    it: await house.person(founder, 'it-lead', ['it-lead']),
    ot: await house.person(founder, 'ot-lead', ['ot-lead']),
  }
  const coordinator = await house.person(founder, 'coordinator', ['soc-lead'])
  if (model !== 'integrated') {
    const to = { to: model, independence: null, reason: 'decided' }
    const asked = coordinator.send('POST', '/api/operating-model/proposals', to)
    const { id, payloadSha256 } = await ok<{ id: string; payloadSha256: string }>(asked)
    for (const lead of [leads.it, leads.ot])
      await ok(lead.send('POST', `/api/operating-model/proposals/${id}/approval`, { payloadSha256 }))
  }
  return {
    ...{ leads, coordinator },
    it: await house.person(founder, 'it-analyst', ['it-analyst']),
    ot: await house.person(founder, 'ot-analyst', ['ot-analyst']),
    central: await house.person(founder, 'hunter', ['central-hunter']),
  }
}

/** Once the hub has taken up all that the cells told, and told it. */
export async function untilTakenUp(house: House): Promise<void> {
  await vi.waitFor(
    async () => {
      const waiting = await house.core.transaction(HUB_SERVICE, async (tx) => ({
        features: await tx.selectFrom('correlation_feature').select('id').where('taken_at', 'is', null).execute(),
        ties: await tx.selectFrom('correlation_tie').select('id').where('taken_at', 'is', null).execute(),
        cursors: await tx.selectFrom('fact_cursor').select(['cell', 'after_seq']).execute(),
      }))
      expect([waiting.features, waiting.ties]).toEqual([[], []])
      for (const domain of ['it', 'ot'] as const) {
        const last = await house
          .storeOf(domain)
          .transaction(CELL_SERVICE, (tx) =>
            tx.selectFrom('fact_outbox').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst(),
          )
        expect(waiting.cursors.find(({ cell }) => cell === domain)?.after_seq ?? 0).toBe(last?.seq ?? 0)
      }
    },
    { timeout: 60_000, interval: 100 },
  )
}
