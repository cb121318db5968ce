-- Drills: what was taken away from a function and what was measured. Only ever added; one that was recorded wrongly is taken back with a
-- reason and stays.
-- room: process
create table core.drill (
  id uuid primary key,
  site text not null references core.site (site),
  -- Ids and names as the plant file of the site writes them.
  function text not null,
  -- Null where the function itself was stopped.
  input text,
  what text not null,
  done_on text not null check (done_on ~ '^\d{4}-\d{2}-\d{2}$'),
  done_by text not null,
  -- Hours that it ran on without the input; with is_at_least it still ran at the end.
  held_h double precision check (held_h >= 0 and (held_h is null or input is not null)),
  is_at_least boolean not null,
  -- Hours from its stop until it ran again.
  restore_h double precision check (restore_h >= 0),
  kept_share double precision check (kept_share between 0 and 1),
  is_minimum_held boolean,
  evidence text,
  recorded_by text not null,
  recorded_at timestamptz not null
);
-- serves: drills of a site as of an instant
create index drill_by_site on core.drill (site, recorded_at);
-- room: process
create table core.drill_withdrawal (
  drill_id uuid primary key references core.drill (id),
  site text not null references core.site (site),
  reason text not null,
  withdrawn_by text not null,
  withdrawn_at timestamptz not null
);
do $$
declare
  name text;
begin
  foreach name in array array['drill', 'drill_withdrawal'] loop
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
