// Everything of one subject that changed between two instants, by kind of change, page by page.
import { Button } from '@mantine/core'
import type { DiffItem } from '@penstock/contract/drift'
import type { SiteKey } from '@penstock/model/kernel'
import { formatCount, t } from '@penstock/web/messages'
import { Empty, Loaded } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'
import { ChangeList } from './ChangeList.tsx'
import { type Change, ChangeMark } from './ChangeMark.tsx'
import { DiffTools, fieldsOf, useDiffFilter } from './DiffTools.tsx'
import type { Span } from './span.ts'
import { exportUrl, type Subject, useDiff } from './use-diff.ts'
import './history.css'

const FORMATS = ['csv', 'xlsx'] as const
const CHANGES = ['added', 'removed', 'changed'] as const

export function Compared(props: {
  readonly site: SiteKey
  readonly subject: Subject
  readonly span: Span
  /** Every kind when undefined. */
  readonly change: Change | undefined
  readonly onChange: (change: Change | undefined) => void
  /** Shows the thing where it stands on the page; left out where it has no place there. */
  readonly onOpen?: (item: DiffItem) => void
}) {
  const { site, subject, span, change, onChange, onOpen } = props
  const { filter, isFiltered, ...filtering } = useDiffFilter()
  const asked = change === undefined ? filter : { ...filter, change }
  const read = useDiff(site, subject, span, asked)
  return (
    <Loaded read={read} lines={8}>
      {() => (
        <div className="changes" data-busy={read.isPlaceholderData}>
          {read.counts === undefined ? null : (
            <fieldset className="changes-counts" aria-label={t('history.changes.kinds')}>
              {CHANGES.map((each) => (
                <Button
                  key={each}
                  variant="default"
                  size="compact-sm"
                  aria-pressed={change === each}
                  data-on={change === each}
                  onClick={() => onChange(change === each ? undefined : each)}
                >
                  <ChangeMark change={each} isSilent />
                  &nbsp;{formatCount(read.counts?.[each] ?? 0)} {t(`history.change.${each}`)}
                </Button>
              ))}
            </fieldset>
          )}
          <DiffTools {...filtering} filter={filter} fields={fieldsOf(read.items ?? [])}>
            {FORMATS.map((format) => (
              <Button
                key={format}
                component="a"
                href={exportUrl(site, subject, span, format, asked)}
                download=""
                variant="default"
                leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
              >
                {t(`history.export.${format}`)}
              </Button>
            ))}
          </DiffTools>
          {isFiltered && read.items?.length === 0 ? (
            <Empty kind="matches" title={t('history.changes.no-match')}>
              <Button variant="default" size="xs" onClick={() => filtering.onFilter({})}>
                {t('history.changes.clear')}
              </Button>
            </Empty>
          ) : (
            <ChangeList items={read.items ?? []} span={span} onOpen={onOpen} />
          )}
          {read.hasNextPage ? (
            <div>
              <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                {t('history.changes.more', { shown: read.items?.length ?? 0, total: read.total })}
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </Loaded>
  )
}
