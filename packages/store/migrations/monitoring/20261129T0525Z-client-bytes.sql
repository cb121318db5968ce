-- How much of a conversation the client sent: even talk that never ends is a tunnel that waits.
-- room: observations
-- Null where a share of it did not tell, as all that was stored before.
alter table monitoring.conversation add column client_bytes bigint;
