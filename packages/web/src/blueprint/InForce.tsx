// The blueprint in force: who agreed on it and why, what it draws, and when today was last held against it.
import { Button } from '@mantine/core'
import { type BlueprintVersion, exportBlueprint, type readBlueprint } from '@penstock/contract/blueprint'
import type { Response } from '@penstock/contract/route'
import type { SiteKey } from '@penstock/model/kernel'
import { urlOf } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Facts, Instant, Panel, showUnseen, Unknown, WireText } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'

export type BlueprintTold = Response<typeof readBlueprint>

export function InForce(props: {
  readonly site: SiteKey
  readonly told: BlueprintTold
  readonly inForce: BlueprintVersion
}) {
  const { site, told, inForce } = props
  const { name, version, aim, reason, agreedBy, agreedByName, agreedAt, counts } = inForce
  return (
    <Panel
      title={t('blueprint.in-force')}
      aside={
        <Button
          component="a"
          href={urlOf(exportBlueprint, { params: { site } })}
          download={`${site}.blueprint.json`}
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t('blueprint.file')}
        </Button>
      }
    >
      <Facts
        items={[
          [t('blueprint.name'), <WireText key="name" text={`${name} (${version})`} />],
          ...(aim === null ? [] : [[t('blueprint.aim'), showUnseen(aim)] as const]),
          [t('blueprint.reason'), showUnseen(reason)],
          [
            t('blueprint.agreed'),
            <span key="agreed">
              {showUnseen(agreedByName ?? agreedBy)}, <Instant at={agreedAt} />
            </span>,
          ],
          [
            t('blueprint.held'),
            told.heldAt === null ? (
              <Unknown key="held" reason={t('blueprint.held.not-yet')} />
            ) : (
              <Instant key="held" at={told.heldAt} />
            ),
          ],
          [t('blueprint.draws'), t('blueprint.draws.what', { ...counts })],
          [t('blueprint.deviations'), formatCount(told.open.reduce((sum, { count }) => sum + count, 0))],
        ]}
      />
      {told.isPartial ? <p className="muted">{t('blueprint.partial')}</p> : null}
    </Panel>
  )
}
