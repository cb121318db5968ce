-- What the rules of a cell cover: what each needs to arrive, when it was last seen to meet what it is for, and what arrives at each site.
-- room: detection-rules
alter table monitoring.detection_rule_state
  add column needs jsonb not null default '[]',
  add column tested_at timestamptz,
  -- `pack`: of the catalogue's trials, at loading. `trial`: somebody tried it on an event.
  add column tested_by text check (tested_by in ('pack', 'trial')),
  -- The text that was tested.
  add column tested_version text,
  add check ((tested_at is null) = (tested_by is null) and (tested_at is null) = (tested_version is null));
alter table monitoring.detection_rule_state alter column needs drop default;
-- Kinds of events by the log source that rules name; an empty text stands for what the source does not say.
-- room: detection-rules
create table monitoring.detection_data (
  site text not null,
  product text not null,
  category text not null,
  service text not null,
  protocol text not null,
  -- When the latest such event happened, as far as that is not after it came.
  last_at timestamptz not null,
  primary key (site, product, category, service, protocol)
);
alter table monitoring.detection_data enable row level security;
alter table monitoring.detection_data force row level security;
create policy service on monitoring.detection_data to monitoring_service using (true) with check (true);
grant select, insert, update, delete on monitoring.detection_data to monitoring_service;
