"""Who wrote what: answers above, below and between, in many languages."""

from evenhand.cases.tests.hard_mails.making import OURS, REPLY_TO, HardMail, plain

ANSWER = "Still nothing.\n\nAnn"
HELP = "Help <help@localhost>"


def above(name: str, history: str) -> HardMail:
    """Written above the history, which is folded away."""
    raw = plain(f"{ANSWER}\n\n{history}\n", "utf-8", f"In-Reply-To: {OURS}", subject="Re: My parcel")
    return HardMail(f"above: {name}", raw, text=ANSWER, quoted=history.split("\n")[-1].strip("> "), in_case=True)


MAILS = [
    above("English", f"On Mon, 2 Mar 2026 at 10:00, {HELP} wrote:\n> It is on its way."),
    above(
        "English, broken into lines",
        "On Mon, 2 Mar 2026 at 10:00, Help\n<help@localhost> wrote:\n\n> It is on its way.",
    ),
    above("German", f"Am Mo., 2. März 2026 um 10:00 Uhr schrieb {HELP}:\n> Es ist unterwegs."),
    above("French", f"Le lun. 2 mars 2026 à 10:00, {HELP} a écrit :\n> Il est en route."),
    above("Spanish", "El lun, 2 mar 2026 a las 10:00, Help (<help@localhost>) escribió:\n> Está en camino."),
    above("Italian", f"Il giorno lun 2 mar 2026 alle ore 10:00 {HELP} ha scritto:\n> È in viaggio."),
    above("Polish", f"pon., 2 mar 2026 o 10:00 {HELP} napisał(a):\n> Jest w drodze."),
    above("Russian", f"пн, 2 мар. 2026 г. в 10:00, {HELP} пишет:\n> Уже в пути."),
    above("Chinese", f"{HELP} 于2026年3月2日周一 10:00写道：\n> 已经寄出"),
    above("Japanese", "2026年3月2日(月) 10:00 Helpのメール:\n> 発送しました"),
    above("Hebrew", "\u202bבתאריך יום ב׳, 2 במרץ 2026 ב-10:00 מאת Help:\n> בדרך"),
    above("Outlook", "-----Original Message-----\nFrom: Help\nSent: Monday\nTo: Ann\nSubject: x\n\nIt is on its way."),
    above("Outlook in German", f"{'_' * 32}\nVon: Help\nGesendet: Montag\nAn: Ann\nBetreff: x\n\nEs ist unterwegs."),
    above("Outlook in Chinese", "发件人：Help\n发送时间：2026年3月2日\n收件人：Ann\n主题：x\n\n已经寄出"),
    HardMail(
        "below the history",
        plain("On Mon, Help wrote:\n> Which colour?\n\nBlue, please.", "utf-8", f"In-Reply-To: {OURS}"),
        has="Blue, please.",
        in_case=True,
    ),
    HardMail(
        "between the lines",
        plain("> Which colour?\nBlue.\n> And the size?\nForty.", "utf-8", f"References: <x@y.example> {OURS}"),
        text="> Which colour?\nBlue.\n> And the size?\nForty.",
        in_case=True,
    ),
    HardMail("nothing but history", plain("On Mon, Help wrote:\n> Which colour?", "utf-8"), has="Which colour?"),
    HardMail(
        "forwarded in the text",
        plain(
            "See what they say.\n\n---------- Forwarded message ---------\nFrom: Carrier <c@carrier.example>\n\nLost."
        ),
        text="See what they say.",
        quoted="Lost.",
    ),
    HardMail(
        "forwarded with no word of its own",
        plain("---------- Forwarded message ---------\nFrom: Carrier <c@carrier.example>\n\nLost."),
        has="Lost.",
    ),
    HardMail(
        "our address alone says where it belongs",
        plain("Thanks", subject="Anything").replace(b"help@localhost", REPLY_TO.encode()),
        text="Thanks",
        in_case=True,
    ),
    HardMail(
        "an identifier of ours that a program has broken",
        plain("Thanks", "utf-8", f"References: <broken <{OURS[1:]} junk"),
        text="Thanks",
        in_case=True,
    ),
    HardMail("an identifier of ours that was forged", plain("x", "utf-8", "In-Reply-To: <ours.2@localhost>"), text="x"),
]
