// A file of coverage: sources by format or by the log sources that they bring, sensors, people. For what is there, and for what is planned.
import { findEventFormat } from '@penstock/model/events'
import { Domain, type SiteKey } from '@penstock/model/kernel'
import { Independence } from '@penstock/model/operating-model'
import { Coverage, Person, type RehearsalGround } from '@penstock/model/rehearsal'
import { z } from 'zod'

const { sources: Sources, sensors, rules, zoned, sites } = Coverage.shape
const Source = Sources.element.extend({
  logSources: Sources.element.shape.logSources.optional(),
  /** All log sources that its kinds of events are of. */
  format: z.string().optional(),
})

const CoverageFile = z.strictObject({
  sites: sites.min(1),
  sources: z.array(Source).default([]),
  sensors: sensors.default([]),
  rules: rules.default([]),
  zoned: zoned.default([]),
  people: z.array(Person).default([]),
  independence: Independence.optional(),
})

/** Null after what is wrong was told, with its place. */
export function groundOf(
  file: string,
  value: unknown,
  asked: { readonly site: SiteKey | null; readonly as: Domain | null },
  tell: (message: string) => void,
): RehearsalGround | null {
  const read = CoverageFile.safeParse(value)
  if (!read.success) {
    for (const { path, message } of read.error.issues.slice(0, 20)) tell(`${file}: ${path.join('.')}: ${message}`)
    return null
  }
  const { people, independence, sources, ...rest } = read.data
  const found = sources.map(({ format, logSources, ...source }, at) => {
    const of = logSources ?? (format === undefined ? null : logSourcesOf(format))
    if (of === null)
      tell(
        format === undefined
          ? `${file}: sources.${at}: wants \`logSources\`, or the \`format\` of its events`
          : `${file}: sources.${at}.format: there is no format ${JSON.stringify(format)}; \`penstock ingest\` tells those that there are`,
      )
    return of === null ? null : { ...source, logSources: of }
  })
  const told = found.filter((source) => source !== null)
  const site = asked.site ?? rest.sites[0]!
  if (!rest.sites.includes(site)) tell(`${file}: sites: has no site ${site}`)
  if (told.length < sources.length || !rest.sites.includes(site)) return null
  return {
    ...{ site, people, coverage: { ...rest, sources: told } },
    known: asked.as === null ? Domain.options : [asked.as],
    ...(independence === undefined ? {} : { independence }),
  }
}

type LogSources = z.infer<typeof Sources>[number]['logSources']

function logSourcesOf(format: string): LogSources | null {
  const found = findEventFormat(format)
  if (found === null) return null
  const all = found.kinds.flatMap(({ logSources }) => logSources)
  return [...new Map(all.map((one) => [JSON.stringify(one), { ...one }])).values()]
}
