"""What went wrong, in each language; what denies it; and telling the language of a text."""

import pytest

from evenhand.tone.api import TroubleKind, Utterance, language_of, read_letter, read_thread, troubles_in
from evenhand.tone.tests.test_letters import MONDAY

SAID = [
    ("en", "The lamp arrived broken.", "damaged"),
    ("en", "It is not damaged, but two screws are missing.", "missing_part"),
    ("en", "Nothing is broken, I only have a question.", ""),
    ("de", "Die Lampe ist leider beschädigt angekommen.", "damaged"),
    ("de", "Könnten Sie bitte helfen, der Griff ist abgebrochen.", "damaged"),
    ("de", "Die Lampe ist nicht beschädigt, aber es fehlen zwei Schrauben.", "missing_part"),
    ("de", "Kaputt ist es nicht, es fehlt auch nichts.", ""),
    ("de", "Ich habe Blau bestellt, aber Grün bekommen.", "wrong_item"),
    ("de", "Ich habe Blau bestellt und noch nichts bekommen.", "not_received"),
    ("de", "Im Paket war etwas ganz anderes.", "wrong_item"),
    ("de", "Das Paket wurde als zugestellt gemeldet, doch es ist nie angekommen.", "not_received"),
    ("de", "Die Farbe ist ganz anders als auf dem Foto, es entspricht nicht der Beschreibung.", "not_as_described"),
    ("de", "Was mache ich, falls etwas kaputt ist?", ""),
    ("de", "Nur die Verpackung war etwas beschädigt, sonst ist alles gut.", ""),
    ("de", "> Die Lampe ist beschädigt.\nDas war nicht ich.", ""),
    ("de", "Im Beipackzettel steht „Wenn ein Teil beschädigt oder defekt ist, rufen Sie an“.", ""),
    ("es", "La lámpara llegó rota.", "damaged"),
    ("es", "¿Podrían ayudarme? El asa está rota.", "damaged"),
    ("es", "No está dañada, pero faltan dos tornillos.", "missing_part"),
    ("es", "No ha llegado nada roto y no falta nada.", ""),
    ("es", "No es lo que pedí.", "wrong_item"),
    ("es", "Pedí el azul y me han enviado el verde.", "wrong_item"),
    ("es", "Consta como entregado, pero nunca llegó.", "not_received"),
    ("es", "No es como en la foto.", "not_as_described"),
    ("es", "¿Qué hago si algo llega roto?", ""),
    ("es", "No hace falta que llamen.", ""),
    ("es", "> La lámpara llegó rota.\nEso no lo escribí yo.", ""),
    ("fr", "La lampe est arrivée cassée.", "damaged"),
    ("fr", "Pourriez-vous m'aider ? L'anse est fêlée.", "damaged"),
    ("fr", "Elle n'est pas abîmée, mais il manque deux vis.", "missing_part"),
    ("fr", "Rien n'est cassé et il ne manque rien.", ""),
    ("fr", "J'ai commandé du bleu, mais j'ai reçu du vert.", "wrong_item"),
    ("fr", "Vous m'avez envoyé le mauvais article.", "wrong_item"),
    ("fr", "Il est indiqué comme livré, mais je n'ai jamais rien reçu.", "not_received"),
    ("fr", "La couleur ne correspond pas à la photo.", "not_as_described"),
    ("fr", "Que faire si quelque chose est cassé ?", ""),
    ("fr", "> La lampe est cassée.\nCe n'est pas moi.", ""),
]  # fmt: skip

TONGUES = [
    ("Where is my parcel? It was due on Monday.", "en"),
    ("The jar came broken.", "en"),
    ("Wo bleibt meine Bestellung? Ich warte seit Tagen.", "de"),
    ("Die Lampe ist kaputt.", "de"),
    ("was soll das, ich will mein geld", "de"),
    ("¿Dónde está mi pedido? Sigo sin noticias.", "es"),
    ("La lámpara llegó rota y no funciona.", "es"),
    ("Où est mon colis ? Je n'ai rien reçu.", "fr"),
    ("Dov'è il mio pacco? Non ho ancora ricevuto niente.", "it"),
    ("Onde está a minha encomenda? Ainda não chegou.", "pt"),
    ("Waar blijft mijn pakket? Ik heb nog niets ontvangen.", "nl"),
    ("Missä pakettini on? En ole saanut sitä vielä.", ""),
    ("Где моя посылка?", ""),
    ("#W20417", ""),
    ("OK", ""),
    ("", ""),
    ("Where is my order, please? Wo ist meine Bestellung, bitte?", ""),
    ("> Where is it? It was due on Monday and I have not got it.\nIch habe es inzwischen bekommen, danke.", "de"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "wrong"), SAID)
def test_the_words_say_what_went_wrong_and_what_did_not(language: str, text: str, wrong: str) -> None:
    found = troubles_in(text, language)

    assert found[:1] == ((TroubleKind(wrong),) if wrong else ())


@pytest.mark.parametrize(("text", "language"), TONGUES)
def test_a_text_tells_its_language_or_none(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_thread_is_read_message_by_message_in_its_own_language() -> None:
    gist = read_thread(
        [
            Utterance(1, MONDAY, is_customer=True, text="Wo ist mein Paket?", language="de"),
            Utterance(2, MONDAY, is_customer=False, text="I will send you a new one today.", language="en"),
            Utterance(3, MONDAY, is_customer=True, text="Missä se on?", language="fi"),
        ]
    )

    assert [point.said.words for point in gist.asked] == ["Wo ist mein Paket?"]
    assert [point.said.words for point in gist.promised] == ["I will send you a new one today."]


@pytest.mark.parametrize("promise", ["de: Ich sende Ihnen heute noch einmal ein neues.", "es: Le envío otra hoy mismo.",
                                     "fr: Je vous envoie une autre lampe aujourd'hui."])  # fmt: skip
def test_our_promises_are_found_and_name_what_is_promised(promise: str) -> None:
    language, words = promise.split(": ")
    told = Utterance(1, MONDAY, is_customer=False, text=words, language=language)
    gist = read_thread([told])

    assert [point.said.words for point in gist.promised] == [words]
    assert read_thread([told, Utterance(2, MONDAY, is_customer=False, text="ok", language=language)]).still_open


def test_a_language_of_which_there_are_no_rules_says_nothing() -> None:
    assert troubles_in("De lamp is kapot.", "nl") == ()
    assert troubles_in("The lamp is broken.", "") == ()
    assert not read_letter("Where is it?", "").is_available
