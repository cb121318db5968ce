// The left rail of nouns.
import { useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Link } from '@tanstack/react-router'
import { GROUPS, isOpenTo } from './places.ts'

export function Rail() {
  const { permissions } = useSession()
  return (
    <nav className="rail no-print" aria-label={t('app.rail')}>
      <div className="rail-brand">
        <BrandMark />
        <span>{t('app.name')}</span>
      </div>
      {GROUPS.map((group) => {
        const places = group.places.filter((place) => isOpenTo(place, permissions))
        if (places.length === 0) return null
        return (
          <div key={group.title} className="rail-group">
            <p className="rail-title">{t(group.title)}</p>
            <ul>
              {places.map((place) => (
                <li key={place.to}>
                  <Link to={place.to} activeOptions={{ exact: place.to === '/', includeSearch: false }}>
                    <place.icon aria-hidden="true" size={18} stroke={1.5} />
                    <span>{t(place.title)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function BrandMark() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path
        d="M3 5h6v14H3M9 9h12M9 15h12"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
