-- Headlines of detections as the cells tell them: rule, techniques, addresses, a quarter of an hour, state. Names and values stay in the cell.
-- Labelled as conversations are: what the other domain found is absent.
-- room: detections
create table core.detection_headline (
  id uuid primary key,
  site text not null,
  cell text not null check (cell in ('it', 'ot')),
  domains text[] not null,
  marking smallint not null default 0,
  kind text not null,
  rule text not null,
  level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
  techniques text[] not null,
  addresses text[] not null,
  -- The quarter of an hour in which it happened first.
  bucket timestamptz not null,
  state text not null check (state in ('new', 'acknowledged', 'closed')),
  verdict text check (verdict in ('true-positive', 'benign', 'false-positive', 'duplicate')),
  -- That of the detection in the cell: an older one changes nothing.
  version integer not null,
  -- By the cell's clock: found, first acknowledged, last closed, changed.
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  closed_at timestamptz,
  changed_at timestamptz not null,
  learned_at timestamptz not null
);
-- serves: headlines of a site, the latest first
create index detection_headline_latest on core.detection_headline (site, raised_at desc, id);
-- serves: headlines about an address
create index detection_headline_addresses on core.detection_headline using gin (addresses);
alter table core.detection_headline enable row level security;
alter table core.detection_headline force row level security;
create policy service on core.detection_headline to core_service using (true) with check (true);
create policy it_label on core.detection_headline for select to core_it
  using (domains <@ array['it', 'dmz'] and core.site_is_granted(site) and core.marking_is_granted(marking));
create policy ot_label on core.detection_headline for select to core_ot
  using (domains <@ array['ot', 'dmz'] and core.site_is_granted(site) and core.marking_is_granted(marking));
create policy both_label on core.detection_headline for select to core_both
  using (core.site_is_granted(site) and core.marking_is_granted(marking));
grant select, insert, update on core.detection_headline to core_service;
grant select on core.detection_headline to core_it, core_ot, core_both;
-- That a detection moved is that side's to know.
drop policy by_site on core.change_event;
create policy by_site on core.change_event for select to core_it, core_ot, core_both, core_shared
  using (core.site_is_granted(site) and kind not in ('incidents-it', 'incidents-ot', 'detections-it', 'detections-ot'));
create policy it_detections on core.change_event for select to core_it, core_both
  using (core.site_is_granted(site) and kind = 'detections-it');
create policy ot_detections on core.change_event for select to core_ot, core_both
  using (core.site_is_granted(site) and kind = 'detections-ot');
