// The people of a SOC under one model: the switch away from the founding model is proposed and agreed to as anybody would.
import type { Domain } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
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
