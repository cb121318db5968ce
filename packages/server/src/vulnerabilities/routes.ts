// HTTP of vulnerabilities.
import type { Readable } from 'node:stream'
import * as contract from '@penstock/contract/vulnerabilities'
import { serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { AdvisoryIntake } from './intake.ts'
import type { VulnerabilitiesService } from './service.ts'

export function serveVulnerabilities(
  app: FastifyInstance,
  vulnerabilities: VulnerabilitiesService,
  intake: AdvisoryIntake,
): void {
  serveRoute(app, contract.listVulnerabilities, ({ caller, query }) => {
    const { cursor, limit, asOf, clock, ...filter } = query
    return vulnerabilities.list(caller, filter, { cursor, limit }, { asOf, clock })
  })
  serveRoute(app, contract.readVulnerabilitySummary, ({ caller, query }) => vulnerabilities.summary(caller, query.site))
  serveRoute(app, contract.listAdvisoryImports, async () => ({
    items: await vulnerabilities.imports(),
  }))
  serveRoute(
    app,
    contract.importAdvisories,
    ({ caller, query, request }) => intake.start(caller, request.body as Readable | undefined, query.fileName),
    { bodyLimitBytes: intake.limitBytes },
  )
  serveRoute(app, contract.explainVulnerability, ({ caller, params, query }) =>
    vulnerabilities.explain(caller, params.assetId, params.advisoryId, query),
  )
  serveRoute(app, contract.readVulnerability, ({ caller, params, query }) =>
    vulnerabilities.record(caller, params.matchId, query),
  )
  serveRoute(app, contract.decideVulnerability, ({ caller, params, body }) =>
    vulnerabilities.decide(caller, params.matchId, body),
  )
}
