"""Spanish letters, from Spain and from America, with usted and with tú."""

from evenhand.tone.gist.language import GistLanguage
from evenhand.tone.gist.letter import TroubleKind, WishKind
from evenhand.tone.phrases import Phrases, word_list

_say = Phrases(
    {
        "want": "quiero|queremos|quisiera|quisiéramos|querría|querríamos|(me|nos) gustaría|necesito|necesitamos|deseo|"
        "deseamos|desearía|solicito|solicitamos|pido|pedimos|exijo|exigimos|prefiero|preferimos|preferiría|"
        "ruego|rogamos|"
        "espero|esperamos|(|me |nos )(podrían|podría|pueden|puede|podéis|podríais|puedes|podrías)|(puedo|"
        "podemos|podría|"
        "se puede)|(|les |le |os |te )(agradecería|agradeceríamos)|por favor,?|porfa|(es|sería) posible|"
        "hay (forma|manera) de|"
        "cómo (puedo|podemos|hago para|hacemos para|se puede)|tengo que|lo que quiero es|vengo a|escribo para",
        "it": "lo|la|los|las|esto|todo|(el|la|los|las|mi|mis|este|esta) \\w{2,20}",
        "ask": "(a |de |por |para |desde |hasta |en |con )?(dónde|cuándo|cómo|qué|cuál|cuáles|quién|cuánto|"
        "cuánta|cuántos|"
        "cuántas)|adónde",
    }
)

COMMON = word_list("""
    el la los las un una unos y o de del que en es no me mi mis se lo le les por para con sin al ha han he hay
    está están esta este esto son fue era ser muy más pero porque cuando dónde cuándo cómo qué si sí ya aún
    todavía hace hoy ayer desde hasta nada nadie todo su sus sigo quiero podrían puede pueden gracias hola buenos
    días por favor pedido paquete llegado llegó tenía
""")


def language() -> GistLanguage:
    """How letters are read. Made at first use, because it takes a moment."""
    return GistLanguage(
        code="es",
        quoted_line=_say(
            r"El [^\n]{4,160}escribió:; (De|Enviado|Para|Asunto|Fecha|From|Sent|To|Subject|Date): [^\n]{1,200}",
            line_start=True,
        ),
        quoted_rest=_say(
            r"-{2,20} ?(Mensaje original|Mensaje reenviado|Original Message|Forwarded message) ?-{2,20}; "
            r"Inicio del mensaje reenviado:; Enviado desde mi [^\n]{2,40}; Obtener Outlook para [^\n]{2,40}",
            line_start=True,
        ),
        asks=_say(r"""
        (|(y|pero|entonces|además|hola|por favor|segundo|primero|o),? )({ask}) [demonios|narices] (está|están|es|son|\
            fue|ha|\
            han|va|van|llega|llegan|llegará|puedo|podemos|puede|pueden|debo|hago|hacemos|tarda|pasa|ocurre|tengo|\
                tiempo|\
            significa|funciona|se|lo|la|me|nos)
        hay (alguna|novedades|noticias|algo)
    """),
        asks_within=_say(r"""
        (decirme|decirnos|díganme|dígame|dime|decidme|indicarme|indíquenme|informarme|infórmenme|explicarme|\
            explíquenme|\
            confirmarme|confírmenme|avisarme|avísenme|saber|entender|preguntar|preguntarles|pregunto|\
                averiguar) [por favor|\
            si me] (si|cuándo|dónde|cómo|qué|cuál|cuánto|por qué|quién|hasta cuándo|para cuándo|en qué)
        no (sé|sabemos|entiendo|tengo claro|me queda claro) (si|cuándo|dónde|cómo|qué|cuál|cuánto|por qué)
        (mi|mis|nuestra) (pregunta|preguntas|duda|dudas) (es|son|sería)
    """),
        asks_nothing=_say(r"""
        (cómo|qué tal) (está|están|estás|estáis|te va|les va)(?! (mi|el|la|los|las)); (es|será) [esto] (broma|\
            una broma|en \
            serio); (verdad|no|en serio|de verdad|vale|eh)\?$
        (tan|qué) difícil (es|puede ser); qué (clase|tipo) de (tienda|empresa|servicio); cómo (se atreven|\
            es posible que|\
            puede ser que); qué más (puedo|quieren); a quién se le ocurre
        (sé|entiendo|comprendo) (cómo|que); como (sabe|saben|ven)
    """),
        wishes={
            WishKind.REFUND: _say(r"""
            ({want}) … _ _ (reembolso|reembolsen|reembolsar|reembolsarme|reintegro|reintegren|devolución del (dinero|\
                importe|\
                pago)|mi dinero|abonen|abonarme|abono)(?! (no|se ha))
            ({want}) … _ (devuelvan|devolverme|devolver|devuelva|devolvernos|recuperar|devolváis) … (dinero|importe|\
                pago|\
                pagado|pagué|euros|pesos)
            (devuélvanme|devuélvame|devolvedme|devuélveme|reembólsenme) … (dinero|importe|pagué|pagado|euros)
            (me|nos) (devuelvan|devuelva|devolváis|reembolsen|reintegren) (el|mi|todo|lo) … (dinero|importe|pago|pagué|\
                pagado); o mi dinero; (dinero|importe) de vuelta; reembolso (por favor|completo|inmediato)
        """),
            WishKind.REPLACEMENT: _say(r"""
            ({want}) … (mandarme|enviarme|mandarnos|enviarnos|mandar|enviar|manden|envíen|mande|envíe|mandéis|\
                enviéis|recibir|\
                tener) … (otro|otra|otros|otras|nuevo|nueva|correcto|correcta|de nuevo|falta|faltan|repuesto|recambio|\
                sustituto|bueno|buena)
            ({want}) … (otro envío|otro igual|otra igual|uno nuevo|una nueva|reposición|sustitución|reemplazo|repuesto|\
                recambio)
            (mándenme|envíenme|mándeme|envíeme|mandadme|enviadme|mándame|envíame) … (otro|otra|nuevo|nueva|correcto|\
                correcta|\
                falta|faltan|de nuevo)
            ({want}) … (reemplacen|reemplazar|sustituyan|sustituir|reponer|repongan|reenviar|reenvíen|reenviarme)
        """),
            WishKind.RETURN: _say(r"""
            ({want}) … (devolver|devolverlo|devolverla|devolverlos|devolverlas) [{it}](?! … (dinero|importe|pago|\
                llamada|\
                pagado|pagué))
            (etiqueta|hacer la|hacer una|iniciar la|tramitar la|gestionar la|solicitar la) … (devolución)(?! del); \
                ({want}) … (recoger|recogida|recojan); derecho de desistimiento; cómo … (devuelvo|devolverlo|devolverla)
        """),
            WishKind.EXCHANGE: _say(r"""
            ({want}) … (cambiarlo|cambiarla|cambiarlos|cambiarlas|cambiar (el|la|los|las|este|esta) … por|un cambio|\
                cambio \
                por|intercambiar*|canjear)
            (cambiarlo|cambiarla|cambiarlos|cambiarlas|cambien) por; (una|otra|la) talla (más|menos|menor|mayor|\d{1,2})
        """),
            WishKind.CANCEL: _say(r"""
            ({want}) … (cancelar|cancelarlo|cancelen|cancele|canceléis|cancelación|anular|anularlo|anulen|anule|\
                anulación)
            (cancelen|cancele|anulen|anule|cancelad|cancela|anulad) (el|mi|este|todo|ese); ya no (lo|la|los|las) \
                (quiero|necesito|queremos|necesitamos); ya no (quiero|necesito) (el|la|los|las|mi|este|nada)
        """),
            WishKind.ADDRESS: _say(r"""
            (cambiar|corregir|modificar|actualizar|cambien|corrijan|cambio de) [de|la|mi|nuestra|esa] … (dirección|\
                domicilio); (enviar|enviarlo|mandar|mandarlo|entregar|entregarlo|envíen|manden|entreguen|llevarlo) … a \
                [otra|mi|esta|la] [nueva|otra] (dirección|oficina|trabajo|vecino|vecina|domicilio)
            (nueva|correcta|otra) dirección (es|sería|:); dirección (correcta|nueva) (es|:); (dirección) \
                (equivocada|antigua|errónea|incorrecta|vieja); me he mudado; me mudé
        """),
            WishKind.CHANGE: _say(r"""
            ({want}) … (cambiar|modificar|añadir|agregar|quitar) … (pedido|talla|color|cantidad|forma de pago|tarjeta|\
                fecha de entrega)(?! por)
        """),
            WishKind.PAPERS: _say(r"""
            ({want}|falta|sin|enviarme|envíenme|mándenme|mandarme) … _ (factura|recibo|ticket de compra|justificante|\
                comprobante|garantía|albarán)(?! (dice|pone|indica)); factura (corregida|nueva|con)
        """),
            WishKind.PERSON: _say(r"""
            ({want}) … (llamarme|llamen|llame|llaméis|llamada|llámenme); (llámenme|llámeme|llamadme|llámame)
            ({want}) … (hablar|comunicarme) con; (hablar|pásenme|páseme) … con … (responsable|encargado|encargada|\
                supervisor|\
                supervisora|persona|alguien|gerente|jefe|humano); (poner|presentar|interponer) … (queja|\
                    reclamación); hoja \
                de reclamaciones
        """),
            WishKind.DATA: _say(r"""
            (borrar|borren|eliminar|eliminen|suprimir|supriman|cerrar|cierren|dar de baja) … (cuenta|datos|perfil|\
                información)
            (copia|acceso) (de|a) … datos; (baja|darme de baja) … (boletín|newsletter|correos|lista|publicidad); RGPD
        """),
        },
        wishes_not=_say(r"""
        no [lo|la|me|nos|les|le|os|se] (quiero|queremos|quisiera|querría|necesito|necesitamos|pido|pedimos|deseo|\
            busco|hace \
            falta|solicito|cancelen|anulen|envíen|manden|devuelvan|cancele|anule|gustaría|prefiero|es necesario); \
            no (hace|hará) falta
        (en vez de|en lugar de|sin|ni|nunca|jamás|nada de)
        (me|nos) [lo|la] (prometieron|dijeron|ofrecieron|han prometido|han dicho|confirmaron|han confirmado|\
            devolvieron|\
            han devuelto|enviaron|han enviado|mandaron|han mandado|llegó|ha llegado|han ofrecido)
        (ya|sigo|seguimos|estoy|todavía|aún) [me|lo|he|han|ha|la] (pedí|pedido|solicité|solicitado|esperando|cancelado|\
            cancelé|devuelto|devolví|recibido|recibí|enviado)
        (cuándo|dónde|si|hasta cuándo|cuánto) _ _ (mi|el|la|los|un|una|me) [\w{2,15}]; tengo que (devolver|devolverlo|\
            devolverla|cancelar|pagar); (dijo|dijeron|dice|dicen|prometió|prometieron) que
    """),
        troubles={
            TroubleKind.DAMAGED: _say(r"""
            roto; rota; rotos; rotas; dañado; dañada; dañados; dañadas; daño; daños; estropeado; estropeada; \
                estropeados; \
                estropeadas; defectuoso; defectuosa; averiado; averiada; partido en; partida en; agrietado; agrietada; \
                grieta; grietas; rayado; rayada; rayados; rayadas; abollado; abollada; rajado; rajada; rasgado; \
                rasgada; desgarrado; desgarrada; golpeado; golpeada; astillado; astillada; (llegó|ha llegado|\
                    vino) hecho \
                (pedazos|trizas|añicos); (en|hecha) (pedazos|añicos|trizas); (se ha|se) (roto|rompió|caído|despegado); \
                quebrado; quebrada
        """),
            TroubleKind.WRONG_ITEM: _say(r"""
            (artículo|producto|pedido|paquete|modelo|color|talla) (equivocado|equivocada|incorrecto|incorrecta|erróneo|\
                errónea|que no (es|era|pedí)); (no es|no era) (lo|el|la|los|las) que (pedí|pedimos|he pedido|\
                    había pedido|\
                encargué|compré|hemos pedido)
            (pedí|pedimos|había pedido|encargué|compré|he pedido) … … (y|pero|,) _ (me|nos|) [ha|han] (llegó|llegado|\
                enviaron|enviado|mandaron|mandado|llegaron|recibí|vino|venía|he recibido|recibido); me (han|habéis) \
                (enviado|mandado) otro; (enviado|mandado|recibido|llegado) otra cosa
            (paquete|pedido) de (otra persona|otro cliente|alguien); venía otra cosa; se han (equivocado|confundido) de
        """),
            TroubleKind.MISSING_PART: _say(r"""
            (falta|faltan|faltaba|faltaban|faltó)(?! … (noticias|respuesta|factura|información|confirmación|respeto|\
                hace|\
                días|horas|dos días|poco|mucho)); incompleto; incompleta; incompletos; incompletas; (solo|sólo|\
                    solamente) \
                (ha llegado|han llegado|llegó|llegaron|venía|venían|había|hay|recibí) … (de|uno|una|dos|tres|\d{1,3})
            no (venía|venían|estaba|estaban|viene|está|están|vienen) … en (la caja|el paquete)
        """),
            TroubleKind.NOT_AS_DESCRIBED: _say(r"""
            no (es|se parece|corresponde|coincide|era|son|se corresponde) _ (como|a|con) … (foto|fotos|imagen|imágenes|\
                descripción|web|página|anuncio|describe|describía); no es como (se describe|en la|aparece|lo)
            (distinto|distinta|diferente|diferentes) (a|de|al|del) (la|lo|las|anuncio|que) … (foto|fotos|imagen|\
                descripción|\
                página|web|anunciado|descrito); el (color|tamaño|material) (es|no es) (distinto|diferente|otro|\
                    el (de la|\
                mismo|anunciado)); las medidas no (coinciden|son)
        """),
            TroubleKind.NOT_RECEIVED: _say(r"""
            (no|nunca|jamás) [me|nos|lo|la] (ha|han|había|he|hemos) [sido] (llegado|recibido|entregado|venido|aparecido)
            (no|nunca) [me|nos|lo|la] (llegó|recibí|recibimos|llegaron|entregaron|vino|apareció); (nadie|\
                nunca) (llamó|vino|\
                ha llamado|ha venido|tocó); sigo sin (recibir|tener|noticias); no tengo (el|ningún|mi) (paquete|pedido)
            (consta|aparece|figura|sale|marcado|marcada|pone|dice) _ (como|que) _ [fue|ha sido] (entregado|entregada|\
                se entregó); \
                (se ha|está) (perdido|extraviado); extraviado; perdido el paquete
        """),
            TroubleKind.LATE: _say(r"""
            retraso; retrasos; retrasado; retrasada; atrasado; atrasada; con demora; demorado; (llegó|llega|\
                ha llegado) \
                (tarde|con retraso); (tenía|tenían) que (llegar|haber llegado|estar|venir); (estaba|estaban) \
                (previsto|prevista|prometido|anunciado); debía (llegar|haber llegado); (todavía|aún) no (está|ha|han|\
                    llega|\
                llegó); sigo esperando; seguimos esperando
        """),
        },
        troubles_not=_say(r"""
        (no|nada|nunca|ni|sin|ningún|ninguna|tampoco) [está|estaba|es|llegó|ha llegado|venía|vino|viene|hay|había|\
            tiene|se ha|\
            ningún|ninguna|nada|me|le] [nada|ningún|ninguna|un|una|ni] (roto|rota|rotos|rotas|dañado|dañada|daño|daños|\
            estropeado|estropeada|defectuoso|defectuosa|grieta|grietas|rayado|rayada|abollado|abollada|golpeado|\
                golpeada|\
            falta|faltan|faltaba|faltó|incompleto|incompleta|equivocado|equivocada|retraso|retrasos|tarde|perdido|\
            extraviado)
        (roto|rota|dañado|dañada) (no|nada) (está|estaba|es|hay); (si|por si|en caso de que) … (roto|rota|rotos|\
            dañado|dañada|\
            falta|faltara|perdido); hace falta; hacen falta; (caja|embalaje|cartón) … (golpeado|golpeada|rasgado|\
                rasgada|roto|\
            rota|dañado|dañada); no hace falta
    """),
        order_words=_say(r"""
        pedido; pedidos; orden; compra; encargo; (número|n.?|nº|núm.?|referencia|ref.?) [de] [pedido|orden|compra]; \
            número
    """),
        no_order_words=_say(r"""
        seguimiento; envío; paquete; teléfono; tel; móvil; celular; código postal; CP; factura; cuenta; tarjeta; \
            cliente; \
            IBAN; ticket; caso; incidencia; serie; modelo; artículo; año; calle; piso; portal
    """),
        deeds={
            WishKind.REFUND: _say(
                "reembols*; devuel* … (importe|dinero|euros); devolveré … (importe|dinero); reintegr*; abono"
            ),
            WishKind.REPLACEMENT: _say(
                "(envío|enviamos|enviaré|enviaremos|mando|mandamos|mandaré|mandaremos|enviar|mandar) … _ "
                "(otro|otra|nuevo|nueva|otra vez|de nuevo|falta); reemplaz*; sustitu*; reenv*; repuesto"
            ),
            WishKind.EXCHANGE: _say("cambio; cambiar*; cambiamos; cambiaré"),
            WishKind.CANCEL: _say("cancel*; anul*; anularé; cancelaré"),
            WishKind.ADDRESS: _say("dirección; domicilio"),
        },
        promises=_say(r"""
        (se|le|les|lo|la|te|os) [lo|la|los|las] (envío|enviamos|enviaré|enviaremos|mando|mandamos|mandaré|mandaremos|\
            devuelvo|\
            devolvemos|devolveré|devolveremos|escribo|escribimos|escribiré|escribiremos|llamo|llamaré|llamaremos|\
                reembolso|\
            reembolsamos|reembolsaré|reembolsaremos|aviso|avisaré|avisaremos|confirmo|confirmaré|sigo|cambio|\
                cambiamos|abono)
        (voy|vamos) a (?!(necesitar|tener que)); (enviaré|enviaremos|devolveré|devolveremos|reembolsaré|\
            reembolsaremos|escribiré|\
            escribiremos|haré|haremos|revisaré|revisaremos|pediré|pediremos|cambiaré|cambiaremos|cancelaré|anularé|\
            comprobaré|comprobaremos|avisaré|avisaremos|llamaré|llamaremos|seguiré|seguiremos)
        (recibirá|recibirás|recibirán|tendrá|tendrás|llegará|llegarán); (he|hemos) (pedido|solicitado|encargado|\
            reservado)
    """),
        promises_nothing=_say(r"""
        si (usted|nos|lo|me|quiere|prefiere|desea|necesita|la|el|no|necesitas); a menos que; (encantado|encantada|\
            encantados) de; \
            con (mucho gusto|gusto); no dude en
    """),
    )
