-- Blueprints that people agreed on, the last of a site in force, and where today deviates from it.
-- room: blueprint
create table core.blueprint (
  id uuid primary key,
  site text not null references core.site (site),
  version integer not null,
  -- As it was sent, `blueprint/1`.
  document jsonb not null,
  reason text not null,
  agreed_by text not null,
  agreed_at timestamptz not null,
  unique (site, version)
);
-- When today was last held against the blueprint in force.
-- room: blueprint
create table core.blueprint_held (
  site text primary key references core.site (site),
  version integer not null,
  held_at timestamptz not null
);
-- One stretch in which a deviation stood; it outlives the version under which it was opened. Closed, never rewritten.
-- room: blueprint
create table core.blueprint_deviation (
  id uuid primary key,
  site text not null references core.site (site),
  kind text not null,
  object text not null,
  -- Of whose monitoring it tells; null for what everybody of the site may know.
  domain text check (domain in ('it', 'ot')),
  stage text,
  facts jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at)
);
-- serves: the open deviation of an object
create unique index blueprint_deviation_open on core.blueprint_deviation (site, kind, object) where closed_at is null;
-- serves: deviations of a site, last opened first
create index blueprint_deviation_newest on core.blueprint_deviation (site, opened_at desc, id);
do $$
declare
  name text;
begin
  foreach name in array array['blueprint', 'blueprint_held', 'blueprint_deviation'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
  foreach name in array array['blueprint', 'blueprint_held'] loop
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
  end loop;
end
$$;
create policy it_deviations on core.blueprint_deviation for select to core_it
  using (coalesce(domain, 'it') = 'it' and core.site_is_granted(site));
create policy ot_deviations on core.blueprint_deviation for select to core_ot
  using (coalesce(domain, 'ot') = 'ot' and core.site_is_granted(site));
create policy all_deviations on core.blueprint_deviation for select to core_both, core_shared
  using (core.site_is_granted(site));
grant select, insert on core.blueprint to core_service;
grant select, insert, update on core.blueprint_held, core.blueprint_deviation to core_service;
