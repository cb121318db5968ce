// The thread of this room; started by `desk.ts`. It holds the scenarios and what feeds them, of which there is one edition.
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import { accept } from '@penstock/model/kernel'
import { rehearse } from '@penstock/model/rehearsal'
import { answerFrom } from '@penstock/server/desk'
import { scenarioFeeds } from './feeds.ts'
import type { Answers, Questions } from './question.ts'
import { scenarioView } from './views.ts'

const open = () => ({ scenarios: loadCrossDomainScenarios(), feeds: scenarioFeeds() })

answerFrom<Questions, Answers, ReturnType<typeof open>>(
  {
    all: ({ scenarios, feeds }, ground) =>
      accept(scenarios.map((scenario) => scenarioView(rehearse(scenario, feeds, ground)))),
  },
  open,
)
