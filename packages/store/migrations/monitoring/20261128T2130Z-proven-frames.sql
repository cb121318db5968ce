-- The packet behind a row is opened by its place in a capture: which row names that place stands in documents.
-- serves: the row that a packet proves
create index conversation_frame on monitoring.conversation (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index operation_frame on monitoring.operation (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index anomaly_frame on monitoring.anomaly (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index transfer_seen_frame on monitoring.transfer_seen (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index logon_seen_frame on monitoring.logon_seen (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index discovery_seen_frame on monitoring.discovery_seen (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index state_seen_frame on monitoring.state_seen (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
create index value_seen_frame on monitoring.value_seen (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
