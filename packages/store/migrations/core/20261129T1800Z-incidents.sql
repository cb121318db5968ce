-- Incidents and what crosses between the teams. A frame says where and whose; each side has its own row and entries, which only its own role
-- reads; a handoff is read by both sides once it is delivered, and what it came from by its sender alone.
-- The frame has no words: whoever is a party to the incident may see it.
-- room: incidents
create table core.incident (
  id uuid primary key,
  reference text not null unique,
  site text not null references core.site (site),
  domains text[] not null check (domains <@ array['it', 'ot'] and domains <> '{}'),
  marking smallint not null default 0,
  opened_at timestamptz not null
);
-- room: incidents
create table core.incident_side (
  incident_id uuid not null references core.incident (id),
  domain text not null check (domain in ('it', 'ot')),
  id uuid not null unique,
  reference text not null,
  site text not null,
  marking smallint not null default 0,
  title text not null,
  severity smallint not null check (severity between 1 and 4),
  -- Plant consequence, 5 worst; 0 unknown.
  consequence smallint not null check (consequence between 0 and 5),
  function text,
  team text not null,
  state text not null check (state in ('open', 'acknowledged', 'closed', 'merged')),
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  closed_at timestamptz,
  merged_into uuid,
  -- Place in the queue: the lower comes first.
  rank integer not null,
  -- The highest rung of the ladder that was told.
  rung smallint not null default 0,
  version integer not null,
  primary key (incident_id, domain)
);
-- serves: the queue of a domain
create index incident_side_queue on core.incident_side (domain, rank, id);
-- serves: those that wait for an acknowledgement, whose ladder climbs
create index incident_side_waiting on core.incident_side (opened_at) where state = 'open';
-- Only ever added; `ordinal` counts within one side of one incident.
-- room: incidents
create table core.incident_entry (
  id uuid primary key,
  incident_id uuid not null,
  domain text not null,
  site text not null,
  marking smallint not null default 0,
  ordinal integer not null,
  at timestamptz not null,
  by text,
  kind text not null,
  body jsonb not null,
  unique (incident_id, domain, ordinal),
  foreign key (incident_id, domain) references core.incident_side (incident_id, domain)
);
-- serves: cases that hold the same observable
create index incident_entry_observable on core.incident_entry (domain, (body ->> 'value')) where kind = 'observable';
-- room: incidents
create table core.handoff (
  id uuid primary key,
  reference text not null unique,
  kind text not null check (kind in ('handoff', 'tip')),
  site text not null references core.site (site),
  marking smallint not null default 0,
  from_domain text not null check (from_domain in ('it', 'ot')),
  to_domain text not null check (to_domain in ('it', 'ot') and to_domain <> from_domain),
  from_team text not null,
  to_team text not null,
  state text not null,
  severity smallint not null check (severity between 1 and 4),
  -- What crosses, and what both sides sign; never changed once it is made.
  package text not null,
  sha256 bytea not null,
  indicators integer not null,
  drafted_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  acknowledged_at timestamptz,
  decided_at timestamptz,
  returned_at timestamptz,
  closed_at timestamptz,
  updated_at timestamptz,
  expires_at timestamptz,
  expiry_reason text,
  alternate_told_at timestamptz,
  rung smallint not null default 0,
  version integer not null,
  made_by text not null
);
-- serves: those that a clock may move
create index handoff_running on core.handoff (sent_at) where state in ('sent', 'delivered', 'acknowledged', 'accepted', 'working');
-- Which case of a side a handoff belongs to: the sender's from the beginning, the receiver's once it took it.
-- room: incidents
create table core.handoff_case (
  handoff_id uuid not null references core.handoff (id),
  domain text not null check (domain in ('it', 'ot')),
  incident_id uuid not null references core.incident (id),
  site text not null,
  marking smallint not null default 0,
  -- Of the commitment of a tip; stays with the sender.
  nonce text,
  primary key (handoff_id, domain)
);
-- serves: handoffs of an incident
create index handoff_case_incident on core.handoff_case (incident_id, domain);
-- Every deed, with what the person signed. Only ever added.
-- room: incidents
create table core.handoff_step (
  handoff_id uuid not null references core.handoff (id),
  ordinal integer not null,
  site text not null,
  marking smallint not null default 0,
  at timestamptz not null,
  deed text not null,
  side text not null check (side in ('from', 'to', 'clock')),
  by text,
  reason text not null,
  sha256 bytea not null,
  primary key (handoff_id, ordinal)
);
do $$
declare
  name text;
  domain text;
begin
  foreach name in array array['incident', 'incident_side', 'incident_entry', 'handoff', 'handoff_case', 'handoff_step'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both', name);
    execute format('create policy both_label on core.%I for select to core_both
      using (core.site_is_granted(site) and core.marking_is_granted(marking))', name);
  end loop;
  foreach domain in array array['it', 'ot'] loop
    execute format('create policy %I on core.incident for select to %I
      using (%L = any (domains) and core.site_is_granted(site) and core.marking_is_granted(marking))',
      domain || '_party', 'core_' || domain, domain);
    foreach name in array array['incident_side', 'incident_entry', 'handoff_case'] loop
      execute format('create policy %I on core.%I for select to %I
        using (domain = %L and core.site_is_granted(site) and core.marking_is_granted(marking))',
        domain || '_side', name, 'core_' || domain, domain);
    end loop;
    execute format('create policy %I on core.handoff for select to %I
      using ((from_domain = %L or (to_domain = %L and delivered_at is not null))
        and core.site_is_granted(site) and core.marking_is_granted(marking))',
      domain || '_end', 'core_' || domain, domain, domain);
    execute format('create policy %I on core.handoff_step for select to %I
      using (core.site_is_granted(site) and core.marking_is_granted(marking)
        and exists (select from core.handoff where handoff.id = handoff_step.handoff_id))',
      domain || '_end', 'core_' || domain);
  end loop;
end
$$;
grant update on core.incident, core.incident_side, core.handoff to core_service;
-- That something moved in one side's cases is that side's to know.
drop policy by_site on core.change_event;
create policy by_site on core.change_event for select to core_it, core_ot, core_both, core_shared
  using (core.site_is_granted(site) and kind not in ('incidents-it', 'incidents-ot'));
create policy it_incidents on core.change_event for select to core_it, core_both
  using (core.site_is_granted(site) and kind = 'incidents-it');
create policy ot_incidents on core.change_event for select to core_ot, core_both
  using (core.site_is_granted(site) and kind = 'incidents-ot');
