"""A language model's draft of a reply, where an administrator has set one up. It sends nothing and decides nothing."""
