// Each question of this room answered on a plant: the rules are the model's. Pure.
import {
  cloudLosses,
  designMonitoring,
  deviationsOf,
  drawBlueprint,
  judgeLink,
  liveStateOf,
  type NewWay,
  seenZones,
  unplannedTraffic,
} from '@penstock/model/blueprint'
import type { AssetWeakness } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import { segmentationText } from '@penstock/model/segmentation'
import type { Answerers } from '@penstock/server/desk'
import { hopView } from '@penstock/server/paths'
import type { Answers, Questions } from './question.ts'

export interface OpenBlueprint {
  readonly plant: PlantFile
  /** Open advisories of its assets. */
  readonly weaknesses: readonly AssetWeakness[]
}

export const ANSWERS: Answerers<Questions, Answers, OpenBlueprint> = {
  deviations: ({ plant }, { blueprint, observed }) => {
    const declared = liveStateOf(plant)
    const seen = seenZones(plant, observed.addresses)
    const live = {
      ...declared,
      assets: declared.assets.map((asset) => ({ ...asset, seenIn: seen.get(asset.id) ?? null })),
      sensors: observed.sensors,
      strangers: observed.strangers,
      traffic: unplannedTraffic(plant, blueprint, observed.conversations),
    }
    return { ok: true, value: deviationsOf(blueprint, live) }
  },
  draft: ({ plant }) => ({ ok: true, value: drawBlueprint(plant) }),
  link: ({ plant, weaknesses }, link) => {
    const judged = judgeLink(plant, link, weaknesses)
    if (!judged.ok) return judged
    const { link: about, newWays, findings, goalsOpened, goalsEased, limits, ...told } = judged.value
    const value = {
      ...told,
      zones: [...about.zones],
      newWays: newWays.slice(0, MOST_WAYS).map(wayView),
      total: newWays.length,
      goalsOpened: [...goalsOpened],
      goalsEased: [...goalsEased],
      findings: findings.map((one) => ({ rule: one.rule, id: one.id, text: segmentationText(one) })),
      limits: [...limits],
    }
    return { ok: true, value }
  },
  monitoring: ({ plant }, { standing, seen }) => {
    const {
      points: _points,
      sensors,
      unheard,
      logs,
      coverage,
      ...told
    } = designMonitoring(plant, {
      seen,
      ...(standing === null ? {} : { standing: zonesNamed(plant, standing) }),
    })
    const { segments, silent, unseen, heard } = coverage
    return {
      ok: true,
      value: {
        ...told,
        sensors: sensors.map((one) => ({ ...one, switches: [...one.switches], conduits: [...one.conduits] })),
        unheard: [...unheard],
        coverage: {
          segments: [...segments],
          heard,
          unseen: unseen.slice(0, MOST_UNSEEN).map((one) => ({ ...one })),
          unseenTotal: unseen.length,
          silent: [...silent],
        },
        logs: logs.map(({ zone, sources, wireOnly }) => ({
          zone,
          sources: sources.map(({ kind, assets, against }) => ({ kind, assets: [...assets], against: [...against] })),
          wireOnly: [...wireOnly],
        })),
      },
    }
  },
  cloud: ({ plant }) => ({
    ok: true,
    value: cloudLosses(plant).map(({ reaches, neededBy, stops, ...one }) => {
      return { ...one, reaches: [...reaches], neededBy: [...neededBy], stops: [...stops] }
    }),
  }),
}

/** A reader follows the cheapest. */
const MOST_WAYS = 10
const MOST_UNSEEN = 200

function wayView({ target, zone, path }: NewWay): Answers['link']['newWays'][number] {
  const { cost, steps, crosses, evidence } = path
  return { target, zone, cost, steps: [...steps], conduits: [...crosses], hops: evidence.map(hopView) }
}

/** Sensors are enrolled for segments by the id or the name of a zone; other words name none. */
function zonesNamed({ zones }: PlantFile, names: readonly string[]): readonly string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  return zones.flatMap(({ id, name }) => (wanted.has(id.toLowerCase()) || wanted.has(name.toLowerCase()) ? [id] : []))
}
