-- Conversations with a function, latest first. `@>` is not leak-proof, so a person's filter cannot search the index of all kinds under
-- row-level security; it can read an index that holds the rows of one kind alone.
drop index core.conversation_kinds;
-- serves: conversations that write
create index conversation_write on core.conversation (last_at desc, id) where kinds @> '{write}';
-- serves: conversations that control
create index conversation_control on core.conversation (last_at desc, id) where kinds @> '{control}';
-- serves: conversations that load programs
create index conversation_program on core.conversation (last_at desc, id) where kinds @> '{program}';
-- serves: conversations that ask what a device is
create index conversation_identity on core.conversation (last_at desc, id) where kinds @> '{identity}';
-- serves: conversations with sessions
create index conversation_session on core.conversation (last_at desc, id) where kinds @> '{session}';
-- serves: conversations with functions of no other kind
create index conversation_other on core.conversation (last_at desc, id) where kinds @> '{other}';
