-- What was known of a conversation at an instant, and how many conversations there are of each kind, so that no list counts a million rows.
create function core.kinds_of(functions jsonb) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct kind order by kind), '{}')
  from jsonb_array_elements(case when jsonb_typeof(functions) = 'array' then functions else '[]' end) each,
    lateral (select each ->> 'kind') named (kind)
  where kind is not null
$$;
-- The owner fills the new columns of old rows; forced policies would hide those from it.
alter table core.conversation no force row level security;
alter table core.conversation
  -- When the hub heard of it for the first time.
  add column known_at timestamptz,
  add column kinds text[] generated always as (core.kinds_of(functions)) stored,
  add column protocol_name text generated always as (coalesce(protocol, port_guess)) stored,
  add column client_zone text generated always as (judged ->> 'clientZone') stored,
  add column server_zone text generated always as (judged ->> 'serverZone') stored;
update core.conversation set known_at = learned_at;
alter table core.conversation alter column known_at set not null;
-- Each thing that was known of a conversation and that is not a counter: its verdict has a table of its own.
-- room: zones
create table core.conversation_state (
  conversation_id uuid not null references core.conversation (id),
  site text not null,
  domains text[] not null,
  marking smallint not null default 0,
  kinds text[] not null,
  is_answered boolean not null,
  client_zone text,
  server_zone text,
  held tstzrange not null,
  learned tstzrange not null,
  primary key (conversation_id, learned)
);
insert into core.conversation_state
  (conversation_id, site, domains, marking, kinds, is_answered, client_zone, server_zone, held, learned)
select id, site, domains, marking, kinds, is_answered, client_zone, server_zone,
  tstzrange(first_at, null, '[)'), tstzrange(known_at, null, '[)')
from core.conversation;
-- Counters by everything that a list filters without naming an asset or a time; kept by triggers, so that no writer can forget them.
-- room: zones
create table core.conversation_count (
  site text not null,
  cell text not null,
  domains text[] not null,
  marking smallint not null,
  client_zone text,
  server_zone text,
  protocol_name text,
  verdict text,
  conduit text,
  is_answered boolean not null,
  kinds text[] not null,
  conversations bigint not null,
  packets bigint not null,
  bytes bigint not null,
  unique nulls not distinct
    (site, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds, cell, domains, marking)
);
create function core.count_conversations() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into core.conversation_count as counted
    select site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds,
      count(*), sum(packets), sum(bytes)
    from new_rows
    group by site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds
    -- One order for every writer, so that two of them never wait for each other.
    order by site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds
    on conflict (site, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds, cell, domains, marking)
    do update set conversations = counted.conversations + excluded.conversations,
      packets = counted.packets + excluded.packets, bytes = counted.bytes + excluded.bytes;
  else
    insert into core.conversation_count as counted
    select site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds,
      sum(sign), sum(sign * packets), sum(sign * bytes)
    from (select 1 as sign, * from new_rows union all select -1 as sign, * from old_rows) moved
    group by site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds
    having sum(sign) <> 0 or sum(sign * packets) <> 0 or sum(sign * bytes) <> 0
    order by site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds
    on conflict (site, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds, cell, domains, marking)
    do update set conversations = counted.conversations + excluded.conversations,
      packets = counted.packets + excluded.packets, bytes = counted.bytes + excluded.bytes;
  end if;
  return null;
end
$$;
insert into core.conversation_count
select site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds,
  count(*), sum(packets), sum(bytes)
from core.conversation
group by site, cell, domains, marking, client_zone, server_zone, protocol_name, verdict, conduit, is_answered, kinds;
create trigger counted_when_new after insert on core.conversation
  referencing new table as new_rows for each statement execute function core.count_conversations();
create trigger counted_when_moved after update on core.conversation
  referencing old table as old_rows new table as new_rows for each statement execute function core.count_conversations();
alter table core.conversation force row level security;
do $$
declare
  name text;
begin
  foreach name in array array['conversation_state', 'conversation_count'] loop
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
-- Lists of conversations: in order of one column, and of the few that a filter means.
-- serves: conversations, latest first
create index conversation_latest on core.conversation (last_at desc, id);
-- serves: conversations by when they began
create index conversation_begun on core.conversation (first_at desc, id);
-- serves: conversations by how much was said
create index conversation_heaviest on core.conversation (bytes desc, id);
-- serves: conversations of a protocol by the beginning of its name
create index conversation_protocol on core.conversation (protocol_name text_pattern_ops, last_at desc, id);
-- serves: conversations that are not allowed or not judged
create index conversation_verdict_latest on core.conversation (verdict, last_at desc, id) where verdict <> 'allowed';
-- serves: conversations over a conduit
create index conversation_conduit on core.conversation (conduit, last_at desc, id) where conduit is not null;
-- serves: conversations of a zone
create index conversation_client_zone on core.conversation (client_zone, last_at desc, id);
create index conversation_server_zone on core.conversation (server_zone, last_at desc, id);
-- serves: conversations with a rare function
create index conversation_kinds on core.conversation using gin (kinds);
-- serves: conversations by the beginning of an address
create index conversation_client_ip on core.conversation (client_ip text_pattern_ops);
create index conversation_server_ip on core.conversation (server_ip text_pattern_ops);
-- serves: conversations that were known at an instant
create index conversation_known on core.conversation (known_at);
-- serves: what is known of conversations now
create index conversation_state_now on core.conversation_state (conversation_id) where upper_inf(learned);
-- serves: assets by name, register id or address, for filters that name one
create index asset_by_lower_name on core.asset (lower(name) text_pattern_ops);
create index asset_by_lower_declared on core.asset (lower(declared_id) text_pattern_ops);
create index asset_by_ip on core.asset using gin (ips);
create index asset_by_mac on core.asset using gin (macs);
