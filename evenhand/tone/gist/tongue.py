"""Which language a text is in, told by its small words; where they do not tell, nothing."""

import re
from collections import Counter
from functools import cache

from evenhand.tone.gist.languages import codes, common_words
from evenhand.tone.phrases import word_list
from evenhand.tone.reading import QUOTED_LINES, SIGNATURE, straightened

_READ = 800  # signs: small words are everywhere, so a paragraph tells as much as a book
_ENOUGH = 1.5  # words, where one that several languages share counts as a part of a word
_CLEARLY = 1.5  # times as many as in the next language
_SHARE = 1 / 8  # of all words: in a language unknown here, a few look familiar by chance
_WORD = re.compile(r"[^\W\d_]+")

# Languages that nobody reads here yet, so that none is taken for a neighbour's. A file of its own supersedes a line.
_NEIGHBOURS = {
    "it": """
        il lo la gli un una e di che non è mi mio mia per con del della dei alla ho ha hanno sono ma come
        quando dove perché ancora più ordine pacco arrivato ricevuto grazie buongiorno vorrei potete cosa
        questo nel sul si al da
    """,
    "pt": """
        o a os as um uma e de do da dos que não me meu minha para com por em no na foi está é ainda mas como
        quando onde você vocês obrigado obrigada olá bom dia pedido encomenda chegou recebi gostaria podem
        ao se já muito
    """,
    "nl": """
        de het een en van ik is niet dat die op te met voor aan er maar om zijn hebben heb heeft mijn u wij
        nog ook wel naar als bij wat waar wanneer kunt kan graag bedankt hallo goedendag bestelling pakket
        ontvangen geen al
    """,
    "sv": """
        och att det som en ett på är av för med till den har inte jag om min mitt mina ni kan när var men
        hej tack beställning paket fått ännu vill från
    """,
    "da": """
        og at det som en et på er af for med til den har ikke jeg om min mit mine kan når hvor men hej tak
        ordre pakke fået endnu vil fra
    """,
    "pl": """
        i w na z nie się do to że jest mi moje mój moja jak kiedy gdzie ale za dziękuję dzień dobry
        zamówienie paczka proszę czy już nadal mam od po przez
    """,
    "ca": """
        el la els les un una i de del que no em el meu amb per és està són però com quan on gràcies bon dia
        comanda paquet encara fa molt ha he us
    """,
}


def language_of(text: str) -> str:
    """The code of the language that `text` is in, as in "de"; empty where that is not clear.

    Quoted lines and signatures are left out. A text of a few words, one in two languages and one in a language that is
    unknown here have no answer. It may also be a language of which there are no rules to read letters by.
    """
    own = SIGNATURE.sub(" ", QUOTED_LINES.sub(" ", straightened(text[:_READ])))
    words = Counter(_WORD.findall(own.casefold()))
    speakers = _speakers()
    told: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for word in words.keys() & speakers.keys():
        for code in speakers[word]:
            weights[code] = weights.get(code, 0) + words[word] / len(speakers[word])
            told[code] += words[word]
    if not weights:
        return ""
    first, *others = sorted(weights, key=lambda code: weights[code], reverse=True)
    next_best = weights[others[0]] if others else 0
    is_clear = (
        weights[first] >= _ENOUGH and weights[first] >= _CLEARLY * next_best and told[first] >= _SHARE * words.total()
    )
    return first if is_clear else ""


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """By word, the languages in which it is common."""
    common = {code: word_list(words) for code, words in _NEIGHBOURS.items()}
    common |= {code: common_words(code) for code in codes()}
    found: dict[str, list[str]] = {}
    for code in sorted(common):
        for word in common[code]:
            found.setdefault(word, []).append(code)
    return {word: tuple(speakers) for word, speakers in found.items()}
