// The organisation's own rules: files with who changed each last, what changed between their texts, and bringing more with a report.
import { Button } from '@mantine/core'
import { listFolder } from '@penstock/contract/detection-rules'
import type { Response } from '@penstock/contract/route'
import { useMay, useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import {
  type Column,
  DataTable,
  Empty,
  Instant,
  Loaded,
  Panel,
  PeekDrawer,
  showUnseen,
  WireText,
} from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { BringFiles } from './BringFiles.tsx'
import { FileTexts } from './FileTexts.tsx'
import type { Part } from './part.ts'
import type { RulesSearch } from './search.ts'

type FileRow = Response<typeof listFolder>['files'][number]

export function Folder({ domain, search, go }: Part) {
  const read = useRead(listFolder, { params: { domain } })
  const mayBring = useMay('rule:bring')
  return (
    <>
      {mayBring ? <BringFiles domain={domain} /> : null}
      <Loaded read={read}>
        {({ folderVersion, files }) => (
          <Panel title={t('rules.folder')} aside={t('rules.folder.version', { version: folderVersion })}>
            {files.length === 0 ? (
              <Empty kind="yet" title={t('rules.folder.none')}>
                {t(mayBring ? 'rules.folder.none.bring' : 'rules.folder.none.ask')}
              </Empty>
            ) : (
              <DataTable
                label={t('rules.folder.files')}
                columns={columnsOf(search)}
                rows={files}
                rowId={({ path }) => path}
              />
            )}
          </Panel>
        )}
      </Loaded>
      <PeekDrawer
        title={showUnseen(search.file ?? t('rules.folder'))}
        width={800}
        onClose={() => go({ file: undefined })}
      >
        {search.file === undefined ? null : (
          <FileTexts key={search.file} domain={domain} path={search.file}>
            <Button variant="default" onClick={() => go({ part: 'rules', q: search.file, file: undefined })}>
              {t('rules.folder.rules')}
            </Button>
          </FileTexts>
        )}
      </PeekDrawer>
    </>
  )
}

function columnsOf(search: RulesSearch): readonly Column<FileRow>[] {
  return [
    {
      id: 'path',
      title: t('rules.file'),
      isRowHead: true,
      cell: ({ path }) => (
        <Link to="/detection-rules" search={{ ...search, file: path }} data-row-link>
          <WireText text={path} isMono />
        </Link>
      ),
    },
    {
      id: 'version',
      title: t('rules.folder.changed-with'),
      isNumber: true,
      cell: ({ version }) => formatCount(version),
    },
    { id: 'bytes', title: t('rules.folder.bytes'), isNumber: true, cell: ({ bytes }) => formatCount(bytes) },
    { id: 'at', title: t('rules.folder.at'), cell: ({ at }) => <Instant at={at} /> },
    { id: 'by', title: t('rules.folder.by'), cell: ({ by, byName }) => <WireText text={byName ?? by} /> },
  ]
}
