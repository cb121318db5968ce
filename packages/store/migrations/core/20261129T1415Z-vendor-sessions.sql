-- Sessions of vendors and partners as the register of remote access knows them, and drift from it. Labelled as the conversations are that
-- show them: what the other domain saw is absent.
-- room: vendors
create table core.vendor_session (
  conversation_id uuid primary key references core.conversation (id),
  site text not null,
  cell text not null,
  domains text[] not null,
  marking smallint not null default 0,
  -- Entries that it may belong to; none where none fits.
  access text[] not null,
  part text not null check (part in ('entrance', 'inside')),
  client text not null,
  server text not null,
  protocol text,
  -- Instants at which it was seen, in microseconds, in order: the first and the latest.
  moments jsonb not null,
  drift text[] not null,
  last_at timestamptz not null,
  -- When the hub first knew it as a session.
  learned_at timestamptz not null
);
-- serves: sessions of a site, the latest first
create index vendor_session_latest on core.vendor_session (site, last_at desc);
-- Each opening of a drift; what closes it is a register that covers it, or traffic that is judged otherwise.
-- room: vendors
create table core.vendor_drift (
  id uuid not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  site text not null,
  cell text not null,
  domains text[] not null,
  marking smallint not null default 0,
  conversation_id uuid not null references core.conversation (id),
  kind text not null
    check (kind in ('new-source', 'new-tool', 'new-target', 'outside-hours', 'after-end', 'unregistered')),
  severity smallint not null check (severity between 1 and 4),
  access text[] not null,
  vendors text[] not null,
  client text not null,
  server text not null,
  protocol text,
  registered text not null,
  seen text not null,
  places text[] not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- What the next session by the same access showed; null while there was none.
  retest jsonb,
  primary key (id, opened_at)
);
-- serves: open drift of a site, worst first
create index vendor_drift_open on core.vendor_drift (site, severity, last_at desc) where closed_at is null;
do $$
declare
  name text;
begin
  foreach name in array array['vendor_session', 'vendor_drift'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy it_label on core.%I for select to core_it using (domains <@ array[''it'', ''dmz''] and core.site_is_granted(site) and core.marking_is_granted(marking))', name);
    execute format(
      'create policy ot_label on core.%I for select to core_ot using (domains <@ array[''ot'', ''dmz''] and core.site_is_granted(site) and core.marking_is_granted(marking))', name);
    execute format(
      'create policy both_label on core.%I for select to core_both using (core.site_is_granted(site) and core.marking_is_granted(marking))', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both', name);
  end loop;
end
$$;
grant delete on core.vendor_session to core_service;
