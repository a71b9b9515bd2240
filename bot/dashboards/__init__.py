"""Pages behind links that are sent in the chat: read-only, for one reader each."""
