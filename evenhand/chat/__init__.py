"""The chat that any shop's page can show: visitors' doors, who is there to answer, and how a chat goes on by mail."""
