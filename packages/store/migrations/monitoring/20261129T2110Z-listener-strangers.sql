-- Addresses that spoke through a listener and that no enrolled source of it has: counted, and nothing of them is read.
-- room: ingest
create table monitoring.listener_stranger (
  listener text not null,
  address text not null,
  lines bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (listener, address)
);
alter table monitoring.listener_stranger enable row level security;
alter table monitoring.listener_stranger force row level security;
create policy service on monitoring.listener_stranger to monitoring_service using (true) with check (true);
grant select, insert, update on monitoring.listener_stranger to monitoring_service;
