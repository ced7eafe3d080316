"""German letters, formal and familiar, as they are written from Flensburg to Bolzano."""

from evenhand.tone.gist.language import GistLanguage
from evenhand.tone.gist.letter import TroubleKind, WishKind
from evenhand.tone.phrases import Phrases, word_list

_say = Phrases(
    {
        "wish": "möchte|möchten|will|wollen|würde|würden|hätte|hätten|wünsche|wünschen|brauche|brauchen|bitte|bitten|"
        "bevorzuge|verlange|verlangen|erwarte|erwarten|fordere|fordern|bestehe|bestehen|muss|müssen|beantrage|"
        "beantragen|hoffe|hoffen",
        "want": "(ich|wir) {wish}|{wish} (ich|wir)|bitte|(könnten|können|könntet|könnt|würden|würdet|kannst|könntest|"
        "dürften|darf|dürfte|kann|könnte|können) (Sie|ihr|du|ich|wir|man)|(ist|wäre) es möglich|"
        "(wäre|wären) (ich|wir) … (dankbar|froh)|(wäre|fände) es (schön|nett|gut|super|prima),?|"
        "wie (kann|bekomme|komme|soll|könnte|können|bekommen) (ich|wir)",
        "article": "ein|eine|einen|einem|eines|das|die|den|dem|der|mein|meine|meinen|meinem|meiner",
        "it": "es|ihn|sie|das|den|die|diese|dieses|diesen|alles|beide|beides|(das|den|die|meine|mein|meinen) \\w{2,20}",
        "ask": "wo|woher|wohin|wann|warum|wieso|weshalb|wie|was|welche|welcher|welches|welchen|wer|wen|wem|wofür|"
        "wozu|womit|worauf|bis wann|seit wann",
    }
)

COMMON = word_list("""
    der die das und ich ist nicht es sie ein eine einen einem einer mein meine meinen meiner ihr ihre ihnen wir
    uns mir mich zu zum zur mit auf für von vom dem den des im am an bei nach noch schon aber oder wenn dass daß
    ob auch nur so sehr wie wo wann warum habe haben hat hatte hätte wurde wird werden war sind bin kann können
    könnte könnten möchte bitte danke vielen dank seit bis heute gestern immer leider kein keine keinen nichts
    nie bestellung paket bestellt gekommen hallo guten tag
""")


def language() -> GistLanguage:
    """How letters are read. Made at first use, because it takes a moment."""
    return GistLanguage(
        code="de",
        quoted_line=_say(
            r"Am [^\n]{4,160}schrieb[^\n]{0,120}:; (Von|Gesendet|An|Betreff|Datum|From|Sent|To|Subject): [^\n]{1,200}",
            line_start=True,
        ),
        quoted_rest=_say(
            r"-{2,20} ?(Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Weitergeleitete Nachricht|"
            r"Original Message|Forwarded message) ?-{2,20}; Anfang der weitergeleiteten Nachricht:; "
            r"Von mein* [^\n]{2,40} gesendet; Gesendet von [^\n]{2,60}; Gesendet mit [^\n]{2,60}",
            line_start=True,
        ),
        asks=_say(r"""
        (|(und|aber|also|dann|außerdem|nun|hallo|zweitens|erstens|bitte|oder),? )({ask}) [genau|denn|eigentlich|\
            zum Teufel] \
            (ist|sind|war|waren|bleibt|bleiben|kommt|kommen|kommts|steckt|liegt|kann|können|könnte|soll|sollen|muss|\
                wird|\
            werden|habe|haben|hat|geht|gehts|dauert|lange|viel|viele|oft|bekomme|mache|machen|tausche|tauschen|\
            verfahren|funktioniert|heißt|bedeutet|passiert)
        (|(und|aber|also|dann),? )(können|könnten|könnt|könntet|kannst|könntest|haben|habt|hast|wissen|wisst|weißt|\
            würden|\
            würdet|dürfen) (Sie|ihr|du) _ _ \w{2,25}
        (|(und|aber|also|dann),? )(kann|darf|soll|muss|könnte|dürfte|bekomme) (ich|man) _ _ \w{2,25}
        (|(und|aber|also|dann),? )(ist|sind|gibt|kommt|wird) (es|das|er|sie|der|die|mein|meine|noch) _ _ \w{2,25}\?
        gibt es (schon|etwas|inzwischen|Neues|Neuigkeiten|eine Möglichkeit); was ist mit
    """),
        asks_within=_say(r"""
        (sagen|sagt|sag|schreiben|schreibt|schreib|teilen|teilt|erklären|erklärt|verraten|informieren)( Sie| ihr|\
            )( mir| uns|)\
            ( bitte| doch| kurz| bitte kurz|)( mit|),? (ob|wann|wo|wie|was|warum|wieso|welche|welcher|welches|\
                bis wann|wer|wie lange)
        (lassen Sie|lasst|lass) (mich|uns) [bitte] wissen,? (ob|wann|wo|wie|was|warum|welche|bis wann)
        (wissen|erfahren|fragen|frage mich|fragen uns|nachfragen|klären|prüfen|unklar|unsicher|mitteilen|sagen),? \
            (ob|wann|wo|wie|was|warum|wieso|welche|welcher|bis wann|wie lange)
        (weiß|wissen) (nicht|nicht mehr|leider nicht),? (ob|wann|wo|wie|was|welche)
        (meine|unsere) (Frage|Fragen) (ist|sind|lautet|wäre)
        bitte (um|geben Sie) … (Auskunft|Rückmeldung|Information|Bescheid|Antwort|Klärung)
    """),
        asks_nothing=_say(r"""
        wie geht es (Ihnen|euch|dir); wie gehts
        (ist|soll) das [jetzt|etwa|wirklich] (Ihr|euer|ein) (Ernst|Witz|Scherz); (echt|ernsthaft|wirklich|oder|hallo|\
            nicht \
            wahr|gell|na und)\?$
        wie schwer (kann|ist) das [denn] sein; was (soll|ist) (das|denn das) [denn|eigentlich|für ein Laden]; \
            was für ein* \
            (Laden|Service|Firma)
        wie (kann|können|konnte|konnten) (man|Sie|ihr) nur; wer macht (denn|denn so|so) [etwas|was]
        ich (verstehe|weiß|sehe),? (wie|dass); wie Sie (wissen|sehen)
    """),
        wishes={
            WishKind.REFUND: _say(r"""
            ({want}) … _ _ (Rückerstattung|Erstattung|Geld zurück|Geld wieder|erstatten|zurückerstatten|\
                zurückerstattet|\
                erstattet|rückerstattet|Rückzahlung|zurückzahlen|zurücküberweisen|Kaufpreis*|Gutschrift)
            ({want}) … mein* Geld(?! … (nicht|behalten|sparen)); (erstatten|überweisen|zahlen) Sie (mir|uns) … \
                (zurück|Betrag|Geld|Kaufpreis)
            (Geld|Kaufpreis|Betrag|Summe) (zurück|wieder)(?! _ (bekommen|erhalten) (habe|hatte)); erstatten Sie
            (Erstattung|Rückerstattung) (bitte|wäre|reicht|genügt)
        """),
            WishKind.REPLACEMENT: _say(r"""
            ({want}) … _ _ (Ersatz|Ersatzlieferung|Ersatzgerät|Ersatzteil|Neulieferung|Nachlieferung)
            ({want}) … _ _ (neu|neues|neuen|neue(?! (Adresse|Anschrift|Lieferadresse))|richtigen|richtige|richtiges|\
                fehlenden|\
                fehlende|heiles|ganzes) [\w{2,20}] \
                (schicken|senden|zusenden|zuschicken|nachsenden|nachschicken|liefern|nachliefern|bekommen|haben|\
                    erhalten)
            ({want}) … _ (noch einmal|nochmal|nochmals|erneut) (schicken|senden|liefern|zusenden|losschicken|versenden)
            ({want}) [mir|uns|noch|gern|gerne|lieber] [doch] (ein|eine|einen) (neu|neues|neuen|neue|zweites|zweite|\
                zweiten|anderes heiles)
            ({want}) … _ _ (eines|eins|welche) (schicken|senden|zuschicken|zusenden); ({want}) … _ _ (nachliefern|\
                nachsenden|nachschicken|nachreichen)
            (schicken|senden|liefern) Sie [mir|uns] … (neu|neue|neues|neuen|richtige|richtigen|fehlende|fehlenden|\
                Ersatz|\
                noch einmal|erneut|nochmal); bitte neu (schicken|senden|zusenden|liefern)
            (schickt|sendet|schick|liefert) (mir|uns) … (neu|neue|neues|neuen|richtige|richtigen|fehlende|fehlenden|\
                Ersatz|\
                noch einmal|erneut|nochmal)
        """),
            WishKind.RETURN: _say(r"""
            ({want}) … _ _ (zurückschicken|zurücksenden|zurückgeben|retournieren|retoure|Rücksendung|Rückgabe|\
                Retourenschein|\
                Retourenlabel|Rücksendeetikett|Rücksendelabel|Retourenetikett)
            (schicke|sende|gebe) [ich] ({it}|Ihnen) … zurück; (holen|abholen|abgeholt|Abholung); wie … (zurückschicken|\
                zurücksenden|zurückgeben|Rücksendung); (vom|mein) (Widerruf|Widerrufsrecht|Rückgaberecht)
        """),
            WishKind.EXCHANGE: _say(r"""
            ({want}) … _ _ (umtauschen|Umtausch|tauschen|austauschen|Austausch)
            wie tauschen wir; (umtauschen|tauschen) (gegen|in)
            ({want}) … _ (eine Nummer|eine Größe) (größer|kleiner); lieber in (Größe|Farbe|Blau|Rot|Grün|Schwarz|Weiß)
        """),
            WishKind.CANCEL: _say(r"""
            ({want}) … _ _ (stornieren|Stornierung|Storno|storniert|widerrufen|rückgängig machen|abbestellen|\
                annullieren)
            (storniere|stornieren|widerrufe|widerrufen) (ich|wir|Sie) [hiermit|bitte]; (ich|wir) (storniere|widerrufe)
            (stornieren|stornier|storniert) (bitte|meine|die|diese)
            (brauche|brauchen|will|wollen|möchte|möchten) (ich|wir|das|die|den|es|sie) … (nicht mehr|nicht länger)
        """),
            WishKind.ADDRESS: _say(r"""
            ({want}) … _ _ _ (Adresse|Lieferadresse|Anschrift|Lieferanschrift) … (ändern|korrigieren|anpassen|\
                aktualisieren|\
                berichtigen|schicken|senden|liefern|umleiten)
            (an|zu) (eine|meine|unsere|die|folgende) [neue|andere|folgende] (Adresse|Anschrift|Büro|Nachbarn|\
                Packstation|\
                Arbeitsadresse) … (schicken|senden|liefern|gehen|umleiten|geschickt|geliefert)
            (neue|richtige|korrekte|andere) (Adresse|Anschrift|Lieferadresse|Lieferanschrift) (ist|lautet|:|wäre)
            (falsche|alte|verkehrte) (Adresse|Anschrift|Lieferadresse|Lieferanschrift); umgezogen
        """),
            WishKind.CHANGE: _say(r"""
            ({want}) … _ _ (Bestellung|Menge|Größe|Farbe|Zahlungsart|Zahlungsweise|Liefertermin) … (ändern|anpassen|\
                umstellen|umändern|wechseln|erhöhen|hinzufügen|ergänzen)
            ({want}) … _ _ (hinzufügen|dazubestellen|dazupacken|ergänzen|streichen|herausnehmen|rausnehmen)
        """),
            WishKind.PAPERS: _say(r"""
            ({want}|schicken|senden|brauche|fehlt|fehlen|ohne) … _ _ (Rechnung|Quittung|Beleg|Kaufbeleg|Rechnungskopie|\
                Garantieschein|Lieferschein|Mehrwertsteuer*|Zahlungsbeleg)(?! (steht|stand|zeigt|weist|war))
            (korrigierte|neue|berichtigte) (Rechnung|Quittung)
        """),
            WishKind.PERSON: _say(r"""
            ({want}) … _ (anrufen|zurückrufen|Rückruf|telefonieren|angerufen|zurückgerufen|Anruf)
            (rufen Sie|ruft|ruf) (mich|uns); ({want}) … _ _ (Vorgesetzten|Vorgesetzte|Chef|Chefin|Leitung|Mitarbeiter|\
                Mitarbeiterin|Menschen|jemandem|jemanden) … (sprechen|reden|verbinden|verbunden)
            (mit|zu) [einem|einer|Ihrem|Ihrer|der] (Vorgesetzten|Chef|Chefin|Menschen|Geschäftsleitung|Mitarbeiter) \
                … (sprechen|reden|verbinden)
            (Beschwerde|Reklamation) (einlegen|einreichen); ({want}) … (mich|uns) … beschweren
        """),
            WishKind.DATA: _say(r"""
            (Konto|Kundenkonto|Daten|Account|Profil) … _ (löschen|gelöscht|löscht|entfernen|schließen|Löschung)
            (löschen|löscht) (Sie|ihr|bitte) … _ (Konto|Kundenkonto|Daten|Account); Löschung … (Daten|Konto|\
                Kundenkontos)
            (Newsletter|Werbung|Werbemails) … (abbestellen|abmelden|mehr|austragen); DSGVO; Datenauskunft; \
                Auskunft über … \
                Daten; Kopie … Daten
        """),
        },
        wishes_not=_say(r"""
        (kein|keine|keinen|keinem|keiner|keinerlei|ohne|statt|anstatt|anstelle|weder|niemals|nie)
        nicht [um|auf|nach|an|so|unbedingt|gleich|sofort|wieder] [eine|einen|ein|die|den|das|meine|mein] [\w{2,20}] \
            (Erstattung|Rückerstattung|Geld|Ersatz|Umtausch|stornieren|zurückschicken|zurücksenden|umtauschen|tauschen|\
            erstatten|neu|neues|neuen|neue|Rückruf|anrufen|löschen|ändern)
        (muss|müssen|soll|sollen|sollte|werde|werden|brauche|brauchen) (ich|wir) (das|es|ihn|sie|die|den|dafür|dazu|\
            alles)
        (wurde|wurden|war|waren|hatte|hatten|haben|habe|hat|bin|sei) … _ (versprochen|zugesagt|angeboten|erhalten|\
            bekommen|\
            zurückgeschickt|storniert|beantragt|gefordert|erstattet|verlangt|gesagt|angekündigt)
        (warte|warten|gewartet) … (auf|noch); (mir|uns) (wurde|wurden|hat|haben)
        (wo|wann|ob|wie lange|bis wann|seit|warum|wieso) … (mein|meine|der|die|das|Ihre|unser|unsere|ein|eine|\
            den) [\w{2,20}]
        (sagte|sagten|schrieb|schrieben|versprach|versprachen|meinten),? (Sie|ihr|man|er|sie|Ihr|dass)
    """),
        troubles={
            TroubleKind.DAMAGED: _say(r"""
            beschädigt*; Beschädigung*; kaputt*; defekt*; zerbrochen*; zersprungen*; zerkratzt*; Kratzer; verbeult*; \
                gesplittert*; zersplittert*; zerrissen*; gerissen*; ausgelaufen*; undicht*; abgebrochen*; gebrochen*; \
                Bruchschaden; Transportschaden; in (Scherben|Stücken|zwei Teilen|Einzelteilen); auseinandergefallen; \
                (Riss|Risse|Sprung|Delle|Dellen|Beule|Loch|Löcher|Schaden|Schäden)
        """),
            TroubleKind.WRONG_ITEM: _say(r"""
            (falsch*|verkehrt*) (Artikel|Ware|Größe|Farbe|Modell|Produkt|Lieferung|Paket|Teil|Sache|Ding|Buch|Schuhe|\
                geliefert|geschickt|Bestellung); Falschlieferung
            (war|kam|ist|liegt|lag|habe|haben|wurde) … etwas _ anderes; statt dessen (kam|kamen|war|lag|habe|liegt); \
                stattdessen (kam|kamen|war|lag|habe|liegt)
            bestellt( hatte| habe| war|),? (aber|und|jedoch|doch|sondern)(?! (noch|nicht|nichts|nie|kein|keine|\
                keinen|bis)) \
                … _ (bekommen|erhalten|geliefert|gekommen|geschickt|angekommen)
            (verwechselt|Verwechslung|vertauscht); (Paket|Bestellung|Ware|Sendung) von (jemand|jemandem|einer anderen|\
                einem anderen)
            (anderer|anderen|anderes) (Artikel|Modell) (bekommen|erhalten|geliefert|gekommen)
        """),
            TroubleKind.MISSING_PART: _say(r"""
            (fehlt|fehlen|fehlte|fehlten|gefehlt|fehlend*)(?! … (Spur|Nachricht|Rechnung|Bestätigung|Antwort|Geld|Zeit|\
                Worte|Verständnis|Vertrauen)); unvollständig*; (nicht|nur) (vollständig|komplett|\
                    teilweise) [geliefert|da|an*]
            nicht (alles|alle) _ _ (dabei|da|drin|angekommen|enthalten|geliefert); \
                (nur|bloß|lediglich) (\d{1,3}|ein|eins|eine|einer|einen|zwei|drei|vier|fünf) (von|statt|anstatt)
            nicht (im|in der) (Paket|Karton|Lieferung|Kiste|Schachtel|Tüte|Sendung)
        """),
            TroubleKind.NOT_AS_DESCRIBED: _say(r"""
            (anders|nicht so|nicht) [aus] [als|wie] [sie|er|es] [auf|in|im|der|dem|den] [dem|der|den] (beschrieben|\
                abgebildet|\
                gezeigt|Foto|Fotos|Bild|Bildern|Beschreibung|angegeben|Abbildung|Internet|Shop|Webseite|Website)
            (entspricht|entsprechen) (nicht|in keiner Weise|überhaupt nicht|gar nicht) [der|dem|den|\
                Ihrer] (Beschreibung|\
                Foto|Fotos|Bild|Bildern|Abbildung|Angaben|Produktbeschreibung)
            die (Farbe|Größe|Maße) (stimmt|stimmen|passt) [so|überhaupt|gar] nicht; die (Farbe|Maße) (ist|sind) [ganz|\
                völlig|eine] (anders|andere)
        """),
            TroubleKind.NOT_RECEIVED: _say(r"""
            (nie|nicht|niemals|nichts|kein Paket|kein Päckchen) [bei mir|bei uns|hier|je|bisher|davon|\
                jemals] (angekommen|\
                gekommen|erhalten|bekommen|zugestellt|eingetroffen|geliefert|abgegeben|da gewesen|da|hier)
            gekommen ist (nichts|bisher nichts|bis heute nichts); (erhalten|bekommen) habe ich (nichts|sie nie|\
                es nie|ihn \
                nie|bisher nichts|nie etwas); niemand (geklingelt|da|hat geklingelt|war)
            (als|angeblich) _ _ (zugestellt|geliefert|übergeben|ausgeliefert|abgegeben); laut _ _ (zugestellt|\
                geliefert|\
                übergeben); verloren gegangen; verlorengegangen; (spurlos|ist) verschwunden
            (kein|keine) (Paket|Päckchen|Lieferung|Sendung) (da|angekommen|gekommen|erhalten|vor der Tür|\
                im Briefkasten|weit)
        """),
            TroubleKind.LATE: _say(r"""
            (verspätet|Verspätung|überfällig|verzögert|Verzögerung|zu spät)
            (war|sollte|sollten|waren) … … (zugesagt|versprochen|angekündigt|da sein|hier sein|ankommen|kommen|\
                geliefert \
                werden|eintreffen); (warte|warten) (noch immer|immer noch|seit|schon seit|noch); (noch immer|\
                    immer noch) \
                (nicht|nichts|kein*)
        """),
        },
        troubles_not=_say(r"""
        (nicht|nichts|nie|kein|keine|keinen|keinerlei|weder|ohne|nirgends) [ist|war|mehr|wirklich|irgendwie|\
            im geringsten|\
            überhaupt|einen|eine|etwa|davon|daran] (beschädigt*|kaputt*|defekt*|zerbrochen*|zersprungen*|zerkratzt*|\
                Kratzer|\
            verbeult*|zerrissen*|gerissen*|gebrochen*|abgebrochen*|undicht*|ausgelaufen*|Riss|Risse|Sprung|Delle|\
                Dellen|Beule|\
            Schaden|Schäden|Beschädigung*|Transportschaden|verspätet|überfällig|zu spät|Verspätung|fehlt|fehlen|\
            unvollständig|falsch*|verwechselt|vertauscht|verloren gegangen|verschwunden)
        (beschädigt|kaputt|defekt|zerbrochen|zerkratzt|verspätet|zu spät|verschwunden|unvollständig) (ist|war|sind|\
            waren|\
            kam|ging) (es|er|sie|das|nichts|da|mir|alles) [aber|zum Glück|also|auch] (nicht|nichts)
        (fehlt|fehlen|fehlte) [aber|auch|uns|mir|mir aber|zum Glück|also] (nichts|nicht|keine|kein); (falls|wenn|\
            sollte|ob) … _ \
            (beschädigt*|kaputt*|defekt*|zerbrochen*|fehlt|fehlen|verloren gegangen)
        (Karton|Verpackung|Schachtel) (ist|war|kam) [etwas|leicht|ein wenig|nur] (beschädigt*|gerissen|zerrissen|kaputt)
        (Risiko|Sprung) ins; auf dem Sprung
    """),
        order_words=_say(r"""
        Bestellung; Bestellungen; Bestellnummer; Bestell-Nr.?; Bestellnr.?; Bestell-Nummer; Auftrag; Auftragsnummer; \
            Auftragsnr.?; Order; Bestell-ID; Nummer; Nr.?
    """),
        no_order_words=_say(r"""
        Sendung; Sendungsnummer; Sendungs-Nr.?; Paket; Paketnummer; Tracking*; Telefon*; Tel; Handy*; Mobil*; PLZ; \
            Postleitzahl; Rechnung; Rechnungsnummer; Rechnungsnr.?; Konto; Kontonummer; Karte; Kundennummer; \
                Kunden-Nr.?; \
            IBAN; Vorgang; Vorgangsnummer; Ticket; Seriennummer; Modell; Artikel; Artikelnummer; Artikelnr.?; Jahr; \
                Hausnummer
    """),
        deeds={
            WishKind.REFUND: _say(
                "erstatt*; rückerstatt*; zurückerstatt*; Rückerstatt*; (Geld|Betrag) … _ zurück*; "
                "überweis* … zurück; zurücküberw*"
            ),
            WishKind.REPLACEMENT: _say(
                "Ersatz*; (neu|neues|neuen|neue|noch einmal|erneut|fehlende|fehlenden|richtige|richtigen) "
                "… (zu|los|ab|) (send*|schick*|liefer*); (sende|senden|schicke|schicken|liefern) … _ "
                "(neu|neues|neuen|neue|noch einmal|erneut|fehlende|fehlenden|Ersatz); nachliefern; "
                "nachsenden"
            ),
            WishKind.EXCHANGE: _say("umtausch*; tausch*; austausch*"),
            WishKind.CANCEL: _say("stornier*; Stornier*"),
            WishKind.ADDRESS: _say("Adresse; Anschrift; Lieferadresse"),
        },
        promises=_say(r"""
        (ich|wir) (werde|werden)(?! (nicht|nie|müssen|mich freuen)); (ich|wir) (sende|senden|schicke|schicken|erstatte|\
            erstatten|überweise|überweisen|schreibe|schreiben|melde|melden|kümmere|kümmern|prüfe|prüfen|kläre|klären|\
                rufe|\
            rufen|veranlasse|veranlassen|storniere|stornieren|ändere|ändern|sorge|sorgen|behalte|behalten|verfolge|\
                liefern)
        (sende|schicke|erstatte|überweise|schreibe|melde|veranlasse|senden|schicken|erstatten|schreiben|melden|\
            veranlassen) \
            (ich|wir)
        (Sie|du|ihr) (erhalten|bekommen|hören|bekommst|erhältst|hörst|erhaltet|bekommt)(?! (haben|hatten))
        (wird|werden) … _ (innerhalb|bis|am|in|morgen|heute|nächste|kommende|vor) _ _ (\w{3,20})
        (ich|wir) (habe|haben) … _ (veranlasst|beauftragt|gebeten|bestellt|angefordert|gebucht)
    """),
        promises_nothing=_say(r"""
        (wenn|falls|sofern|sollten) (Sie|du|ihr|wir|es|das); es sei denn; (gern|gerne) (helfen|beantworten|weiter); \
            (melden|\
            schreiben) Sie; freue mich; freuen uns; (ich|wir) (haben|habe) … _ geschrieben
    """),
    )
