-- Signs of shadow infrastructure, each once a device and indicator: what findings are judged from. What the wire said stays here.
-- room: shadow
create table monitoring.shadow_sign (
  site text not null,
  -- IP address of the device, or its MAC address.
  host text not null,
  mac text,
  indicator text not null,
  name text not null,
  category text not null,
  kind text not null,
  pattern text not null,
  value text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  primary key (site, host, indicator, kind, pattern)
);
alter table monitoring.shadow_sign enable row level security;
alter table monitoring.shadow_sign force row level security;
create policy service on monitoring.shadow_sign to monitoring_service using (true) with check (true);
grant select, insert, update, delete on monitoring.shadow_sign to monitoring_service;
