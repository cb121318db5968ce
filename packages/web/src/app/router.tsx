// Every address of the pages and the schema of what stands behind its `?`: the URL is the state.
import { AccessPage, AccessSearch, AccountPage } from '@penstock/web/access'
import { AssetSearch, AssetsPage, AssetsSearch, UnregisteredPage, UnregisteredSearch } from '@penstock/web/assets'
import { AuditPage, AuditSearch } from '@penstock/web/audit'
import { BaselinesPage, BaselinesSearch } from '@penstock/web/baselines'
import { BlueprintPage, BlueprintSearch } from '@penstock/web/blueprint'
import { RulesPage, RulesSearch } from '@penstock/web/detection-rules'
import { DriftPage, DriftSearch, MOMENT_KEYS } from '@penstock/web/history'
import { HuntPage, HuntSearch } from '@penstock/web/hunts'
import { HandoffPage, IncidentSearch, IncidentsPage, IncidentsSearch } from '@penstock/web/incidents'
import { JobsPage, JobsSearch } from '@penstock/web/jobs'
import { t } from '@penstock/web/messages'
import { MetricsPage, MetricsSearch } from '@penstock/web/metrics'
import { OperatingModelPage, OperatingModelSearch } from '@penstock/web/operating-model'
import { PathsPage, PathsSearch } from '@penstock/web/paths'
import { PlantPage } from '@penstock/web/plant'
import { PlaybookPage, PlaybooksPage, PlaybooksSearch } from '@penstock/web/playbooks'
import { ProcessPage, ProcessSearch } from '@penstock/web/process'
import { ScopeSearch } from '@penstock/web/scope'
import { SegmentationPage, SegmentationSearch } from '@penstock/web/segmentation'
import { SensorsPage, SensorsSearch } from '@penstock/web/sensors'
import { SettingsPage } from '@penstock/web/settings'
import { ShadowPage, ShadowSearch } from '@penstock/web/shadow'
import { SourcesPage, SourcesSearch } from '@penstock/web/sources'
import { TrafficPage, TrafficSearch } from '@penstock/web/traffic'
import { TriagePage, TriageSearch } from '@penstock/web/triage'
import { Empty, Page } from '@penstock/web/ui'
import { VendorsPage, VendorsSearch } from '@penstock/web/vendors'
import { GapsPage, GapsSearch } from '@penstock/web/visibility'
import { VulnerabilitiesPage, VulnerabilitySearch } from '@penstock/web/vulnerabilities'
import { BreachesPage, BreachesSearch, ZonesPage, ZonesSearch } from '@penstock/web/zones'
import { createRootRoute, createRoute, createRouter, retainSearchParams } from '@tanstack/react-router'
import { AssetRecordPage } from './AssetRecordPage.tsx'
import { Frame } from './Frame.tsx'
import { IncidentRecordPage } from './IncidentRecordPage.tsx'
import { Landing } from './Landing.tsx'

const root = createRootRoute({
  component: Frame,
  validateSearch: ScopeSearch,
  search: { middlewares: [retainSearchParams(['site', 'zone'])] },
  notFoundComponent: NothingHere,
})

function NothingHere() {
  return (
    <Page title={t('app.nothing-here')}>
      <Empty kind="matches" title={t('problems.not-found')}>
        {t('problems.not-found.mend')}
      </Empty>
    </Page>
  )
}

const under = { getParentRoute: () => root } as const
const home = createRoute({ ...under, path: '/', component: Landing })
const signIn = createRoute({ ...under, path: '/sign-in', component: Landing })
const assets = createRoute({
  ...under,
  path: '/assets',
  component: AssetsPage,
  validateSearch: AssetsSearch,
  search: { middlewares: [retainSearchParams([...MOMENT_KEYS])] },
})
const asset = createRoute({
  ...under,
  path: '/assets/$assetId',
  component: AssetRecordPage,
  validateSearch: AssetSearch,
  search: { middlewares: [retainSearchParams(['asOf', 'clock'])] },
})
const unregistered = createRoute({
  ...under,
  path: '/unregistered',
  component: UnregisteredPage,
  validateSearch: UnregisteredSearch,
  search: { middlewares: [retainSearchParams(['asOf', 'clock'])] },
})
const shadow = createRoute({
  ...under,
  path: '/shadow',
  component: ShadowPage,
  validateSearch: ShadowSearch,
  search: { middlewares: [retainSearchParams(['asOf'])] },
})
const gaps = createRoute({ ...under, path: '/gaps', component: GapsPage, validateSearch: GapsSearch })
const vulnerabilities = createRoute({
  ...under,
  path: '/vulnerabilities',
  component: VulnerabilitiesPage,
  validateSearch: VulnerabilitySearch,
  search: { middlewares: [retainSearchParams(['asOf', 'clock'])] },
})
const zones = createRoute({
  ...under,
  path: '/zones',
  component: ZonesPage,
  validateSearch: ZonesSearch,
  search: { middlewares: [retainSearchParams([...MOMENT_KEYS])] },
})
const segmentation = createRoute({
  ...under,
  path: '/segmentation',
  component: SegmentationPage,
  validateSearch: SegmentationSearch,
})
const process = createRoute({
  ...under,
  path: '/process',
  component: ProcessPage,
  validateSearch: ProcessSearch,
  search: { middlewares: [retainSearchParams(['asOf'])] },
})
const paths = createRoute({
  ...under,
  path: '/paths',
  component: PathsPage,
  validateSearch: PathsSearch,
  search: { middlewares: [retainSearchParams(['asOf'])] },
})
const operatingModel = createRoute({
  ...under,
  path: '/operating-model',
  component: OperatingModelPage,
  validateSearch: OperatingModelSearch,
})
const blueprint = createRoute({
  ...under,
  path: '/blueprint',
  component: BlueprintPage,
  validateSearch: BlueprintSearch,
})
const vendors = createRoute({
  ...under,
  path: '/vendors',
  component: VendorsPage,
  validateSearch: VendorsSearch,
  search: { middlewares: [retainSearchParams(['asOf'])] },
})
const triage = createRoute({ ...under, path: '/triage', component: TriagePage, validateSearch: TriageSearch })
const incidents = createRoute({
  ...under,
  path: '/incidents',
  component: IncidentsPage,
  validateSearch: IncidentsSearch,
})
const incident = createRoute({
  ...under,
  path: '/incidents/$incidentId',
  component: IncidentRecordPage,
  validateSearch: IncidentSearch,
})
const playbooks = createRoute({
  ...under,
  path: '/playbooks',
  component: PlaybooksPage,
  validateSearch: PlaybooksSearch,
})
const playbook = createRoute({ ...under, path: '/playbooks/$playbookId', component: PlaybookPage })
const handoff = createRoute({ ...under, path: '/handoffs/$handoffId', component: HandoffPage })
const breaches = createRoute({
  ...under,
  path: '/breaches',
  component: BreachesPage,
  validateSearch: BreachesSearch,
  search: { middlewares: [retainSearchParams(['asOf', 'clock'])] },
})
const drift = createRoute({ ...under, path: '/drift', component: DriftPage, validateSearch: DriftSearch })
const sensors = createRoute({ ...under, path: '/sensors', component: SensorsPage, validateSearch: SensorsSearch })
const hunt = createRoute({ ...under, path: '/hunt', component: HuntPage, validateSearch: HuntSearch })
const sources = createRoute({ ...under, path: '/sources', component: SourcesPage, validateSearch: SourcesSearch })
const detectionRules = createRoute({
  ...under,
  path: '/detection-rules',
  component: RulesPage,
  validateSearch: RulesSearch,
})
const traffic = createRoute({
  ...under,
  path: '/traffic',
  component: TrafficPage,
  validateSearch: TrafficSearch,
  search: { middlewares: [retainSearchParams([...MOMENT_KEYS])] },
})
const baselines = createRoute({
  ...under,
  path: '/baselines',
  component: BaselinesPage,
  validateSearch: BaselinesSearch,
})
const metrics = createRoute({ ...under, path: '/soc-metrics', component: MetricsPage, validateSearch: MetricsSearch })
const plant = createRoute({ ...under, path: '/plant', component: PlantPage })
const jobs = createRoute({ ...under, path: '/jobs', component: JobsPage, validateSearch: JobsSearch })
const access = createRoute({ ...under, path: '/access', component: AccessPage, validateSearch: AccessSearch })
const audit = createRoute({ ...under, path: '/audit', component: AuditPage, validateSearch: AuditSearch })
const settings = createRoute({ ...under, path: '/settings', component: SettingsPage })
const account = createRoute({ ...under, path: '/account', component: AccountPage })
const tree = root.addChildren([
  home,
  signIn,
  assets,
  asset,
  unregistered,
  shadow,
  vulnerabilities,
  gaps,
  zones,
  segmentation,
  process,
  paths,
  vendors,
  blueprint,
  operatingModel,
  triage,
  incidents,
  incident,
  playbooks,
  playbook,
  handoff,
  breaches,
  drift,
  traffic,
  baselines,
  metrics,
  plant,
  sensors,
  hunt,
  sources,
  detectionRules,
  jobs,
  access,
  audit,
  settings,
  account,
])

export const router = createRouter({ routeTree: tree, defaultPreload: false, scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
