"""Pages of the customer: my orders, one order, one case."""
