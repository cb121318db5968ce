-- The cell's lists of conversations and operations: in the order of time, by either end, and with totals that nobody counts row by row.
-- room: observations
create table monitoring.list_count (
  site text not null,
  list text not null check (list in ('conversation', 'operation')),
  -- Of operations their kind; of conversations nothing.
  kind text not null,
  rows bigint not null,
  primary key (site, list, kind)
);
-- Kept by triggers, so that no writer can forget them; rows of these tables are never deleted.
create function monitoring.count_conversations() returns trigger language plpgsql as $$
begin
  insert into monitoring.list_count as counted
  select site, 'conversation', '', count(*) from new_rows group by site order by site
  on conflict (site, list, kind) do update set rows = counted.rows + excluded.rows;
  return null;
end
$$;
create function monitoring.count_operations() returns trigger language plpgsql as $$
begin
  insert into monitoring.list_count as counted
  select site, 'operation', kind, count(*) from new_rows group by site, kind order by site, kind
  on conflict (site, list, kind) do update set rows = counted.rows + excluded.rows;
  return null;
end
$$;
-- The owner counts the old rows; forced policies would hide those from it.
alter table monitoring.conversation no force row level security;
alter table monitoring.operation no force row level security;
insert into monitoring.list_count select site, 'conversation', '', count(*) from monitoring.conversation group by site;
insert into monitoring.list_count select site, 'operation', kind, count(*) from monitoring.operation group by site, kind;
alter table monitoring.conversation force row level security;
alter table monitoring.operation force row level security;
create trigger counted_when_new after insert on monitoring.conversation
  referencing new table as new_rows for each statement execute function monitoring.count_conversations();
create trigger counted_when_new after insert on monitoring.operation
  referencing new table as new_rows for each statement execute function monitoring.count_operations();
alter table monitoring.list_count enable row level security;
alter table monitoring.list_count force row level security;
create policy service on monitoring.list_count to monitoring_service using (true) with check (true);
create policy by_site on monitoring.list_count for select to monitoring_read using (monitoring.site_is_granted(site));
grant select, insert, update on monitoring.list_count to monitoring_service;
grant select on monitoring.list_count to monitoring_read;
-- serves: conversations, latest first
create index conversation_latest on monitoring.conversation (last_at desc, id);
-- serves: conversations of an address
create index conversation_client_ip on monitoring.conversation (client_ip);
create index conversation_server_ip on monitoring.conversation (server_ip);
create index conversation_client_mac on monitoring.conversation (client_mac);
create index conversation_server_mac on monitoring.conversation (server_mac);
-- Nobody asks for them by site first.
drop index monitoring.conversation_last;
-- serves: operations, newest first
create index operation_latest on monitoring.operation (at desc, id);
-- serves: operations of a kind, newest first
create index operation_kind on monitoring.operation (kind, at desc, id);
-- serves: operations of an address
create index operation_client_ip on monitoring.operation (client_ip);
create index operation_server_ip on monitoring.operation (server_ip);
create index operation_client_mac on monitoring.operation (client_mac);
create index operation_server_mac on monitoring.operation (server_mac);
drop index monitoring.operation_at;
-- serves: jobs, newest first
create index job_newest on monitoring.job (created_at desc, id);
