-- Zones and conduits as judged: conversations (labelled, monitoring detail) and what they mean for each conduit (shared by site).
-- room: zones
create table core.zone_model (
  version integer primary key,
  site text not null,
  body jsonb not null,
  learned_at timestamptz not null
);
-- room: zones
create table core.conversation (
  id uuid primary key,
  cell text not null check (cell in ('it', 'ot')),
  site text not null,
  domains text[] not null,
  marking smallint not null default 0,
  client_mac text,
  client_ip text,
  server_mac text,
  server_ip text,
  client_asset uuid,
  server_asset uuid,
  protocol text,
  port_guess text,
  transport text not null,
  server_port integer,
  is_answered boolean not null,
  packets bigint not null,
  bytes bigint not null,
  functions jsonb not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  verdict text check (verdict in ('allowed', 'not-allowed', 'unknown')),
  conduit text,
  rule text,
  judged jsonb,
  zone_model_version integer,
  learned_at timestamptz not null
);
-- serves: conversations of an asset
create index conversation_client on core.conversation (client_asset);
create index conversation_server on core.conversation (server_asset);
-- serves: breaches of a site
create index conversation_breach on core.conversation (site, last_at) where verdict = 'not-allowed';
-- Each verdict a conversation ever had, with the zone model it was judged by.
-- room: zones
create table core.conversation_verdict (
  conversation_id uuid not null references core.conversation (id),
  site text not null,
  domains text[] not null,
  marking smallint not null default 0,
  verdict text not null,
  conduit text,
  rule text not null,
  zone_model_version integer not null,
  held tstzrange not null,
  learned tstzrange not null,
  primary key (conversation_id, learned)
);
-- Seen but not allowed, as everybody of the site may know it: the two ends and the rule, without content.
-- room: zones
create table core.breach (
  id uuid primary key,
  site text not null,
  conversation_id uuid not null,
  cell text not null,
  client_asset uuid,
  server_asset uuid,
  client_label text not null,
  server_label text not null,
  client_zone text,
  server_zone text,
  protocol text,
  conduit text,
  rule text not null,
  severity smallint not null check (severity between 1 and 4),
  state text not null check (state in ('open', 'resolved')),
  first_at timestamptz not null,
  last_at timestamptz not null,
  opened_at timestamptz not null,
  resolved_at timestamptz,
  body jsonb not null
);
-- serves: open breaches of a site
create index breach_open on core.breach (site, severity, last_at) where state = 'open';
-- What was seen on each conduit, or between two zones without one: allowed and seen, never seen, seen and not allowed.
-- room: zones
create table core.zone_edge (
  site text not null,
  zone_a text not null,
  zone_b text not null,
  conduit text not null,
  protocol text not null,
  verdict text not null,
  conversations integer not null,
  last_at timestamptz,
  primary key (site, zone_a, zone_b, conduit, protocol, verdict)
);
do $$
declare
  name text;
begin
  foreach name in array array['zone_model', 'breach', 'zone_edge'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
  foreach name in array array['conversation', 'conversation_verdict'] loop
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
grant delete on core.zone_edge to core_service;
