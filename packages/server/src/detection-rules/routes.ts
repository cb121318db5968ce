// HTTP of the rules: in a cell what it runs, in the hub the folder of a domain and what is switched off or suppressed there.
import * as contract from '@penstock/contract/detection-rules'
import { AppError, maySeeSite, serveRoute } from '@penstock/server/http'
import { actorOf } from '@penstock/server/operating-model'
import type { FastifyInstance } from 'fastify'
import type { ChainRuleList } from './chain-rule-list.ts'
import type { CoverageViews } from './coverage.ts'
import type { RuleExceptions } from './rule-exceptions.ts'
import type { RuleFolders } from './rule-folders.ts'
import type { RuleList } from './rule-list.ts'
import type { RuleTrial } from './rule-trial.ts'

const MOST_BROUGHT_BYTES = 24 * 2 ** 20

export function serveRules(
  app: FastifyInstance,
  {
    list,
    trial,
    coverage,
    chains,
  }: { list: RuleList; trial: RuleTrial; coverage: CoverageViews; chains: ChainRuleList },
): void {
  serveRoute(app, contract.listRules, ({ query }) => list.list(query))
  serveRoute(app, contract.readRuleText, ({ query }) => trial.text(query.rule))
  serveRoute(app, contract.readCoverage, ({ caller, query: { site, days } }) => {
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    return coverage.read(site === undefined ? caller.sites : [site], days)
  })
  serveRoute(app, contract.listChainRules, () => Promise.resolve(chains.list()))
  serveRoute(app, contract.tryRule, ({ caller, body }) => trial.try(caller, body))
}

export function serveHubRules(
  app: FastifyInstance,
  { folders, exceptions }: { folders: RuleFolders; exceptions: RuleExceptions },
): void {
  const limit = { bodyLimitBytes: MOST_BROUGHT_BYTES }
  serveRoute(app, contract.bringRules, ({ caller, params, body }) => folders.bring(caller, params.domain, body), limit)
  serveRoute(app, contract.listFolder, ({ caller, params }) => folders.list(caller, params.domain))
  serveRoute(app, contract.readRuleHistory, ({ caller, params, query }) =>
    folders.history(caller, params.domain, query.path),
  )
  serveRoute(app, contract.listRuleExceptions, (call) => exceptions.list(actorOf(call), call.params.domain))
  serveRoute(app, contract.askRuleException, (call) => exceptions.ask(actorOf(call), call.params.domain, call.body))
  serveRoute(app, contract.approveRuleException, (call) =>
    exceptions.approve(actorOf(call), call.params.domain, call.params.exceptionId, call.body.payloadSha256),
  )
  serveRoute(app, contract.endRuleException, (call) =>
    exceptions.end(actorOf(call), call.params.domain, call.params.exceptionId, call.body.note),
  )
}
