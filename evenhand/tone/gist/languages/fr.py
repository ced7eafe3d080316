"""French letters, polite and less so."""

from evenhand.tone.gist.language import GistLanguage
from evenhand.tone.gist.letter import TroubleKind, WishKind
from evenhand.tone.phrases import Phrases, word_list

_say = Phrases(
    {
        "want": "je (veux|voudrais|souhaite|souhaiterais|désire|désirerais|demande|exige|préfère|préférerais|réclame|"
        "dois|peux|tiens à|compte|aimerais|vous demande|vous prie|vous serais|vous saurais gré)|j'(aimerais|"
        "attends|exige|"
        "espère|ai besoin|apprécierais)|nous (voulons|voudrions|souhaitons|souhaiterions|demandons|aimerions|"
        "préférons)|"
        "(pouvez|pourriez|voulez|voudriez)-vous|(peux|pourrais)-tu|vous (pouvez|pourriez)|(est|serait)-il possible|"
        "(puis-je|pourrais-je|pouvons-nous|peut-on)|merci de( bien vouloir)?|veuillez|s'il vous plaît|svp|"
        "comment (puis-je|faire pour|je peux|peut-on)|prière de|il (me|nous) faut|je cherche à",
        "it": "le|la|les|l'|ça|cela|tout|(le|la|les|mon|ma|mes|ce|cet|cette) \\w{2,20}",
        "ask": "(d'|depuis |jusqu'à |à |pour |de |par )?(où|quand|comment|pourquoi|combien|quel|quelle|quels|"
        "quelles|qui|"
        "que|qu'est-ce que|qu'est-ce qui|quoi)",
    }
)

COMMON = word_list("""
    le la les un une des du de et est ne pas je j il elle nous vous mon ma mes votre vos ce cette que qui dans sur
    avec pour par au aux en y a ai été était avez avons sont suis plus mais ou où quand comment si déjà toujours
    encore rien très bien bonjour merci cordialement commande colis reçu depuis jours c qu n s l d être avoir sans
    voudrais pouvez pourriez aujourd hui hier lui leur se me m
""")


def language() -> GistLanguage:
    """How letters are read. Made at first use, because it takes a moment."""
    return GistLanguage(
        code="fr",
        quoted_line=_say(
            r"Le [^\n]{4,160}a écrit ?:; (De|Envoyé|À|Objet|Date|From|Sent|To|Subject) ?: [^\n]{1,200}",
            line_start=True,
        ),
        quoted_rest=_say(
            r"-{2,20} ?(Message d'origine|Message original|Message transféré|Original Message|"
            r"Forwarded message) ?-{2,20}; "
            r"Début du message (transféré|réexpédié) ?:; Envoyé de mon [^\n]{2,40}; Envoyé depuis [^\n]{2,40}; "
            r"Télécharger Outlook pour [^\n]{2,40}",
            line_start=True,
        ),
        asks=_say(r"""
        (|(et|mais|alors|donc|puis|bonjour|ensuite|ou),? )({ask}) [donc|diable] (est|sont|sera|en|puis-je|peut-on|\
            dois-je|vais-je|\
            faire|va|arrive|arrivera|se|peut|cela|ça|temps|jour|date|délai|puis|pouvez-vous|fonctionne|signifie|je|\
                vous|il)
        (|(et|mais|alors|donc),? )(est-ce que|est-ce qu'il|avez-vous|pouvez-vous|pourriez-vous|savez-vous|auriez-vous|\
            y a-t-il|puis-je|pourrais-je|peut-on|dois-je|est-il|serait-il) \w{1,20}
        où en est; qu'en est-il
    """),
        asks_within=_say(r"""
        (dire|dites-moi|dites-nous|indiquer|indiquez-moi|savoir|informer|expliquer|expliquez-moi|préciser|confirmer|\
            demande|demander|comprendre|vérifier) [moi|me|bien|svp] (si|quand|où|comment|pourquoi|combien|ce que|\
                ce qui|quel|\
            quelle|quels|quelles|s'il|s'ils|jusqu'à quand|à quelle|dans quel)
        (sais|savons|comprends|vois) pas (si|quand|où|comment|pourquoi|combien|ce que|quel|quelle|s'il)
        (ma|mes|notre) (question|questions) (est|sont|serait)
    """),
        asks_nothing=_say(r"""
        comment (allez-vous|vas-tu|ça va); (c'est|est-ce) (une blague|une plaisanterie|sérieux|bien sérieux); \
            (n'est-ce pas|\
            vraiment|sérieusement|non|hein|d'accord|ah bon)\s?\?$
        vous (vous moquez|moquez-vous|plaisantez); (quelle|quel) (honte|blague|service|sérieux|genre de); qui (fait|\
            ferait) (ça|\
            cela); comment (osez-vous|peut-on être); je (sais|comprends) (que|comment); comme vous (savez|voyez)
    """),
        wishes={
            WishKind.REFUND: _say(r"""
            ({want}) … _ _ (remboursement|remboursé|remboursée|remboursés|rembourser|remboursiez|rembourse|\
                recréditer|avoir)\
                (?! (reçu|une|un|des|la|le|mon|ma|les|pu|su|l'|de|plus))
            ({want}) … (récupérer|rendre|rendiez) … argent; remboursez[-| ](moi|nous); me rembourser; (ou|\
                et) mon argent; \
                mon argent (en retour|svp); rendez-moi mon argent; remboursement (svp|intégral|immédiat|complet)
        """),
            WishKind.REPLACEMENT: _say(r"""
            ({want}) … _ (envoyer|renvoyer|expédier|réexpédier|recevoir|envoyiez|renvoyiez|livrer) … (un autre|\
                une autre|\
                nouveau|nouvelle(?! adresse)|nouvel|de nouveau|à nouveau|bon|bonne|manquante|manquant|manquantes|\
                    remplacement|neuf|neuve)
            ({want}) … _ (remplacer|remplacement|remplaciez|remplace|remplacé|remplacée); (envoyez|renvoyez|\
                expédiez)-(moi|nous) \
                … (autre|nouveau|nouvelle|nouvel|bon|bonne|manquante|manquant|neuf|neuve); ({want}) (un autre envoi|un \
                nouvel envoi|une nouvelle expédition|un nouveau|une nouvelle|un neuf)
            (un|une) (nouvel|autre|nouvelle) (envoi|exemplaire|expédition|livraison|colis)
        """),
            WishKind.RETURN: _say(r"""
            ({want}) … _ (retourner|renvoyer {it}|vous renvoyer|le renvoyer|la renvoyer|les renvoyer|rendre l'article|\
                retour)(?! (de|d'|mail|argent|à la ligne|en)); (étiquette|bon|bordereau) (de|du) retour; \
                (faire|effectuer|organiser|demander) (un|le) retour; (venir|passer) … (chercher|récupérer|\
                    reprendre); droit de \
                rétractation; rétracter
        """),
            WishKind.EXCHANGE: _say(r"""
            ({want}) … _ (échanger|échange|l'échanger|échangé|échangée); l'échanger; échanger (contre|pour|en); (une|\
                la) taille \
                (au-dessus|en dessous|au-dessous|plus|\d{1,2}) [à la place]
        """),
            WishKind.CANCEL: _say(r"""
            ({want}) … _ (annuler|annuliez|annulation|l'annuler|annule|annulée); annulez [tout|donc] (ma|la|cette|\
                mon|svp|tout); d'annuler (ma|la|cette|mon|tout|l'); \
                (j'annule|nous annulons); je n'en (veux|ai) plus [besoin]; je ne (la|le|les) veux plus
        """),
            WishKind.ADDRESS: _say(r"""
            (changer|modifier|corriger|rectifier|mettre à jour|changement) [d'|l'|de] … (adresse|d'adresse|\
                l'adresse); (livrer|\
                envoyer|expédier|livré|envoyé|livraison) … _ à [une|ma|mon|cette|l'] [autre|nouvelle] (adresse|\
                    bureau|voisin|\
                voisine|travail); (nouvelle|bonne|autre) adresse (est|:|de livraison); (mauvaise|ancienne) adresse; \
                adresse (erronée|incorrecte|fausse); (j'ai|nous avons) déménagé
        """),
            WishKind.CHANGE: _say(r"""
            ({want}) … _ (modifier|changer|ajouter|retirer|enlever) … _ (commande|taille|couleur|quantité|paiement|\
                carte|\
                date de livraison)
        """),
            WishKind.PAPERS: _say(r"""
            ({want}|sans|manque) … _ _ (facture|reçu|justificatif|preuve d'achat|ticket de caisse|\
                bon de garantie)(?! (indique|\
                est|dit|un|une|le|la|mon|ma|aucun|que)); facture (corrigée|rectifiée)
        """),
            WishKind.PERSON: _say(r"""
            ({want}) … (rappeler|appeler|téléphoner|rappel|appel|rappeliez|appeliez|être rappelé|être rappelée); \
                (appelez|\
                rappelez)-(moi|nous); ({want}) … (parler|m'entretenir) (à|avec); (parler|passer) … (à|\
                    avec) … (responsable|\
                quelqu'un|conseiller|conseillère|humain|supérieur); (porter|déposer|faire) (plainte|une réclamation)
        """),
            WishKind.DATA: _say(r"""
            (supprimer|supprimez|effacer|effacez|fermer|fermez|clôturer|suppression) … (compte|données|profil|\
                informations|\
                d'informations); (copie|accès) … données; (désabonner|désinscrire|désabonnez|désinscrivez|\
                    désinscription); RGPD
        """),
        },
        wishes_not=_say(r"""
        (ne|n') [le|la|les|l'] (veux|voulons|souhaite|souhaitons|demande|demandons|désire|cherche|voudrais|\
            voudrions) [surtout] pas
        (ne |n')\w{2,15} (pas|plus|jamais) [d'|de|un|une|le|la|du] ; (ni|sans|plutôt qu'|au lieu d'|au lieu de|\
            plutôt que|pas de|\
            pas d'|pas besoin|inutile de)
        (je n'ai|nous n'avons) [pas|jamais] (demandé|voulu|souhaité|reçu); (on m'a|on nous a|vous m'avez|\
            vous m'aviez|vous aviez) \
            (promis|dit|annoncé|proposé|envoyé|remboursé|assuré); (déjà|toujours) (demandé|reçu|annulé|retourné|\
                renvoyé|\
            remboursé|en attente); j'ai (annulé|retourné|renvoyé|reçu|demandé|obtenu); j'attends (toujours|encore|\
                depuis)
        (quand|où|si|pourquoi|combien|depuis quand) … (mon|ma|le|la|un|une|l'|serai|vais); dois-je; faut-il; (disait|\
            disiez|avez dit|\
            a dit|dit) que
    """),
        troubles={
            TroubleKind.DAMAGED: _say(r"""
            cassé; cassée; cassés; cassées; brisé; brisée; brisés; brisées; abîmé; abîmée; abîmés; abîmées; endommagé; \
                endommagée; endommagés; endommagées; fêlé; fêlée; fissuré; fissurée; fissure; fissures; fêlure; \
                    rayé; rayée; rayés; \
                rayées; rayure; rayures; déchiré; déchirée; ébréché; ébréchée; cabossé; cabossée; défectueux; \
                    défectueuse; \
                (en|plusieurs) morceaux; en miettes; dégât; dégâts; tordu; tordue; percé; percée
        """),
            TroubleKind.WRONG_ITEM: _say(r"""
            (mauvais|mauvaise|mauvaises) (article|produit|taille|couleur|modèle|colis|commande|référence|pointure); \
                erreur \
                (d'article|de produit|de commande|de colis|de taille|de couleur); (n'est|n'était) pas (celui|celle|\
                    ce|l'article|le produit) \
                (que|commandé); (commandé|commandée|commandais) … … (mais|et|,) _ (j'ai|on m'a|vous m'avez) [reçu] \
                (reçu|envoyé|livré|eu)
            (reçu|livré|envoyé) [un|une] (autre chose|autre article|autre produit|à la place); autre chose dans; \
                à la place,? (j'ai|il y \
                avait|c'était); (colis|commande) (d'un autre|d'une autre|de quelqu'un)
        """),
            TroubleKind.MISSING_PART: _say(r"""
            (manque|manquent|manquait|manquaient|manquant|manquante|manquants|manquantes)(?! … (nouvelles|réponse|\
                facture|sérieux|\
                respect|information|informations)); incomplet; incomplète; incomplets; incomplètes; (n'y a|\
                    n'y avait) (que|qu'un|\
                qu'une) ; seulement (un|une|deux|trois|\d{1,3}) (sur|des|de)
            (pas|rien) dans (le colis|le carton|la boîte|l'emballage)
        """),
            TroubleKind.NOT_AS_DESCRIBED: _say(r"""
            (pas conforme|non conforme|pas conformes|non conformes); (ne correspond|ne correspondent|correspond|\
                correspondent) pas _ \
                (à|aux|avec) … (description|photo|photos|image|annonce|site|page); (différent|différente|\
                    différents) (de|du|des) [la|l'] … \
                (photo|photos|description|image|site|annonce|l'annonce|l'image); (ne ressemble|ressemble) (pas|\
                    en rien|à rien)
            (couleur|taille|matière) (n'est pas|est différente|est autre|ne correspond pas)
        """),
            TroubleKind.NOT_RECEIVED: _say(r"""
            (pas|jamais|rien|toujours pas) [été|encore|bien] (reçu|arrivé|arrivée|arrivés|livré|livrée|livrés|là|\
                venu|eu); \
                n'ai (rien|jamais rien|toujours rien) (reçu|eu|vu); (rien|personne) (reçu|n'est venu|n'est arrivé|\
                    n'a sonné|n'est \
                passé|n'arrive|ne m'a)
            (marqué|indiqué|noté|affiché|considéré|déclaré|annoncé|notée|indiquée) (comme|livré|\
                remis) [étant] [livré|livrée|remis|\
                distribué]; (soi-disant|prétendument) (livré|livrée|remis); (colis|commande) (est|a été|\
                    serait) (perdu|perdue|\
                égaré|égarée); aucun colis
        """),
            TroubleKind.LATE: _say(r"""
            retard; retards; retardé; retardée; en retard; (devait|devaient|aurait dû) (arriver|être|venir|nous|\
                me); (était|étaient) \
                (prévu|prévue|prévus|promis|annoncé|annoncée); (toujours|encore) (pas|rien|en attente); \
                    j'attends (toujours|\
                encore|depuis)
        """),
        },
        troubles_not=_say(r"""
        (pas|rien|jamais|ni|sans|aucun|aucune|nullement) [n'est|n'était|été|du tout|de|d'|arrivé|arrivée|la moindre|\
            le moindre|\
            en|une|un|aucun|aucune|ne] (cassé|cassée|cassés|brisé|brisée|abîmé|abîmée|endommagé|endommagée|fissuré|\
                fissurée|\
            fissure|fêlé|rayé|rayée|rayure|rayures|déchiré|déchirée|défectueux|défectueuse|dégât|dégâts|retard|\
                manque|manquait|\
            incomplet|incomplète|perdu|perdue|mauvais|mauvaise)
        (manque|manquait) (rien|pas|aucun|aucune); (si|au cas où|s'il) … (cassé|cassée|abîmé|abîmée|manque|perdu|\
            endommagé); (carton|\
            emballage|l'emballage) … (abîmé|déchiré|cabossé|endommagé|percé)
    """),
        order_words=_say(r"""
        commande; commandes; achat; (numéro|n°|no|nº|réf.?|référence) [de|d'] [commande|achat]; numéro; n°
    """),
        no_order_words=_say(r"""
        suivi; colis; envoi; téléphone; tél; portable; mobile; code postal; CP; facture; compte; carte; client; \
            IBAN; ticket; \
            dossier; série; modèle; article; année; rue
    """),
        deeds={
            WishKind.REFUND: _say("rembours*; recrédit*; rends … argent"),
            WishKind.REPLACEMENT: _say(
                "remplac*; renv*; réexpédi*; (envoie|envoyons|enverrai|enverrons|expédie|expédions|envoyer) "
                "… _ (autre|nouveau|nouvelle|nouvel|à nouveau|de nouveau|manquante|manquant)"
            ),
            WishKind.EXCHANGE: _say("échang*; l'échang*"),
            WishKind.CANCEL: _say("annul*"),
            WishKind.ADDRESS: _say("adresse; l'adresse"),
        },
        promises=_say(r"""
        (je|nous) [vous] [le|la|les|l'|en] (renvoie|renvoyons|envoie|envoyons|rembourse|remboursons|écris|écrivons|\
            enverrai|enverrons|\
            rembourserai|rembourserons|écrirai|écrirons|rappelle|rappelons|rappellerai|rappellerons|expédie|\
                expédions|vérifie|\
            vérifions|annule|annulons|garde|suis de près|tiens|tiens au courant|tiendrai|tiendrons|occupe|fais|ferai|\
                ferons|\
            remplace|remplaçons|remplacerai|échange|échangeons|confirme|confirmerai)
        (je|nous) (m'en|m'|nous en|nous) (occupe|occupons|engage|engageons|occuperai); (je vais|\
            nous allons) (?!(devoir|avoir besoin)); \
            vous (recevrez|aurez|serez|allez recevoir|verrez); (arrivera|partira|arriveront|partiront|sera)(?! … si); \
            (j'ai|nous avons) (demandé|commandé|réservé|lancé|organisé)
    """),
        promises_nothing=_say(r"""
        si (vous|nous|jamais|tu); à moins que; (volontiers|n'hésitez pas|avec plaisir); (ravi|ravie|ravis|heureux|\
            heureuse) de
    """),
    )
