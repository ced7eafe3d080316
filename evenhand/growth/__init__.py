"""What follows from standing: steps, gates, plans, coaching, appeals, letters. Nothing is built here yet."""
