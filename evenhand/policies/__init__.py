"""The written rules: texts, dated versions, notice, acknowledgement, and what they decide. Not who broke them."""
