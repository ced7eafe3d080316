"""Telling what somebody wrote now from the history that their mail program put below.

Works line by line in linear time: a mail is whatever a stranger sends, and a pattern over the whole text can be made
to run for minutes.
"""

import re

LONGEST_ATTRIBUTION = 300

# "On Monday Ann wrote:", by language: how such a line begins, and the verb near its end.
_WROTE = {
    "en": (r"On", r"wrote"),
    "de": (r"Am", r"schrieb"),
    "fr": (r"Le", r"a écrit"),
    "es": (r"El", r"escribió"),
    "it": (r"Il(?: giorno)?", r"ha scritto"),
    "nl": (r"Op", r"schreef"),
    "pt": (r"Em", r"escreveu"),
    "sv": (r"Den", r"skrev"),
    "da": (r"Den", r"skrev"),
    "no": (r"(?:Den|på)", r"skrev"),
    "fi": (r"", r"kirjoitti"),
    "pl": (r"(?:W dniu|Dnia)?", r"napisał(?:\(a\)|a)?"),
    "cs": (r"(?:Dne)?", r"napsal(?:\(a\)|a)?"),
    "ru": (r"", r"(?:пишет|писал(?:\(а\)|а)?|написал(?:\(а\)|а)?)"),
    "uk": (r"", r"(?:пише|написав|написала)"),
    "el": (r"Στις", r"έγραψε"),
    "tr": (r"", r"(?:yazdı|tarihinde şunu yazdı)"),
    "hu": (r"", r"(?:írta|ezt írta)"),
    "ro": (r"", r"a scris"),
    "he": (r"", r"(?:כתב|כתבה|מאת)"),
    "ar": (r"", r"(?:كتب|كتبت)"),
}
_ATTRIBUTIONS = [
    re.compile(rf"^{start}\b.*\b{verb}\b.*[:\uff1a]$" if start else rf"^.*\b{verb}\b.*[:\uff1a]$", re.IGNORECASE)
    for start, verb in _WROTE.values()
] + [
    re.compile(r"^.*\d{4}.*(?:写道|寫道)\s?[:\uff1a]$"),  # these join their words to what stands beside them
    re.compile(r"^.*\d{4}.*(?:のメール|書きました|書いた)\s?[:\uff1a]$"),
    re.compile(r"^.*\d{4}.*(?:작성|쓴 글)\s?[:\uff1a]$"),
]
_DIVIDER = re.compile(
    r"^-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale"
    r"|oorspronkelijk bericht|mensagem original|ursprungligt meddelande|oprindelig meddelelse|wiadomość oryginalna"
    r"|исходное сообщение|оригинальное сообщение|orijinal mesaj|eredeti üzenet|mesaj original|původní zpráva"
    r"|元のメッセージ|原始邮件|原始郵件|원본 메시지"
    r"|forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato"
    r"|doorgestuurd bericht|пересылаемое сообщение|转发邮件)\s*-{2,}$",
    re.IGNORECASE,
)
_BLOCK_FROM = re.compile(
    r"^\W{0,3}(from|von|de|da|van|från|fra|od|lähettäjä|от|发件人|寄件者|差出人|보낸 사람)\W{0,3}[:\uff1a]",
    re.IGNORECASE,
)
_BLOCK_MORE = re.compile(
    r"^\W{0,3}(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|oggetto"
    r"|verzonden|aan|onderwerp|assunto|skickat|till|ämne|sendt|til|emne|wysłano|do|temat"
    r"|отправлено|кому|тема|发送时间|收件人|主题|寄件日期|收件者|主旨|送信日時|宛先|件名"
    r"|보낸 날짜|받는 사람|제목)\W{0,3}[:\uff1a]",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"^_{20,}$")


def fold_history(text: str) -> tuple[str, str]:
    """What was written now, and the history carried along: (visible, quoted).

    Nothing is folded where that would leave nothing visible, nor where somebody answers between the quoted lines.
    """
    lines = text.split("\n")
    start = _history_start(lines)
    visible, quoted = lines[:start], lines[start:]
    if not any(line.strip() for line in visible) or _is_answered_between(quoted):
        return text.strip(), ""
    return "\n".join(visible).strip(), "\n".join(quoted).strip()


def _history_start(lines: list[str]) -> int:
    for i, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or len(stripped) > LONGEST_ATTRIBUTION:
            continue
        if _DIVIDER.match(stripped) or _is_attribution(lines, i) or _is_header_block(lines, i):
            return i
        if _UNDERSCORES.match(stripped) and any(_is_header_block(lines, j) for j in (i + 1, i + 2)):
            return i
    return _trailing_quote(lines)


def _is_attribution(lines: list[str], i: int) -> bool:
    """Whether line `i` begins "On … wrote:", which mail programs wrap over up to three lines."""
    joined = ""
    for line in lines[i : i + 3]:
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > LONGEST_ATTRIBUTION or line.lstrip().startswith(">"):
            return False
        if not line.strip():
            return False
        if joined.endswith((":", "\uff1a")) and _says_who_wrote(joined):
            return joined == line.strip() or not _says_who_wrote(line.strip())  # else it begins at that line
    return False


def _says_who_wrote(line: str) -> bool:
    return any(pattern.match(line) for pattern in _ATTRIBUTIONS)


def _is_header_block(lines: list[str], i: int) -> bool:
    """Whether line `i` begins the "From: / Sent: / To: / Subject:" block of Outlook and its kin."""
    if i >= len(lines) or not _BLOCK_FROM.match(lines[i].strip()[:LONGEST_ATTRIBUTION]):
        return False
    following = [line.strip()[:LONGEST_ATTRIBUTION] for line in lines[i + 1 : i + 6]]
    return sum(1 for line in following if _BLOCK_MORE.match(line)) >= 2


def _trailing_quote(lines: list[str]) -> int:
    """Where the quoted lines begin with which the text ends; the text's end where it ends otherwise."""
    start = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].lstrip().startswith(">"):
            start = i
        elif lines[i].strip():
            break
    return start


def _is_answered_between(quoted: list[str]) -> bool:
    """Whether own lines stand below lines marked with ">": the answers are inside the history."""
    marked = [i for i, line in enumerate(quoted) if line.lstrip().startswith(">")]
    if not marked:
        return False
    return any(line.strip() and not line.lstrip().startswith(">") for line in quoted[marked[0] :])
