"""What follows from standing: steps, gates, plans, coaching, appeals, letters."""
