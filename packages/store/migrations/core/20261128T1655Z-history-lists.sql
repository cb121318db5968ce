-- As of an instant a filter means what was known then: the few states that had a rare function or a zone are found by it, as those of
-- now are (see conversation-kinds).
-- serves: conversations that wrote, as of an instant
create index conversation_state_write on core.conversation_state (conversation_id) where kinds @> '{write}';
-- serves: conversations that controlled, as of an instant
create index conversation_state_control on core.conversation_state (conversation_id) where kinds @> '{control}';
-- serves: conversations that loaded programs, as of an instant
create index conversation_state_program on core.conversation_state (conversation_id) where kinds @> '{program}';
-- serves: conversations that asked what a device is, as of an instant
create index conversation_state_identity on core.conversation_state (conversation_id) where kinds @> '{identity}';
-- serves: conversations with sessions, as of an instant
create index conversation_state_session on core.conversation_state (conversation_id) where kinds @> '{session}';
-- serves: conversations with functions of no other kind, as of an instant
create index conversation_state_other on core.conversation_state (conversation_id) where kinds @> '{other}';
-- serves: conversations of a zone, as of an instant
create index conversation_state_client_zone on core.conversation_state (client_zone);
create index conversation_state_server_zone on core.conversation_state (server_zone);
