// The thread of this room; started by `desk.ts`. It holds the scenarios and what feeds them, of which there is one edition.
import { loadCrossDomainScenarios, loadEventRules, loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import { accept } from '@penstock/model/kernel'
import { kindFeeds, rehearse } from '@penstock/model/rehearsal'
import { answerFrom } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'
import { scenarioView } from './views.ts'

const open = () => ({ scenarios: loadCrossDomainScenarios(), feeds: kindFeeds(loadEventRules(), loadRuleKinds()) })

answerFrom<Questions, Answers, ReturnType<typeof open>>(
  {
    all: ({ scenarios, feeds }, ground) =>
      accept(scenarios.map((scenario) => scenarioView(rehearse(scenario, feeds, ground)))),
  },
  open,
)
