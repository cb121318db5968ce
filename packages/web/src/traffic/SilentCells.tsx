// Says which cell does not answer: its rows are as of when it was last heard, which is a gap and not an error.
import type { CellHeard } from '@penstock/contract/traffic'
import { t } from '@penstock/web/messages'
import { Instant } from '@penstock/web/ui'

export function SilentCells({ page }: { readonly page: object | undefined }) {
  const cells = (page as { readonly cells?: readonly CellHeard[] } | undefined)?.cells ?? []
  const silent = cells.filter((cell) => !cell.isAnswering)
  if (silent.length === 0) return null
  return (
    <div className="stale-mark" role="status">
      {silent.map((cell) => (
        <span key={cell.domain}>
          {t('traffic.silent', { domain: t(`traffic.domain.${cell.domain}`) })}
          {cell.heardAt === null ? null : (
            <>
              {' '}
              <Instant at={cell.heardAt} />
            </>
          )}
        </span>
      ))}
    </div>
  )
}
