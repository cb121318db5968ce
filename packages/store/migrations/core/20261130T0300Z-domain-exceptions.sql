-- Dated exceptions that were ended before their time. What was asked and approved is in `four_eyes`, what runs is in the policy; an end is
-- only ever added.
-- room: operating-model
create table core.domain_exception_end (
  request_id uuid primary key references core.four_eyes (id),
  by text not null,
  note text not null,
  at timestamptz not null
);
alter table core.domain_exception_end enable row level security;
alter table core.domain_exception_end force row level security;
create policy service on core.domain_exception_end to core_service using (true) with check (true);
grant select, insert on core.domain_exception_end to core_service;
