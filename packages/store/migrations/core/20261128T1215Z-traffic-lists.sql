-- The severity of a conversation that is a breach, for lists and graphs of conversations.
-- serves: the breach of a conversation
create index breach_of_conversation on core.breach (conversation_id);
