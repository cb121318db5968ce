-- What people decided about proposals of zones and conduits: accepted, perhaps edited, refused, or to be asked again. Only ever added; the
-- last about a key counts, and a refusal only as long as the facts are the same. A proposal tells what monitoring of one domain saw.
-- room: segmentation
create table core.partition_decision (
  id uuid primary key,
  site text not null references core.site (site),
  -- Domain of the person, whose monitoring the proposal stood on.
  domain text not null check (domain in ('it', 'ot')),
  key text not null,
  decision text not null check (decision in ('accepted', 'refused', 'asked-again')),
  -- What it stood on, in order.
  facts jsonb not null,
  -- As it was proposed, and as it was accepted.
  proposal jsonb not null,
  accepted jsonb,
  reason text not null,
  decided_by text not null,
  at timestamptz not null
);
-- serves: the last decision about each key of a site
create index partition_decision_last on core.partition_decision (site, domain, key, at desc);
alter table core.partition_decision enable row level security;
alter table core.partition_decision force row level security;
create policy service on core.partition_decision to core_service using (true) with check (true);
create policy it_label on core.partition_decision for select to core_it using (domain = 'it' and core.site_is_granted(site));
create policy ot_label on core.partition_decision for select to core_ot using (domain = 'ot' and core.site_is_granted(site));
create policy both_label on core.partition_decision for select to core_both using (core.site_is_granted(site));
grant select, insert on core.partition_decision to core_service;
grant select on core.partition_decision to core_it, core_ot, core_both;
