"""What every room stands on: the activity log, events, errors, money, settings and clock. No business words."""
