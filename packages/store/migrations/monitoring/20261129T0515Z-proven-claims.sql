-- What a device was said to be, and which addresses it has, are opened on the packet or the line that said so, as other rows are.
-- serves: the row that a packet or a line proves
create index claim_frame on monitoring.claim (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index binding_frame on monitoring.binding (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
do $$
declare
  name text;
begin
  foreach name in array array['claim', 'binding'] loop
    execute format('create policy by_site on monitoring.%I for select to monitoring_read using (monitoring.site_is_granted(site))', name);
    execute format('grant select on monitoring.%I to monitoring_read', name);
  end loop;
end
$$;
