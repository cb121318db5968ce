-- The register. What interfaces said is kept as heard (binding, claim); the asset rows are concluded from it and from people.
-- room: assets
create table core.asset_binding (
  site text not null,
  mac text not null,
  ip text not null,
  vlan integer not null,
  ground text not null,
  protocol text not null,
  cell text not null,
  packets bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  primary key (site, cell, mac, ip, vlan, ground, protocol)
);
-- room: assets
create table core.asset_claim (
  site text not null,
  mac text not null,
  ip text not null,
  field text not null,
  value text not null,
  protocol text not null,
  method text not null,
  basis text not null,
  cell text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  primary key (site, cell, mac, ip, field, value, protocol, method)
);
-- Decisions of people about the register: merge, split, edit, confirm, declare, removal. Undone, never deleted.
-- room: assets
create table core.asset_decision (
  id uuid primary key,
  site text not null,
  kind text not null,
  body jsonb not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  undone_by text,
  undone_at timestamptz
);
-- The register as concluded now: one row an asset.
-- room: assets
create table core.asset (
  id uuid primary key,
  site text not null,
  -- Short random reference for people, such as AST-7Q4K2M.
  reference text not null unique,
  -- Anchor from which the resolution knows it again: declared id, else MAC, else IP.
  anchor text not null,
  declared_id text,
  status text not null check (status in ('observed', 'declared', 'confirmed', 'merged')),
  merged_into uuid references core.asset (id),
  name text,
  vendor text,
  model text,
  role text,
  purdue_level real,
  zone text,
  function text,
  owner text,
  macs text[] not null,
  ips text[] not null,
  first_at timestamptz,
  last_at timestamptz,
  unknowns integer not null,
  conflicts integer not null,
  -- All fields with their provenance, the decisions about them and the three answers.
  body jsonb not null,
  version integer not null default 1,
  learned_at timestamptz not null,
  unique (site, anchor)
);
-- serves: the asset list by name within a site
create index asset_by_name on core.asset (site, name) where merged_into is null;
-- serves: assets of a zone
create index asset_by_zone on core.asset (site, zone) where merged_into is null;
-- Every value a field ever had: when it held and when we learned it.
-- room: assets
create table core.asset_field (
  asset_id uuid not null references core.asset (id),
  site text not null,
  field text not null,
  value jsonb,
  basis text not null,
  source jsonb not null,
  held tstzrange not null,
  learned tstzrange not null,
  primary key (asset_id, field, learned)
);
-- serves: the fields of an asset as known at an instant
create index asset_field_known on core.asset_field (asset_id) where upper_inf(learned);
-- Devices that talk and that nobody registered.
-- room: assets
create table core.unregistered_talker (
  id uuid primary key,
  site text not null,
  asset_id uuid not null references core.asset (id),
  state text not null check (state in ('open', 'closed')),
  zone text,
  likely_function text,
  opened_at timestamptz not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  removal_recorded_at timestamptz,
  closed_at timestamptz,
  closed_by text check (closed_by in ('registration', 'absence')),
  body jsonb not null,
  version integer not null default 1
);
-- serves: open findings of a site, newest first
create index unregistered_open on core.unregistered_talker (site, opened_at) where state = 'open';
do $$
declare
  name text;
begin
  foreach name in array array['asset_binding', 'asset_claim', 'asset_decision', 'asset', 'asset_field', 'unregistered_talker'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
  end loop;
  -- People read the register by site; what interfaces said in detail stays with the hub's service.
  foreach name in array array['asset_decision', 'asset', 'asset_field', 'unregistered_talker'] loop
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
