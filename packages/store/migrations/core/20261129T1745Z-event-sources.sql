-- Sources of events as the hub knows them, and what came of them to a door that was not their own.
-- room: sources
create table core.event_source (
  -- Also the id of its token; a listener of the configuration has none, and an id made from its name.
  id uuid primary key,
  name text not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null,
  format text not null,
  kind text not null check (kind in ('token', 'listener')),
  every_seconds integer not null,
  enrolled_by text not null,
  enrolled_at timestamptz not null,
  -- A listener that the configuration no longer names.
  ended_at timestamptz
);
-- room: sources
create table core.event_source_misuse (
  id uuid primary key,
  source_id uuid not null references core.event_source (id),
  domain text not null,
  site text not null,
  -- The domain whose door was tried, and the site that was named, if one was.
  asked_domain text not null,
  asked_site text,
  attempts bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  released_by text,
  released_at timestamptz
);
-- serves: the open row that a further attempt is counted in
create unique index event_source_misuse_open on core.event_source_misuse (source_id, asked_domain, coalesce(asked_site, ''))
  where released_at is null;
do $$
declare
  name text;
begin
  foreach name in array array['event_source', 'event_source_misuse'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
    execute format('create policy it_sources on core.%I for select to core_it using (domain = ''it'' and core.site_is_granted(site))', name);
    execute format('create policy ot_sources on core.%I for select to core_ot using (domain = ''ot'' and core.site_is_granted(site))', name);
    execute format('create policy all_sources on core.%I for select to core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
