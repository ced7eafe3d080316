"""How people stand: findings, marks, windows, results, with the evidence for each. Not what follows from it."""
