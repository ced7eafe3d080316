"""`evenhand score` and `evenhand simulate`."""
