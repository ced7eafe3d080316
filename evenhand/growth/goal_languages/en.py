"""English."""

RELATIVE = r"""
    \b(bottom|lowest|worst|top|best|highest|first|last)\s+(\d+|few|third|quarter|half|ten|five|percent|%)
    | \b(rank\w*|percentiles?|quartiles?|league|leaderboard)\b
    | \b(bottom|lower|lowest|worst)\b.{0,30}\b(team|group|%|percent|share)
    | \b(better|worse|more|fewer|less|above|below|over|under|beat\w*|than)\b.{0,20}
      \b(average|mean|median|others|other\s+(agents|sellers|drivers)|colleagues|peers|team(?:['’]s|s)?|everyone|everybody)\b
    | \d+(st|nd|rd|th)\s+(place|best|worst|of)\b
"""
