// Blueprint: the target architecture in force, how far its stages are, and where today deviates from it and since when.
import { Button } from '@mantine/core'
import { listBlueprints, readBlueprint } from '@penstock/contract/blueprint'
import type { SiteView } from '@penstock/contract/plant'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Page, Panel } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { AgreeBlueprint } from './AgreeBlueprint.tsx'
import { CloudServices } from './CloudServices.tsx'
import { Deviations } from './Deviations.tsx'
import { DraftButton } from './DraftButton.tsx'
import { InForce } from './InForce.tsx'
import { Monitoring } from './Monitoring.tsx'
import { PlannedLink } from './PlannedLink.tsx'
import { Stages } from './Stages.tsx'
import { useBlueprint } from './use-blueprint.ts'
import { Versions } from './Versions.tsx'
import './blueprint.css'

export function BlueprintPage() {
  const { site, isKnown } = useScope()
  const mayAgree = useMay('blueprint:agree')
  const { search, change } = useBlueprint()
  const isOffered = site !== null && site.plantImportedAt !== null && mayAgree
  const agree = () => change({ agree: true })
  useCommands(
    isOffered ? [{ id: 'blueprint.agree', title: t('blueprint.agree'), group: t('blueprint.title'), run: agree }] : [],
  )
  return (
    <Page
      title={t('blueprint.title')}
      lead={t('blueprint.lead')}
      actions={isOffered ? <Button onClick={agree}>{t('blueprint.agree')}</Button> : undefined}
    >
      {site !== null ? (
        <BlueprintOf key={site.site} site={site} isAgreeing={isOffered && search.agree === true} />
      ) : isKnown ? (
        <Empty kind="yet" title={t('plant.no-site')} />
      ) : null}
    </Page>
  )
}

function BlueprintOf({ site, isAgreeing }: { readonly site: SiteView; readonly isAgreeing: boolean }) {
  const { change } = useBlueprint()
  const mayPaths = useMay('path:read')
  const mayProcess = useMay('process:read')
  const params = { site: site.site }
  const read = useRead(readBlueprint, { params })
  const versions = useRead(listBlueprints, { params })
  return (
    <Loaded read={read} lines={12}>
      {(told) => (
        <div className="blueprint">
          {isAgreeing ? (
            <AgreeBlueprint
              site={site}
              version={told.inForce?.version ?? 0}
              onClose={() => change({ agree: undefined })}
            />
          ) : null}
          {told.inForce === null ? (
            <Panel title={t('blueprint.in-force')}>
              <Empty kind="yet" title={t('blueprint.none')}>
                {told.importedAt === null ? (
                  <Link to="/plant">{t('plant.import-it')}</Link>
                ) : (
                  <>
                    {t('blueprint.none.next')} <DraftButton site={site} />
                  </>
                )}
              </Empty>
            </Panel>
          ) : (
            <>
              <InForce site={site.site} told={told} inForce={told.inForce} />
              <Stages told={told} />
              <Deviations site={site.site} told={told} />
              <Panel title={t('blueprint.versions')}>
                <Loaded read={versions} lines={3}>
                  {({ items }) => <Versions items={items} />}
                </Loaded>
              </Panel>
            </>
          )}
          {told.importedAt === null ? null : (
            <>
              {mayPaths ? <PlannedLink site={site.site} /> : null}
              {mayPaths ? <Monitoring site={site.site} /> : null}
              {mayProcess ? <CloudServices site={site.site} /> : null}
            </>
          )}
        </div>
      )}
    </Loaded>
  )
}
