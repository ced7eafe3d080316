"""What people see where several rooms meet: the desk, the customer's pages, the mailbox. No rules of its own."""
