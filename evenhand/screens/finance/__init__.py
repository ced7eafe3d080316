"""The money, for those who look after it: the ledger, comparisons with a provider's report, chargebacks."""
