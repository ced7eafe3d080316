"""`evenhand simulate_year`."""
