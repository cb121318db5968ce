// The screens that exist, by the groups in which people look for them. What does not exist is not shown; a right that is missing hides it.

import type { Permission } from '@penstock/model/operating-model'
import type { MessageKey } from '@penstock/web/messages'
import {
  IconAccessPoint,
  IconArrowsLeftRight,
  IconBook2,
  IconBroadcast,
  IconBug,
  IconChartHistogram,
  IconDatabaseImport,
  IconDevices2,
  IconEyeOff,
  IconFileImport,
  IconFilterExclamation,
  IconGhost2,
  IconHistory,
  IconHome2,
  IconKey,
  IconListCheck,
  IconListDetails,
  IconListSearch,
  IconRoute,
  IconRuler2,
  IconScale,
  IconSettings,
  IconShieldExclamation,
  IconSitemap,
  IconSubtask,
  IconTruckDelivery,
  IconUrgent,
  IconUserCircle,
  IconWall,
  IconWaveSine,
  IconZoomQuestion,
} from '@tabler/icons-react'

export interface Place {
  readonly to:
    | '/'
    | '/assets'
    | '/triage'
    | '/incidents'
    | '/playbooks'
    | '/hunt'
    | '/unregistered'
    | '/shadow'
    | '/vulnerabilities'
    | '/gaps'
    | '/zones'
    | '/segmentation'
    | '/breaches'
    | '/drift'
    | '/traffic'
    | '/baselines'
    | '/plant'
    | '/process'
    | '/paths'
    | '/vendors'
    | '/blueprint'
    | '/detection-rules'
    | '/operating-model'
    | '/soc-metrics'
    | '/sensors'
    | '/sources'
    | '/jobs'
    | '/audit'
    | '/access'
    | '/settings'
    | '/account'
  readonly title: MessageKey
  readonly keys: string
  readonly icon: typeof IconHome2
  /** Any one of them opens the screen; none means every signed-in person. */
  readonly rights: readonly Permission[]
}

export const GROUPS: readonly { readonly title: MessageKey; readonly places: readonly Place[] }[] = [
  {
    title: 'app.group.now',
    places: [{ to: '/', title: 'app.place.home', keys: 'g h', icon: IconHome2, rights: ['asset:read'] }],
  },
  {
    title: 'app.group.respond',
    places: [
      {
        to: '/triage',
        title: 'app.place.triage',
        keys: 'g t',
        icon: IconFilterExclamation,
        // Whoever may read detections, and whoever a model or a break-glass may let read them; the cells decide.
        rights: ['detection:read', 'break-glass:ask'],
      },
      {
        to: '/incidents',
        title: 'app.place.incidents',
        keys: 'g q',
        icon: IconUrgent,
        rights: ['incident:read', 'suspicion:read'],
      },
      { to: '/playbooks', title: 'app.place.playbooks', keys: 'g 2', icon: IconBook2, rights: ['incident:read'] },
      { to: '/hunt', title: 'app.place.hunt', keys: 'g 3', icon: IconZoomQuestion, rights: ['hunt:work'] },
      { to: '/breaches', title: 'app.place.breaches', keys: 'g b', icon: IconShieldExclamation, rights: ['zone:read'] },
      { to: '/shadow', title: 'app.place.shadow', keys: 'g w', icon: IconGhost2, rights: ['asset:read'] },
    ],
  },
  {
    title: 'app.group.plant',
    places: [
      { to: '/assets', title: 'app.place.assets', keys: 'g a', icon: IconDevices2, rights: ['asset:read'] },
      {
        to: '/unregistered',
        title: 'app.place.unregistered',
        keys: 'g u',
        icon: IconBroadcast,
        rights: ['asset:read'],
      },
      { to: '/zones', title: 'app.place.zones', keys: 'g z', icon: IconSitemap, rights: ['zone:read'] },
      { to: '/process', title: 'app.place.process', keys: 'g f', icon: IconSubtask, rights: ['process:read'] },
      {
        to: '/traffic',
        title: 'app.place.traffic',
        keys: 'g g',
        icon: IconArrowsLeftRight,
        rights: ['monitoring:read'],
      },
      { to: '/sensors', title: 'app.place.sensors', keys: 'g s', icon: IconAccessPoint, rights: ['sensor:read'] },
    ],
  },
  {
    title: 'app.group.assure',
    places: [
      {
        to: '/segmentation',
        title: 'app.place.segmentation',
        keys: 'g m',
        icon: IconWall,
        rights: ['monitoring:read', 'plant:read'],
      },
      {
        to: '/vulnerabilities',
        title: 'app.place.vulnerabilities',
        keys: 'g v',
        icon: IconBug,
        rights: ['asset:read'],
      },
      { to: '/gaps', title: 'app.place.gaps', keys: 'g i', icon: IconEyeOff, rights: ['asset:read'] },
      { to: '/paths', title: 'app.place.paths', keys: 'g r', icon: IconRoute, rights: ['path:read'] },
      { to: '/vendors', title: 'app.place.vendors', keys: 'g c', icon: IconTruckDelivery, rights: ['path:read'] },
      { to: '/drift', title: 'app.place.drift', keys: 'g d', icon: IconHistory, rights: ['asset:read'] },
    ],
  },
  {
    title: 'app.group.prepare',
    places: [
      { to: '/plant', title: 'app.place.plant', keys: 'g p', icon: IconDatabaseImport, rights: ['plant:read'] },
      { to: '/blueprint', title: 'app.place.blueprint', keys: 'g k', icon: IconRuler2, rights: ['plant:read'] },
      {
        to: '/baselines',
        title: 'app.place.baselines',
        keys: 'g n',
        icon: IconWaveSine,
        rights: ['monitoring:read'],
      },
      {
        to: '/detection-rules',
        title: 'app.place.detection-rules',
        keys: 'g 5',
        icon: IconListSearch,
        rights: ['rule:except'],
      },
      {
        to: '/operating-model',
        title: 'app.place.operating-model',
        keys: 'g y',
        icon: IconScale,
        rights: ['model:read'],
      },
    ],
  },
  {
    title: 'app.group.report',
    places: [
      {
        to: '/soc-metrics',
        title: 'app.place.soc-metrics',
        keys: 'g 1',
        icon: IconChartHistogram,
        rights: ['metric:read'],
      },
    ],
  },
  {
    title: 'app.group.admin',
    places: [
      {
        to: '/access',
        title: 'app.place.access',
        keys: 'g x',
        icon: IconKey,
        rights: ['access:manage', 'sensor:read'],
      },
      { to: '/sources', title: 'app.place.sources', keys: 'g 4', icon: IconFileImport, rights: ['sensor:read'] },
      { to: '/jobs', title: 'app.place.jobs', keys: 'g j', icon: IconListCheck, rights: ['job:read', 'asset:edit'] },
      { to: '/audit', title: 'app.place.audit', keys: 'g l', icon: IconListDetails, rights: ['audit:read'] },
      { to: '/settings', title: 'app.place.settings', keys: 'g e', icon: IconSettings, rights: ['settings:manage'] },
      { to: '/account', title: 'app.place.account', keys: 'g o', icon: IconUserCircle, rights: [] },
    ],
  },
]

export function isOpenTo(place: Place, permissions: readonly Permission[]): boolean {
  return place.rights.length === 0 || place.rights.some((right) => permissions.includes(right))
}
