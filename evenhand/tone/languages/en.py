"""English, as it is written all over the world: nothing here looks at grammar, spelling or idiom."""

from evenhand.tone.advice import Kind, Part
from evenhand.tone.language import Language, PartWords, Reading, Remedy, Rule, Suggestion, Where, Wording
from evenhand.tone.phrases import Phrases, word_list

_say = Phrases(
    {
        "are": "'re| are| were| have been",
        "is": "'s| is| was",
        "not_verb": "(do|does|did|is|are|was|were|have|has|had|ca|wo|would|should|could|must|need|ai)n't",
        "we": "(I|we)(| have|'ve)",
        "we_do": "(I|we)(| have|'ve| have gone ahead and|'ve gone ahead and| will|'ll| am|'m| are|'re)"
        "( (just|now|already|also|today|gladly|therefore|fully)){0,2}",
        "we_will": "(I|we)('ll| will| shall| promise to| am going to|'m going to)",
        "you_will": "you('ll| will) (get|receive|have|see)",
        "cannot": "cannot|can't|can not|could not|couldn't|will not|won't|(am|are) (not able|unable) to",
        "others": "(the|our|your|my|that|this) {role}|UPS|USPS|FedEx|DHL|Hermes|Evri|DPD|GLS|Royal Mail",
        "role": "[delivery] (driver|courier|carrier|company|service|partner)|postman|mailman|post office|seller|vendor|"
        "supplier|manufacturer|packer|warehouse|warehouse team|colleague|colleagues|co-?worker|other department|"
        "(previous|last|other) agent|shipping company",
        "record": "records?|system|systems|tracking|logs?|files?|scan|GPS",
        "arrived": "(you|he|she|they|it|parcel|package|item|order|delivery) _ _ "
        "(received|signed|delivered|accepted|took|left at)",
        "and_yet": "[^.!?\\n]{0,100} (but|yet|although|and I believe|and still)",
        "fault": "faults?|mistakes?|errors?|negligence|carelessness|failures?|responsibility|oversight",
        "policy": "(policy|policies|rules|terms|guidelines|procedures?|terms and conditions|T&C)",
        "sorry": "sorry|apologi(s|z)e|apologies|apology|regret",
        "broken": "lost|broken|damaged|late|missing|cracked|scratched|torn|faulty|defective|wrong|stained|empty",
        "did_not": "(did not|didn't|never|failed to|forgot to|refused to)",
        "day": "(mon|tues|wednes|thurs|fri|satur|sun)day|the \\d{1,2}(st|nd|rd|th)?|{month} \\d{1,2}|"
        "\\d{1,2}(st|nd|rd|th)? {month}",
        "month": "(january|february|march|april|may|june|july|august|september|october|november|december)",
        "done": "refunded|credited|sent|shipped|cancell?ed|replaced|issued|added|exchanged|changed|updated|corrected|"
        "resent|ordered|arranged|booked|attached|processed|made|swapped|put|given|started",
        "changeable": "(address|order|size|colou?r|payment|item)",
        "failed": "(lost|dropped the ball|let (you|us) down|forgot|messed|screwed|botched|mishandled|damaged|"
        "broke|stole|misplaced|neglected|lied|ignored|"
        "misread|made [a|the|this|an] _ (mistake|error)|(sent|packed|delivered|gave|told) … wrong|"
        "{did_not} _ (do|send|follow|bother|care|read|note|pack|scan))",
        "message": "(ticket|request|mail|e-?mail|enquiry|inquiry|complaint|message)",
        "softened": "[^.!?\\n]{0,160} (please|kindly|any ?time|if you (like|wish|can|prefer)|whenever|free)",
        "claims": "claims?|requests?|returns?|refunds?|orders?|complaints?|replacements?",
    }
)

_READING = Reading(
    quoted_line=_say(r"On [^\n]{4,160}wrote:", line_start=True),
    quoted_rest=_say(r"-{2,20} ?(Original Message|Forwarded message) ?-{2,20}", line_start=True),
    reported=_say("""
        as you (wrote|said|put it)
        you (wrote|said|say|write|mentioned|explained|described|reported|told (me|us)) (that|how)
    """),
    reported_line=_say("(you|they|he|she|customer|message|mail|e-?mail|note|review)(| wrote| said| says| reads):"),
    negators=_say("""
        not(?! only); never; none; nothing; no(?! doubt| longer|,); without; nobody; nor; neither
        (cannot|{not_verb})(?! believe| know| understand| see)
    """),
    distancing=_say(r"""
        (not|never|{not_verb}|nobody|no one|none of us|without|rather than|instead of|hate to|wrong to|far from) … … \
        (say|saying|said|suggest*|imply*|mean|meant|accus*|think*|thought|believ*|blam*|call*|doubt*|claim|assum*|\
            tell*|\
            told)
        sorry (that|if) … (sounded|said|called|suggested|implied|felt|told|accused|made you feel)
        (sound|sounded|seem|seemed|feel|felt|came across|look|looked|read) … (as if|as though|like)
    """),
    clause_breaks=_say("but; yet; however; and(?= (I|you|we|it|he|she|they|this|that|the))"),
    conditions=_say("if; once; as soon as; when; unless; should; in case; whether; after; until"),
    common_words=word_list("""
        about above after again against agent agents all also although always and another answer answered
        answers any anything are around ask asked away back because been before being below best better
        between both box brand broke broken business but buy call called came can cannot card case cause
        change charge charged check claim come company concern contact could credit customer customers damaged
        date day days dear deliver delivered delivery did does doing done down during each either else email
        emails ended enough even ever every everything exchange expect expected explain fault feel few find
        fine first five fix for found four free friend friends from full gave get gets getting give given
        going gone good got great had hand happen happened happy has have having hear heard hello help her
        here hers him his home hope hour hours house how however immediately information inside instead into
        issue issues item items its just keep kind know known large last late later least leave left less let
        like little live long look looking lost made mail mails make many may maybe mean message might mine
        minutes missing mistake money month months more most much must myself name near need needed never new
        next nice night nobody not nothing notice now number off office often once one only open option order
        ordered orders other our out over own package packages paid parcel parcels part parts pay payment
        people person phone place please point possible price problem problems product products promise
        provide purchase put question questions quickly quite rather read ready really reason receive received
        refund refunded refunds regards replace replaced replacement reply request respond response return
        returned returns right said same saw say second see seem seems seen seller send sending sent service
        set shall she shipment shipped shipping shop should show similar simply since size small solution
        solve solved some somebody someone something soon sorry speak standard started still stock stop store
        such sure take taken talk team tell than thank thanks that the their them then there these they thing
        things think this those though three through ticket time times today together told tomorrow tonight
        too took tracking tried trouble try twice two type under understand unfortunately until upset use used
        using usually very wait waited waiting want wanted was way website week weeks well went were what when
        where which while who whole why will wish with within without word words work working would write
        writing wrong wrote year years yesterday yet you your yours
    """),
    shouted_words=word_list("""
        not never must always already please read stop now you your is are was do don't did didn't cannot
        can't no yes only again have has had will won't told said wait immediately final once very every that
        what why how our this final policy
    """),
    bracketed_words=word_list("sic external link redacted removed attached image photo"),
    placeholder_words=_say("""
        <(name|customer|order|amount|date|first ?name|number|link|agent|product)>
        (insert|enter) [the] [customer] (name|amount|date|order number) here
    """),
)

_REMEDIES = (
    Remedy(
        named=_say("""
            refund*; reimburs*; money back; (pay|paid) … back
            back (to|on|onto|into) your _ (account|card|paypal|bank)
            (money|amount|sum|payment|\\d{1,9}) (is|are) on (its|their|the) way back
        """),
        promised=_say("""
            {we_do} [going to] (refund*|reimburs*|(pay|paid|paying) … back)
            {we_do} [going to] (issu*|process*|send*|sent|mak*|made|start*|arrang*) … refund
            {we_do} [going to] (send*|sent|put|transferr*|return*) … back (to|on|onto|into) your
            (money|amount|sum|payment|\\d{1,9}) (is|are) on (its|their|the) way back
            {you_will} … _ (refund|money back|back)
            your [full] (refund|money) [of] _ (is|was|has been|will be) (on|issued|processed|sent|made|back)
        """),
        is_money=True,
    ),
    Remedy(
        named=_say("credits?; credited; discounts?; \\d{1,3} ?% _ (off|back); vouchers?; gift cards?; goodwill"),
        promised=_say("""
            {we_do} [going to] (credit|credited|crediting)
            {we_do} [going to] (tak*|took|knock*) … off
            {we_do} [going to] (add*|issu*|give|given|giving|gave|put|send*|sent) … _ (credit|voucher|gift card)
            {you_will} … _ (credit|voucher|gift card)
        """),
        is_money=True,
    ),
    Remedy(
        named=_say(
            "replac*; another one; same one; re-?sent; re-?send*; reship*; (a|the|your) (new|second|fresh); "
            "new \\w{3,15}; out again; free (part|spare|lid)"
        ),
        promised=_say(r"""
            {we_do} [going to] (replace|replaced|replacing|re-?send*|re-?sent|reship*)
            {we_do} [going to] (send*|sent|ship*|order*|arrang*) … (replacement|new|another|second)
            [your|a|the] (replacement|new \w{1,15}) (is|has|will|leaves|left|ships|shipped|arrives)
            {you_will} … (replacement|new one)
            [a|the|your] (new|same) (one|\w{3,15})(|'s) (left|leaves|goes|went|going|is going)
            I (send|ship) [you|out|it|a|the] (new|replacement|again)
            {we_do} (send*|sent|ship*) (it|one|them) [out] again
        """),
    ),
    Remedy(
        named=_say("exchang*; swap*"),
        promised=_say("{we_do} [going to] (exchang*|swap*|(arrang*|set up) … exchange)"),
    ),
    Remedy(
        named=_say(
            "return(?! policy| window); pick-?up; (pick|picked) … up; collect(|ed|ion); repair* (it|free|the|your)"
        ),
        promised=_say(
            "{we_do} [going to] ((send*|sent|attach*|e-?mail*) … label|(arrang*|book*) … (pick-?up|collection|return))"
        ),
    ),
    Remedy(
        named=_say("cancel*"),
        promised=_say("{we_do} [going to] cancel*; your order (is|has been|was) cancell?ed"),
    ),
    Remedy(
        named=_say("(chang*|updat*|correct*) … {changeable}; {changeable} … (changed?|updated?|corrected)"),
        promised=_say("{we_do} [going to] (chang*|updat*|correct*) … {changeable}"),
    ),
)

_PARTS = PartWords(
    greeting=_say("(hi|hello|hey|dear|greetings|good (morning|afternoon|evening|day))(| there| again)"),
    acknowledgement=_say(r"""
        I _ understand*; I am understanding; I believe you; you (have|had) every (right|reason); no wonder
        what a (nuisance|pity|shame|mess|disappointment)
        (making|made|kept|having|leaving|left) (you|your) _ _ (wait|waiting|chase|chasing|unanswered|without)
        (came|reached|arrived) … (cracked|broken|damaged)
        you('ve| have) been [so|very] patient; I hear you; you (expected|deserve|deserved)
        (harder|longer|worse) than; (in that|in the|in our) queue; no fun
        {sorry} (for|about|that) (the|your|we|my|our) (?!(inconvenience|trouble|misunderstanding|delay))\w{4,15}
        (should have|ought to have) (reached|arrived|been|come|worked); instead of; without (its|the|your)
        (is|was|are|were) (broken|damaged|lost|cracked|torn|faulty|defective|scratched)
        (I|we)(| can| do) _ (see|imagine|hear|reali(s|z)e) … (how|why|what|that|you|your|the|a)
        I know (how|that|this|what|you); (that|this|it|which) must (have|be); you('re| are| were) _ right
        (that|this|it|which) (is|was|sounds|has been) … (frustrating|annoying|upsetting|disappointing|worrying|\
            unacceptable)
        (that|this|it|which) (is|was|isn't|wasn't) _ (hard|not good enough|good enough|not what you|not right|\
            a long (time|wait))
        (should not|shouldn't) have (had to|happened)
        I('d| would) (feel|be|have been) … (same|too|frustrated|upset|annoyed|worried)
        I(| have|'ve) [now|just] (read|looked (at|into|through|up))
        (your|the) … _ (never|did not|didn't|has not|hasn't|have not|haven't) (arriv*|come|came|reach*|turn*|work*|\
            show*|get)
        (your|the) … _ (was|were|is|are|arrived|came|got|has been|went) _ {broken}
        you (had to|have to) (chase|write|call|wait|ask)
        you(| have|'ve) (waited|had to wait|been waiting|were waiting|were charged|were left|needed it|wanted it|\
            counted on)
        {we} _ (messed up|lost|broke|damaged|forgot|mixed up) (your|the|it); (second|third) time
        twice (now|already|in)
    """),
    apology=_say("sorry; apologi(s|z)e*; apolog(y|ies); apologi(s|z)ing; forgive (me|us); (I|we) regret"),
    ownership=_say(r"""
        (our|my) _ ({fault}|doing); (at|on|from) (our|my) (side|end); (our|my) _ (was|is) (bad|wrong|late|too slow)
        {fault} (is|was|were|are|on|lies) (ours|mine|our|my|at our|on our|with us); tak(e|ing) _ responsibility
        (is|was|that's) _ (on (us|me)|ours|mine|wrong of (us|me)); {sorry} (that|for|because|how) (we|our|I|my)
        {we} _ (let you down|got … wrong|failed|missed|messed|mixed|overlooked|forgot*|kept|left|lost|broke|damaged)
        {we} _ (caused|promised|dropped|insisted|ignored|delayed|should(| not|n't) have|ought (to|not to)|\
            gave you … wrong)
        {we} _ (made|make|did) [a|an|this|that|the] _ (mistake|error|worse|harder)
        {we} _ (charged|billed) … (twice|wrongly)
        {we} _ (sent|packed|shipped|delivered) [you] (the wrong|a wrong|a broken|a damaged)
        (I|we) (was|were|have been) _ (wrong|slow|late|careless|mistaken); {we} made … (harder|worse|longer|difficult)
        (we|I) (did not|didn't) (tell|send|answer|reply|keep|deliver|pack|check|read|notice|meet|write|refund|call|\
            handle|catch|follow|update|inform|let|get back|manage|look|test|listen)
    """),
    offers=_say("""
        (I|we) (can|could); would you (like|prefer|rather); you (can|may) (choose|have|pick)
        (happy|glad|pleased) to; let me; what I can do; (I|we)('d| would) like to
    """),
    when=_say(r"""
        today; tomorrow; first thing; tonight; now; already; immediately; straight away; right away; at once; {day}
        \d{1,2} ?(am|pm|o'clock); this (morning|afternoon|evening|week); next (week|month); by the end of; on the spot
        (within|in|takes?|after|up to) … (minutes?|hours?|days?|weeks?); {we} _ {done}; (an|a) (hour|minute) ago
        \d{1,2}(| ?(to|-|–) ?\d{1,2}) [working|business] (minutes|hours|days|weeks)
        (one|two|three|four|five|six|seven|ten) [to|or] _ [working|business] (hours|days|weeks)
    """),
    whole_amount=_say(r"""
        in full; full(|y) _ (refund|refunded|amount|price|credited); the (whole|full|entire) (amount|price|sum|order)
        (all|everything) (of it|you paid); what you paid; free of charge; \d{1,3} ?(%|per ?cent)
    """),
    thanks=_say("""
        thank(|ing) you(?! for nothing); thanks(?! for nothing| to); grateful; much appreciated; thankful; thx
        (I|we) _ appreciate; appreciate (you|it|your)
    """),
    next_step=_say(r"""
        let (me|us) know; (reply|answer|respond|write) [back] (to (this|me|us|my)|me|us|here|at any|any ?time|\
            directly|by)
        (just|simply) (reply|shout); (contact|reach|call|e-?mail|message|ask|tell|text|correct|remind) (me|us)
        reach out
        {we_will} _ (?!not)\w{2,15}; I('m| am) finding out; speak soon; get in touch; keep me posted
        drop (me|us) a line
        (I('m| am)|we('re| are)) (here|happy|glad|around|available|on (it|your)); feel free; hit me up; say the word
        give (me|us) a (call|ring|shout); my direct (line|number); you('ll| will) (hear|get|receive|have); over to you
        (it|that|lamp|parcel|one) (arrives|comes|ships|goes out|leaves); on (its|the) way
        (is|will be) (with you|there)
        (any|further|more) (questions?|assistance|help); any ?time; next steps?; (do not|don't) hesitate
        if (you have|there's|there is|you need|you('d| would) (like|rather|prefer)|anything|you prefer|something|any)
        if (it|they) (do(|es) not|do(|es)n't|is not|isn't|has not|hasn't|still)
        (can|could|would|will|do|shall|may) (you|I|we)
        what (suits|would you|do you); which (would|do|one|is); here is the link; happy to
        (please|kindly) (revert|reply|confirm|tell|choose|write|send|let|correct|call)
    """),
    trouble=_say("""
        {broken}; delay*; never; broke; charged; refund*; complain*; disappoint*; angry; upset; unacceptable; waiting
        still (not|no); crack*; stain*; scratch*; not (arrived?|received|come|work*); terrible; awful; worst
        ridiculous
        {not_verb} (arrived?|come|work*|received?|get|got|here|fit|turn); fed up; problem; stolen; incomplete; twice
        where is
    """),
)


def _warn(
    kind: Kind,
    reason: str,
    phrases: str,
    *,
    gentler: str = "",
    where: Where = Where.ANYWHERE,
    can_be_denied: bool = True,
) -> Rule:
    return Rule(kind, reason, _say(phrases), gentler, where, can_be_denied)


_RULES = (
    _warn(
        Kind.ACCUSES,
        "It calls the customer dishonest. We believe people; doubts are looked into quietly, and never in a reply.",
        """
        you{are} _ (lying|a liar|liars|dishonest|cheating|a cheat|a thief|a fraud|scamming|a scammer|faking)
        you (lied|cheated|stole|faked|made (it|this|that) up|invented)
        your (lies?|dishonesty|fraud|scam|excuses?|story)
        you{are} _ trying to (cheat|scam|trick|deceive|get a free|get free|get money|take advantage|game|abuse|steal)
        taking advantage of (us|our|the); (I|we) (suspect|accuse) [that] you; (fraudulent|fake|bogus|false) {claims}
        abus(e|ed|ing) [of] (our|the) _ ({policy}|system|service|{claims}|generosity)
        (attempt|trying|tried) (to|at) (defraud|scam|fraud)
        """,
        gentler="I am sorry that this happened. Let me put it right.",
    ),
    _warn(
        Kind.ACCUSES,
        "What was refunded before says nothing about this order, and holding it up reads as suspicion.",
        r"""
        (too many|so many|several|multiple|repeated|another) {claims} (from you|on your|in your|by you)
        (second|third|fourth|fifth|sixth) {claims} this; (customers|people) like you; attempted _ (fraud|theft|scam)
        you _ want a free; your claim is (false|untrue|not credible|suspicious); not being (honest|truthful)
        (report|reporting) you to
        reason to believe that you; you people
        (suspicious|questionable|unusual) (activity|claims?|behaviou?r|pattern)
        (keep|keeping) an eye on (you|your); you (return|send back|claim) (a lot|so many|too many) of
        you (return|claim|complain) (too|so|very) (often|much|many)
        your [account] (history|record|pattern) of {claims}
        (your account|you) (is|was|has been|have been|are) flagged
        you(| have|'ve) [already|previously] (had|received|got|claimed|requested|made) _ _ (too many|so many|several|\
            multiple) {claims}
        """,
    ),
    _warn(
        Kind.DOUBTS,
        "It sounds as if the customer were not believed.",
        r"""
        (?<!when )(?<!how )(?<!where )(?<!once )(?<!before )(?<!until )you (claim|claimed|allege|alleged)( (that|to|\
            it|the|you|your|not|never|this)|,)
        you{are} claiming; alleged; allegedly; supposedly; so-called
        if you('re| are) (telling the truth|being honest)
        if what you _ (say|saying|wrote|told us|told me|claim) is true; assuming [that] (you are|what you|your story)
        are you _ (sure|certain); (I|we) doubt (that|if|whether|it|you); (nobody|no one) else … complained
        (photo|picture|image|this|that|it) … (does not|doesn't|do not|don't) (prove|show|convince)
         (can|could) you _ prove; prove (that|it|to us); proof that you; hard to believe
        (did|have) you (really|actually|even|bother*); (difficult|impossible) to believe; no other (customer|buyer)
        are you (telling|saying|suggesting)
        (no|any) (record|evidence|proof) (of|that) (you|your|any|this|a|such)
        (seems|sounds) (unlikely|strange|odd|implausible|doubtful)
        we (have|hold) (proof|evidence)
        (cannot|can't|unable to|not able to) (verify|confirm) (your|that you|what you|whether you)
        """,
        gentler="Thank you for telling me. Let me look at what happened.",
    ),
    _warn(
        Kind.DOUBTS,
        "A record is held against the customer's word. Scans are sometimes wrong; the customer knows what came.",
        r"""
        (according to|as per|per) (our|the) ({record}|{role}),? … {arrived}(?!{and_yet})
        (our|the) _ {record} _ (shows?|indicates?|says?|confirms?|states?|proves?) … {arrived}(?!{and_yet})
        (our|the) {role} (says|said|insists|swears|confirms|confirmed|assures|claims|told (us|\
            me)) … {arrived}(?!{and_yet})
        """,
        gentler="The scan says delivered, and you do not have it: I believe you, and I am looking into it.",
    ),
    _warn(
        Kind.ARGUES,
        "It argues. The customer wants help, and nobody is helped by losing an argument.",
        r"""
        you{are} _ (wrong|mistaken|incorrect|confused|misinformed|overreacting|exaggerating|being (rude|difficult|\
            unreasonable|dramatic))
        (that|this|it){is} (not true|untrue|not correct|simply (wrong|false|not)|just not true|nonsense|ridiculous|\
            not how it works|not what happened)
        (I|we) _ disagree; (I|we) (do not|don't) agree; with all due respect; the fact (is|remains); what part of
        had you read
        if you('d| had| would have) _ (read|checked|looked|listened|followed)
        you (would|should) (have known|know) (that|this|by|better)
        you (misunderstood|misread|misinterpreted); (you are|you're) not listening
        you (do not|don't) (understand|listen|seem to)
        (whether|if) you like it or not; not (that|so) (hard|difficult|complicated); be reasonable; not what I said
        you (got|received) (exactly )?what you (ordered|paid for)
        read (it|this|that|my _ (mail|message|answer)|the (mail|message)) again; [please] calm down
        (please )?(do not|don't) (shout|be rude|exaggerate)
        no (need|reason) to (shout|(be|get|become) (rude|upset|angry|aggressive|sarcastic|hostile|emotional|\
            offensive))
        """,
        gentler="I see it from your side, and this is what I can do.",
    ),
    _warn(
        Kind.ARGUES,
        "It tells the customer off for asking again. They ask because they still need the answer.",
        """
        as (I|we)(| have|'ve) [already|previously] (said|told|explained|stated|mentioned|informed|wrote|pointed out)
        as (already|previously|clearly|repeatedly) (said|stated|explained|mentioned|communicated|informed|pointed out)
        {we} (already|repeatedly|clearly) (told|explained|said|informed|answered|stated); like I said; once again,
        {we} told you (twice|before|several times|many times|again); no (point|use) in (writing|asking|calling)
        (let me|I will|I'll) explain … (again|once more|one more time); for the last time; per my (last|previous)
        how many times;  (let me|to) be [very|perfectly|absolutely] clear
        """,
        gentler="Let me put it more clearly:",
    ),
    _warn(
        Kind.ARGUES,
        "It looks down on the customer, or makes the trouble smaller than it was.",
        r"""
        obviously; as you (surely|certainly|should|must|ought to) know; surely you
        clearly [you] (did not|didn't|failed|have not|haven't)
        (it|that){is} (only|just|merely) (a|an|one)(?! (quick|short|brief|question|matter|note|reminder|precaution|\
            first|step|few))
        [please] relax(,|\.|!); exaggerating; more carefully; [it] clearly (says?|states?|shows?)
        not (our|my) problem; thanks for nothing; good luck with that
        how (nice|kind|lovely) (of you to|that you) finally
        finally (decided|bothered|managed) to; not the end of the world; (not a|no) big deal
        (everyone|everybody|most people|other customers) [else] (manages?|understands?|can|do not|don't|knows?)
        """,
        can_be_denied=False,
    ),
    _warn(
        Kind.BLAMES,
        "It puts the blame on the customer.",
        r"""
        [entirely|completely|all] your [own] ({fault}|problem)(?! with| report)
        you(| have|'ve) _ (entered|provided|gave|given|typed|put|chose|selected|ordered) [us] [the|a|an] (wrong|\
            incorrect|invalid|false|bad|incomplete)
        you (should|could|ought to) have(?! (had|received|gotten|heard|been (told|sent|refunded|given|informed|\
            warned|charged|offered)))
        (because|since|as) you(| have|'ve) (did not|didn't|failed|forgot*|were not|weren't|never|missed|refused|not)
        you (failed|forgot|neglected|refused|omitted) to; (due to|because of) your
        you (must|probably|may|might|likely) _ have (overlooked|missed|lost|misplaced|dropped|damaged|broken|\
            forgotten|misread|deleted)
        you (did not|didn't|never) (read|follow|check|bother|answer|respond|reply|provide|tell|inform|mention|return|\
            register|use|notice|include|specify|update|pay|\
            cancel|pick|open)
        you (broke|damaged|misused|mishandled|lost|misplaced|ignored)
        (they|he|she) (sent|gave|packed|told) you the wrong; you … into the wrong
        (nobody|no one) (forced|asked) you to
        user error; improper (use|handling|care); (on|at) your (end|part)
        (must|can only|probably) [have] _ (done|caused|damaged|broken|dropped) by (you|yourself)
        you (entered|gave|provided|typed|put) _ _ (was|were|is) (wrong|incorrect|invalid)
        """,
        gentler="Let me see how we get this right from here.",
    ),
    _warn(
        Kind.BLAMES,
        "It blames somebody who cannot answer here. Who is answerable is decided elsewhere, on evidence.",
        r"""
        {others}( (has|have|had|probably|obviously|clearly|simply|apparently|must have|just|again)){0,2} {failed}
        {others} (who|that) … … … {failed}; {others}(|'s|') ({fault}|problem)
        {fault} (of|by|from|on the (part|side) of|lies with|is with|was with) {others}
        {others} (is|are|was|were) _ (to blame|at fault|responsible|careless|lazy|incompetent|unreliable|useless|\
            terrible)
        (blame|complain to|(take|sort|clear) (it|this|that) (up|out) with) {others}; it(| is|'s) (up to|on) {others}
        """,
        gentler="Your parcel went astray on its way to you, and it is ours to put right.",
    ),
    _warn(
        Kind.BLAMES,
        "It says whose fault it is not. The customer bought from us, and asks us.",
        """
        (not|isn't|wasn't|hardly) [really|actually] (our|my) ({fault}|doing|department|job); no fault of (ours|mine)
        (we|I)( are|'re| am|'m) not (responsible|liable|to blame|at fault)
        (we|I) {cannot} be held (responsible|liable)
        (beyond|outside|out of|not in) (our|my) (control|hands|power); nothing to do with (us|me)
        (have to|must|should|need to) (contact|ask|turn to|write to|talk to) (the|your) {role}
        (we|I) only (sell|pass|forward|list)
        (we|I)( are|'re) (only|just|merely) (the|a) (platform|marketplace|middleman|reseller)
        """,
        gentler="However it came about, it is ours to put right.",
        can_be_denied=False,
    ),
    _warn(
        Kind.HIDES_BEHIND_POLICY,
        "A rule is no reason. Say why, and what can be done instead.",
        r"""
        (our|the|company|store|shop|this|refund|returns?) {policy} … (do not|does not|don't|doesn't|forbids?|\
            prohibits?|prevents?|will not|won't|{cannot})
        (our|the|company|store|shop|this|refund|returns?) {policy} _ (says?|states?|requires? (you|that you)|\
            is [very] clear)(?! you (get|have|may|can))
        (as )?per (our|the|company) {policy}; as (stated|set out|written|laid down) in (our|the) {policy}
         according to (our|the|company) {policy}
        against (our|the|company) {policy}
        (because|due to|in line with|in accordance with|under) [of] (our|company|the) {policy},? (I|we) ({cannot}|\
            am not|are not|do not|don't)
        (it|that|this){is} _ (our|company|the|store|just|simply) policy; policy is policy; rules are rules
        (our|my) hands are tied
        nothing (I|we|more I|more we) can do; (cannot|can't|do not|don't|never|able to) make _ exceptions?
        no exceptions
        (I|we) (only|just|must|have to) follow (the|our)
        (that|this){is} (just|simply) how (it|this|we|things|the system)
        (the|our|my) system (does not|doesn't|will not|won't|cannot|can't)
        you agreed to (our|the|these); terms you (accepted|agreed to); (I am|I'm|we are|we're) not allowed to
        (I am|I'm|we are|we're) not (allowed|permitted|authori(s|z)ed|able) to (make an exception|make exceptions|\
            do anything)
        """,
        gentler="I cannot do that, because …; what I can do is …",
        can_be_denied=False,
    ),
    _warn(
        Kind.NON_APOLOGY,
        "It apologises for the customer's feeling, or only in case; an apology names what we did.",
        r"""
        {sorry} [that|if|to hear|to hear that] you (feel|felt|think|thought|believe|see it|took|got upset|\
            misunderstood)
        {sorry} [that|if|to hear|to hear that] you( are| were|'re) (upset|offended|unhappy|not happy|dissatisfied|\
            disappointed|not satisfied)
        {sorry},? (but|however); {sorry} (about|for) _ _ _ but (you|{cannot}|(I|we|there) (is|was|{cannot})|our|\
            this is); {sorry} (for|about) any; regret any; {sorry} if(?! (my|our|I|we))
        {sorry} for the way you
        {sorry} for (your (feelings?|frustration|confusion|misunderstanding|perception)|the misunderstanding)
        mistakes were made
        """,
        gentler="I am sorry that we …",
        can_be_denied=False,
    ),
    _warn(
        Kind.COMMANDS,
        "It gives an order. A request with its reason is met more gladly.",
        r"""
        [and|but|so|then|first] you (|will |would )(must(?! have)|need to|have to|are required to|are obliged to|shall|\
            are expected to)(?! _ (nothing|anything))
        (do not|don't|stop) (write|writing|contact*|call*|reply*|e-?mail*|complain*|wast*|ask*|send*)(?! (anything|\
            it back|them back|back))
        make sure (that|you|to); you(|'d| had) better; be sure to
        (reply|respond|answer) (within|by|before|now|immediately|or)
        (send|provide|submit|fill (in|out)|attach|read|wait|return|check|contact|call)(?! (me|us))(?!{softened})
        """,
        gentler="Could you please …, so that I can …?",
        where=Where.SENTENCE,
        can_be_denied=False,
    ),
    _warn(
        Kind.COMMANDS,
        "It gives an order. A request with its reason is met more gladly.",
        r"""
        (and|but|so|then|otherwise),? you (must(?! have)|are required to|are obliged to|have got to|have to|\
            need to)(?! _ (nothing|anything|about))
        you are (required|obliged|expected) to; (it|this) is (mandatory|compulsory)
        failure to (do so|comply|respond|reply)
        """,
        gentler="Could you please …, so that I can …?",
    ),
    _warn(
        Kind.COLD,
        "A first line without a person in it. A greeting with the name opens the door.",
        r"""
        (dear|hello|hi) (customer|valued customer|(sir|madam)(?! \w)|sir(/| or | and | / )madam|user|client|buyer)
        to whom it may concern
        (this (mail|e-?mail|message|letter) is|I am writing|we are writing) to (inform|notify|advise); unfortunately
        please (be advised|note)
        (we|I) (regret|wish|have|would like) to (inform|advise|notify)
        (regarding|with regard to|in (response|reference) to) your {message}(,|\.|:)
        your _ (request|claim|refund|ticket|application|complaint) (is|was|has been) (|reviewed and )(denied|\
            rejected|declined|\
            refused|\
            closed)
        """,
        where=Where.OPENING,
        can_be_denied=False,
    ),
    _warn(
        Kind.COLD,
        "A sentence that begins with what the customer did or did not do feels like a pointed finger.",
        r"""
        you (did not|didn't|never|cannot|can't|can not|won't|will not|may not|keep|always|waited too|have not|\
            haven't|are out of)
        you (are not|aren't) (eligible|entitled); you were (told|informed|warned)
        """,
        gentler='Start with what we know or do: "I see that …".',
        where=Where.SENTENCE,
        can_be_denied=False,
    ),
    _warn(
        Kind.EVADES,
        "Nobody acts in this sentence. Say who did what, in plain words.",
        r"""
        (an|the|some) (error|mistake|issue|oversight|incident|failure)(|s) [has|have] (occurred|happened|was made|\
            were made|took place|been made)
        it (was|has been) (determined|decided|concluded|established) (that|to|not to)
        a decision (was|has been) (made|taken|reached)
        (the|your) (issue|matter|ticket|case|request|claim|complaint|enquiry|inquiry|message|mail) (has been|was|\
            is being|\
            will be) \
        (escalated|actioned|reviewed and|forwarded|flagged|processed|noted|logged|closed|denied|rejected|declined|\
            received)
        (this|it) (has been|was) (escalated|actioned|forwarded|logged) [to] [tier|level] [2|two]; hereby; herein
         aforementioned; hereunder; notwithstanding; pursuant to; RMA; SKU; SLA; tier (two|2)
        backend; ERP; CRM
        (relevant|appropriate|concerned|responsible) (department|team|colleagues|party); in due course
        technical (issues|difficulties|reasons)
        (is|will be|are) being (looked into|investigated|reviewed); please be advised; at your earliest convenience
        we value your (business|feedback|patronage|loyalty)
        your call is important
        """,
        gentler="I looked into it, and this is what I will do:",
        can_be_denied=False,
    ),
    _warn(
        Kind.OVERPROMISES,
        "Nobody can promise this. Promise what you will do yourself.",
        r"""
        (never|not ever|won't ever|won't|will not) happen [to you] again
        (100 ?%|hundred percent) (sure|certain|guaranteed)
        (I|we) [can|will|personally|absolutely] (assure you|promise|promise you) [that] (it|the|your|this|they|there|\
            you('ll| will))
        (rest assured|(you can )?be (sure|certain)) that (it|the|your|this|you); no matter what; (I|we) swear
        you have (my|our) word that (it|nothing|this|the); (I|we) [can|will|personally|absolutely] guarantee
        (definitely|certainly|for sure|without fail|100 ?%) (arrive|be there|be delivered|come|reach|get there)
        """,
        gentler="I will check on it on …, and write to you that day.",
    ),
)

_WORDING = Wording(
    parts={
        Part.GREETING: "Greeting by name",
        Part.ACKNOWLEDGEMENT: "What happened, seen from their side",
        Part.APOLOGY: "Apology that is ours",
        Part.REPAIR: "What is put right, how much, by when",
        Part.CONCRETE_WORDS: "Words for this very order",
        Part.THANKS: "Thanks",
        Part.NEXT_STEP: "Next step, door open",
    },
    kinds={
        Kind.ARGUES: "Argues",
        Kind.ACCUSES: "Accuses",
        Kind.BLAMES: "Blames",
        Kind.HIDES_BEHIND_POLICY: "Hides behind policy",
        Kind.NON_APOLOGY: "Not quite an apology",
        Kind.COMMANDS: "Commands",
        Kind.DOUBTS: "Doubts the customer",
        Kind.COLD: "Cold",
        Kind.EVADES: "Evades",
        Kind.SHOUTS: "Shouts",
        Kind.OVERPROMISES: "Promises too much",
        Kind.PLACEHOLDER: "Left to fill in",
    },
    suggestions={
        Part.GREETING: Suggestion(
            "Begin with the customer's name: a person writes to a person.",
            "Hello, and the customer's name,",
            "Hello {name},",
        ),
        Part.ACKNOWLEDGEMENT: Suggestion(
            "Say in your own words what happened to them, so that they need not explain it again.",
            "You waited two weeks for this parcel, and it did not come.",
            "You were counting on the {thing}, and it is not as it should be.",
        ),
        Part.APOLOGY: Suggestion(
            "Say sorry for what we did or did not do, without an if or a but.",
            "I am sorry. We should have done better here.",
            "I am sorry that we let you down with the {thing}.",
            fits_any=True,
        ),
        Part.REPAIR: Suggestion(
            "Say what will be put right, how much, and by when.",
            "I have sent a new one today; it will be with you by Friday.",
            "I have arranged this for you today: {repair}.",
        ),
        Part.CONCRETE_WORDS: Suggestion(
            'Name what they ordered: "the blue jacket, size M" shows that you read, "your item" does not.',
            "the blue jacket, size M",
            "the {thing}",
        ),
        Part.THANKS: Suggestion(
            "Thank them, for instance for telling us: it gave us the chance to put it right.",
            "Thank you for telling us.",
            "Thank you for telling us about the {thing}.",
            fits_any=True,
        ),
        Part.NEXT_STEP: Suggestion(
            "Say what happens next, and how to reach you.",
            "If anything is not as it should be, just reply to this mail.",
            fits_any=True,
        ),
    },
    apology_without_owner=Suggestion(
        "The draft says sorry, but not yet for what we did or left undone. That is what makes an apology believed.",
        "I am sorry. We should have noticed this before you had to write.",
        "I am sorry that we let you down with the {thing}.",
    ),
    repair_without_amount=Suggestion(
        "Say how much money it is, and where it goes.",
        "I have refunded the full amount to your card.",
        "I have arranged this for you: {repair}.",
    ),
    repair_without_time=Suggestion(
        "Say by when, so that nobody has to wait and wonder.",
        "It will be with you within three working days.",
    ),
    granted_but_not_told=Suggestion("This was granted, and the draft does not tell the customer yet.", ""),
    not_granted="This has not been granted on the case. Grant it first, or leave it out.",
    nothing_granted="Nothing has been granted yet. Grant it first, or say what you will find out and by when.",
    other_amount="This is not the amount that was granted.",
    granted_so_far="Granted so far: {repairs}.",
    placeholder="A place to fill in was left open.",
    shouting="Capitals read as shouting.",
    loud_marks="One mark is enough.",
)

LANGUAGE = Language("en", _READING, _REMEDIES, _PARTS, _RULES, _WORDING)
