// All catalogs in one. A key starts with its room.
import { access } from './access.ts'
import { app } from './app.ts'
import { assets } from './assets.ts'
import { audit } from './audit.ts'
import { baselines } from './baselines.ts'
import { blueprint } from './blueprint.ts'
import { detectionRules } from './detection-rules.ts'
import { edr } from './edr.ts'
import { filters } from './filters.ts'
import { history } from './history.ts'
import { home } from './home.ts'
import { hunts } from './hunts.ts'
import { incidents } from './incidents.ts'
import { jobs } from './jobs.ts'
import { metrics } from './metrics.ts'
import { notices } from './notices.ts'
import { observations } from './observations.ts'
import { operatingModel } from './operating-model.ts'
import { paths } from './paths.ts'
import { plant } from './plant.ts'
import { playbooks } from './playbooks.ts'
import { problems } from './problems.ts'
import { process } from './process.ts'
import { rehearsal } from './rehearsal.ts'
import { segmentation } from './segmentation.ts'
import { sensors } from './sensors.ts'
import { settings } from './settings.ts'
import { shadow } from './shadow.ts'
import { sources } from './sources.ts'
import { traffic } from './traffic.ts'
import { triage } from './triage.ts'
import { ui } from './ui.ts'
import { vendors } from './vendors.ts'
import { views } from './views.ts'
import { visibility } from './visibility.ts'
import { vulnerabilities } from './vulnerabilities.ts'
import { zones } from './zones.ts'

export const CATALOG = {
  ...access,
  ...app,
  ...assets,
  ...audit,
  ...baselines,
  ...blueprint,
  ...detectionRules,
  ...filters,
  ...history,
  ...edr,
  ...home,
  ...hunts,
  ...incidents,
  ...jobs,
  ...metrics,
  ...notices,
  ...observations,
  ...operatingModel,
  ...paths,
  ...plant,
  ...playbooks,
  ...problems,
  ...process,
  ...rehearsal,
  ...segmentation,
  ...sensors,
  ...shadow,
  ...sources,
  ...traffic,
  ...triage,
  ...settings,
  ...ui,
  ...vendors,
  ...views,
  ...visibility,
  ...vulnerabilities,
  ...zones,
} as const

export type MessageKey = keyof typeof CATALOG
