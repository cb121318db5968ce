-- Attack chains over both domains: what the cells tell on pseudonyms, the chains that are found in it, what each viewer is told of them, and
-- the cases that they opened. What a domain's people read is written for that domain alone, as the operating model in force lets it be told.
-- room: correlation
create table core.correlation_feature (
  seq bigint generated always as identity primary key,
  -- Of the cell, keyed; the same again has the same.
  id text not null unique,
  domain text not null check (domain in ('it', 'dmz', 'ot')),
  site text not null,
  marking smallint not null default 0,
  kind text not null,
  at timestamptz not null,
  body jsonb not null,
  learned_at timestamptz not null,
  -- Null until the correlator took it up, in the transaction that keeps what it changed.
  taken_at timestamptz
);
-- serves: what the correlator has not taken up
create index correlation_feature_waiting on core.correlation_feature (seq) where taken_at is null;
-- serves: the newest of each kind, for a correlator that starts
create index correlation_feature_kind on core.correlation_feature (kind, at desc, id desc);
-- Who was whom, for a span: session, lease, translated address, names of one account.
-- room: correlation
create table core.correlation_tie (
  seq bigint generated always as identity primary key,
  id text not null unique,
  domain text not null check (domain in ('it', 'dmz', 'ot')),
  site text not null,
  marking smallint not null default 0,
  body jsonb not null,
  learned_at timestamptz not null,
  taken_at timestamptz
);
-- serves: what the correlator has not taken up
create index correlation_tie_waiting on core.correlation_tie (seq) where taken_at is null;
-- One row: how far time has come, and what was counted.
-- room: correlation
create table core.correlation_state (
  id smallint primary key check (id = 1),
  latest_at timestamptz,
  counts jsonb not null
);
-- As the correlator reports them; no person reads this.
-- room: correlation
create table core.correlation_chain (
  id text primary key,
  -- In the order in which they were opened.
  nr bigint generated always as identity,
  scenario text not null,
  level text not null check (level in ('none', 'suspicion', 'critical')),
  -- Signals that it is made of, by which it is known again.
  made_of text[] not null,
  raised_at timestamptz not null,
  critical_at timestamptz,
  explained_at timestamptz,
  -- Both sides are parties to its incident.
  is_joint boolean not null default false,
  -- To be told anew: the model was switched, or it became a joint incident.
  is_stale boolean not null default false
);
-- What a viewer is told of a chain, whole: people of a domain, the coordinator, the central team.
-- room: correlation
create table core.correlation_told (
  chain text not null references core.correlation_chain (id),
  viewer text not null check (viewer in ('it', 'ot', 'coordinator', 'central')),
  site text not null,
  -- Every site of which it says something, the one above among them: who may not see one of them is told nothing.
  sites text[] not null,
  marking smallint not null default 0,
  level text not null,
  body jsonb not null,
  told_at timestamptz not null,
  primary key (chain, viewer)
);
-- Which case of a side a chain stands in, and what of it was written there.
-- room: incidents
create table core.incident_chain (
  chain text not null,
  domain text not null check (domain in ('it', 'ot')),
  incident_id uuid not null references core.incident (id),
  site text not null,
  marking smallint not null default 0,
  level text not null,
  written jsonb not null,
  -- The tip that told the other side, under a federated model.
  tip uuid references core.handoff (id),
  primary key (chain, domain)
);
-- serves: chains of an incident
create index incident_chain_incident on core.incident_chain (incident_id);
do $$
declare
  name text;
  domain text;
begin
  foreach name in array array['correlation_feature', 'correlation_tie', 'correlation_state', 'correlation_chain', 'correlation_told',
    'incident_chain'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
  end loop;
  foreach domain in array array['it', 'ot'] loop
    execute format('create policy %I on core.correlation_told for select to %I
      using (viewer = %L and core.site_is_granted(site) and core.marking_is_granted(marking)
        and not exists (select from unnest(sites) as each (name) where not core.site_is_granted(each.name)))',
      domain || '_viewer', 'core_' || domain, domain);
    execute format('create policy %I on core.incident_chain for select to %I
      using (domain = %L and core.site_is_granted(site) and core.marking_is_granted(marking))',
      domain || '_side', 'core_' || domain, domain);
    execute format('grant select on core.correlation_told, core.incident_chain to %I', 'core_' || domain);
  end loop;
end
$$;
grant delete on core.correlation_feature, core.correlation_tie, core.correlation_told to core_service;
