// The built-in sets of columns, as a row of buttons.
import { Button } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { BUILT_IN_VIEWS, type BuiltInView } from './built-in-views.ts'

export function ViewSwitch(props: {
  readonly view: BuiltInView | undefined
  readonly onChoose: (view: BuiltInView | undefined) => void
}) {
  return (
    <fieldset className="view-switch" aria-label={t('assets.view')}>
      {([undefined, ...BUILT_IN_VIEWS] as const).map((view) => (
        <Button
          key={view ?? 'list'}
          size="xs"
          variant={props.view === view ? 'filled' : 'default'}
          aria-pressed={props.view === view}
          onClick={() => props.onChoose(view)}
        >
          {t(`assets.view.${view ?? 'list'}`)}
        </Button>
      ))}
    </fieldset>
  )
}
