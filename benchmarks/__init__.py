"""How fast it is, as a table: `make bench`. Figures are printed beside the machine's own yardstick, never asserted."""
