"""What was bought: products, orders, payments, deliveries, sellers, drivers. Not what went wrong with it."""
