"""German."""

RELATIVE = r"""
    \b(untersten?|letzten?|schlechtesten?|obersten?|besten?|ersten?)\s+(\d+|drittel|viertel|hälfte|zehn|fünf|prozent|%)
    | \b(rangliste|ranking|perzentil\w*|quartil\w*|bestenliste|tabellenplatz)\b
    | \b(unter|ober)(es|en|ste[rsn]?)\s+(drittel|viertel|hälfte|prozent|\d+)
    | \b(besser|schlechter|mehr|weniger|seltener|häufiger|über|unter)\b.{0,25}
      \b((team)?durchschnitt\w*|mittelwert|median|(die|der|den|alle)\s+anderen|kolleg\w+|teams?|alle)\b
    | \bplatz\s+\d+
"""
