// A stage of a chain in words, for cases and tips.
import type { ToldStage } from '@penstock/model/correlation'

/** A stage in words, for whoever is told of it in a case of that site: another site is not named. */
export function stageText(stage: ToldStage, site: string | null = null): string {
  const what = `${stage.technique} ${stage.techniqueName}`
  if (stage.form === 'redacted')
    return `${what}: seen by ${stage.owners.map((one) => one.toUpperCase()).join(' and ')} within 15 minutes, confidence ${stage.confidence}`
  const kinds = [...new Set(stage.signals.map(({ kind }) => kind))].join(', ')
  const named = stage.signals.map((signal) => (site === null || signal.site === site ? signal.site : 'another site'))
  const sites = [...new Set(named)].join(', ')
  const classes = [...new Set(stage.joinedBy.map((token) => token.slice(0, token.indexOf(':'))))]
  const joined = classes.length === 0 ? '' : `; the same ${classes.join(', ')} as a stage before it`
  return `${what}: ${kinds} at ${sites}${joined}`
}
