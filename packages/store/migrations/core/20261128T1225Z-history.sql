-- What was concluded, through time: one row for each state that an asset, zone, conduit, flow between zones, breach or talker had,
-- with the stretch in which it held and the stretch in which we took it for true. Rows are closed and added, never rewritten.
-- room: history
create table core.state_version (
  site text not null references core.site (site),
  kind text not null check (kind in ('asset', 'zone', 'conduit', 'flow', 'breach', 'talker')),
  object_id text not null,
  -- What a comparison compares. A field that is unknown has no key.
  state jsonb not null,
  -- What a list shows besides, and no comparison counts: reference, first packet, counts of unknowns and conflicts.
  shown jsonb not null,
  -- Where the state came from, as a person would cite it.
  source text not null,
  held tstzrange not null,
  learned tstzrange not null,
  primary key (site, kind, object_id, learned)
);
-- serves: assets by name as of an instant
create index state_version_asset_name on core.state_version ((state ->> 'name'), object_id) where kind = 'asset';
-- serves: when something changed in the plant, for the time bar
create index state_version_held_from on core.state_version (site, lower(held));
-- serves: when we learned of changes, for the time bar and for the next instant of a site
create index state_version_learned_from on core.state_version (site, lower(learned));
-- serves: the next instant of a site, and what ended
create index state_version_learned_to on core.state_version (site, upper(learned));
-- States of a plant that people agreed on. The state itself is what we knew at the instant, which no later write changes.
-- room: drift
create table core.agreed_state (
  id uuid primary key,
  site text not null references core.site (site),
  name text not null,
  at timestamptz not null,
  reason text not null,
  agreed_by text not null,
  agreed_at timestamptz not null
);
-- serves: agreed states of a site, newest first
create index agreed_state_by_site on core.agreed_state (site, at);
-- serves: verdicts of a site as of an instant
create index conversation_verdict_of_site on core.conversation_verdict (site, conversation_id);
-- Set when nothing declares or shows the asset any more; its history stays.
alter table core.asset add column withdrawn_at timestamptz;
do $$
declare
  name text;
begin
  foreach name in array array['state_version', 'agreed_state'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
grant select, insert, update on core.state_version to core_service;
grant select, insert on core.agreed_state to core_service;
