-- What passed in the clear inside a conversation and says what it is about: names asked for, software that speaks.
-- room: observations
alter table monitoring.conversation add column details jsonb not null default '[]';
