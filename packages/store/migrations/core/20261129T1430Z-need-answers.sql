-- What owners of functions answered: whether a function rests on a host, what for, and how long it does without. Only ever added; the last
-- answer about a function, host and service counts.
-- room: process
create table core.need_answer (
  id uuid primary key,
  site text not null references core.site (site),
  -- Ids as the plant file of the site writes them.
  function text not null,
  host text not null,
  service text not null,
  is_needed boolean not null,
  direction text not null check (direction in ('function-to-host', 'host-to-function', 'both')),
  purpose text not null,
  hold_up_h double precision check (hold_up_h >= 0 and (is_needed or hold_up_h is null)),
  owner text,
  -- What the question stood on when it was answered.
  basis jsonb not null,
  answered_by text not null,
  answered_at timestamptz not null
);
-- serves: answers of a site as of an instant
create index need_answer_by_site on core.need_answer (site, answered_at);
alter table core.need_answer enable row level security;
alter table core.need_answer force row level security;
create policy service on core.need_answer to core_service using (true) with check (true);
create policy by_site on core.need_answer for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site));
grant select, insert on core.need_answer to core_service;
grant select on core.need_answer to core_it, core_ot, core_both, core_shared;
