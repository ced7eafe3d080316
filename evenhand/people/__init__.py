"""Who there is: accounts, roles, teams, sign-in. Not what they did or how they stand."""
