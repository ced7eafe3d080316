"""What people see where several rooms meet: the desk, the board, the record, the customer's pages. No rules of its own."""
