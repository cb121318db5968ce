-- The plant as declared: every item of a plant file, with the time it held and the time we learned it.
-- room: plant
create table core.site (
  site text primary key check (site ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  -- Null until a person named it.
  named_by text,
  named_at timestamptz,
  created_at timestamptz not null,
  version integer not null default 1
);
-- room: plant
create table core.plant_import (
  id uuid primary key,
  site text not null references core.site (site),
  source text not null,
  sha256 bytea not null,
  items integer not null,
  as_of timestamptz,
  imported_by text not null,
  learned_at timestamptz not null
);
-- room: plant
create table core.plant_item (
  site text not null references core.site (site),
  -- Name of the list in the plant file; `about` and other single objects are lists of one with an empty id.
  list text not null,
  item_id text not null,
  ordinal integer not null,
  body jsonb not null,
  held tstzrange not null,
  learned tstzrange not null,
  import_id uuid not null references core.plant_import (id),
  primary key (site, list, item_id, learned)
);
-- serves: the plant as known now, and at an instant
create index plant_item_known on core.plant_item using gist (learned);
-- serves: one list of a site as known now
create index plant_item_current on core.plant_item (site, list, ordinal) where upper_inf(learned);
do $$
declare
  name text;
begin
  foreach name in array array['site', 'plant_import', 'plant_item'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
