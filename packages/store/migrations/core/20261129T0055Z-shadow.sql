-- Shadow infrastructure: findings as the cells judge them, and what people decided about each. Shared by site, as breaches are; what the
-- wire said stays in the cell.
-- room: shadow
create table core.shadow_finding (
  id uuid primary key,
  site text not null,
  cell text not null check (cell in ('it', 'ot')),
  host text not null,
  indicator text not null,
  -- Catalogue that it was judged by.
  edition text not null,
  name text not null,
  category text not null,
  title text not null,
  asset_id uuid,
  -- How people call the device: the register's id, its name, or the address.
  label text not null,
  zone text,
  score double precision not null,
  -- Null while nobody said in which zone the device stands.
  severity smallint check (severity between 1 and 4),
  -- False where the zone makes it nothing: then nobody is asked.
  is_told boolean not null,
  is_beside_control boolean not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  body jsonb not null,
  state text not null check (state in ('under-review', 'adopted', 'tolerated', 'to-be-removed', 'removed', 'false-positive')),
  owner text,
  until timestamptz check ((until is not null) = (state = 'tolerated')),
  -- When it came to be in this state.
  since timestamptz not null,
  was_beside_control boolean not null,
  opened_at timestamptz not null,
  version integer not null
);
-- serves: findings of a site, worst first
create index shadow_finding_worst on core.shadow_finding (site, severity, last_at desc) where is_told;
-- serves: findings of an asset
create index shadow_finding_asset on core.shadow_finding (asset_id);
-- Every step that a finding took: opened, decided, opened again. Only ever added, so that any instant can be told.
-- room: shadow
create table core.shadow_step (
  id uuid primary key,
  finding_id uuid not null references core.shadow_finding (id),
  site text not null,
  at timestamptz not null,
  state text not null,
  is_told boolean not null,
  until timestamptz,
  since timestamptz not null,
  -- Account; null where the product did it.
  by text,
  -- Why the product opened it again.
  reopening text,
  reason text,
  owner text,
  conduit text,
  compensation text,
  change text
);
-- serves: steps of a finding, and its last one before an instant
create index shadow_step_finding on core.shadow_step (finding_id, at);
do $$
declare
  name text;
begin
  foreach name in array array['shadow_finding', 'shadow_step'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select, insert on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
grant update on core.shadow_finding to core_service;
