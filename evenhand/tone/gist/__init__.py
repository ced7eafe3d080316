"""Reading help: what a customer asks, wants and means, in their own sentences; and a long thread by its structure."""
