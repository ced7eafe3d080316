"""How long advice on a draft takes, and how often the rules see what a careful reader sees.

python benchmarks/tone_advice.py            one row: the time for a draft of 150 words, and for 200,000 letters
python benchmarks/tone_advice.py --quality  the table in docs/rules/tone.md
python benchmarks/tone_advice.py --letters  the table of reading help there
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evenhand.tone.api import Context, advise
from evenhand.tone.tests.corpus import drafts, table
from evenhand.tone.tests.letters import letter_table

LETTERS = ("letters_en", "held_back_letters_en", "letters_de", "letters_es", "letters_fr")
CORPORA = ("drafts_en", "more_drafts_en", "third_drafts_en", "held_back_en")
ROUNDS, ROUNDS_OF_LONG = 300, 5
CONTEXT = Context(
    customer_name="Maria Lopez",
    things=("Blue Jacket", "size M", "#W2378156"),
    repairs=("refund of $54.20 to your Visa",),
    customer_text="My parcel with the blue jacket never came, and my daughter has her birthday on Saturday.",
)


def ordinary_draft() -> str:
    """A draft of 150 words with everything in it: a whole reply, and some words to be warned about."""
    words = " ".join(draft.text for draft in drafts("drafts_en")[:2] + drafts("drafts_en")[35:60]).split(" ")
    return " ".join(words[:150])


def milliseconds(draft: str, rounds: int) -> float:
    """The median processor time of one piece of advice: other programs on the machine do not count."""
    advise(draft, CONTEXT)  # the first one compiles the language
    times = []
    for _ in range(rounds):
        start = time.process_time()
        advise(draft, CONTEXT)
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def row() -> str:
    """The figures as one row of a table."""
    draft = ordinary_draft()
    long_draft = (draft * 500)[:200_000]
    short, long = milliseconds(draft, ROUNDS), milliseconds(long_draft, ROUNDS_OF_LONG)
    what = "tone: advice on 150 words (200,000 letters), median processor time"
    return f"| {what} | {short:.1f} ms ({long:.0f} ms) | under 5 ms |"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quality", action="store_true", help="compare the rules with a careful reader")
    parser.add_argument("--letters", action="store_true", help="the same for letters of customers")
    chosen = parser.parse_args(arguments)
    print(table(CORPORA) if chosen.quality else letter_table(LETTERS) if chosen.letters else row())


if __name__ == "__main__":
    main()
