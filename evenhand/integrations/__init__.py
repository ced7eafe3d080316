"""What programs see: REST, webhooks, compatible APIs. Nothing is built here yet."""
