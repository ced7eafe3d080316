"""Customers' matters: cases, contacts, messages, channels, queues, timers. Not what was done to put them right."""
