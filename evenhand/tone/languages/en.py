"""English, as it is written all over the world: nothing here looks at grammar, spelling or idiom."""

from evenhand.tone.advice import Kind, Part
from evenhand.tone.language import (
    Language,
    PartWords,
    Reading,
    Remedy,
    Rule,
    Suggestion,
    Where,
    Wording,
    lines,
    words,
)

_ROLES = (
    r"(?:delivery )?(?:driver|courier|carrier|company|service|partner)|postman|mailman|post office|seller|vendor|"
    r"supplier|manufacturer|packer|warehouse(?: team)?|colleagues?|co-?worker|(?:previous|last|other) agent|"
    r"other department|shipping company|logistics partner"
)
_OTHERS = rf"(?:the|our|your|my|that|this) (?:{_ROLES})|UPS|USPS|FedEx|DHL|Hermes|Evri|DPD|GLS|Royal Mail"
_BY_NOW = r"(?: (?:already|just|now|also|today|gladly|therefore|then|fully|personally|happily)){0,2}"
_DOING = rf"(?:I|we)(?:'ve| have|'ll| will|'m| am|'re| are| shall)?{_BY_NOW}(?: going to)?"
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:this|next) (?:week|month)|the \d{1,2}(?:st|nd|rd|th)?"
_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"

_READING = Reading(
    quoted_line=lines(r"On [^\n]{4,160}wrote:"),
    quoted_rest=lines(r"-{2,20} ?(?:Original Message|Forwarded message) ?-{2,20}"),
    reported=words(
        r"""
        as you (?:wrote|said|put it)
        you (?:wrote|said|mentioned|told (?:me|us)|explained|say|write|describe|described|reported)(?: to (?:me|us))? (?:that|how)
        """
    ),
    reported_line=words(
        "(?:you|they|he|she|customer|message|mail|e-?mail|note|words|review)(?: wrote| said| says| reads)?:"
    ),
    negators=words(
        r"""
        not(?! only)|never|no(?! doubt| longer|,)|without|nobody|nor|neither
        cannot(?! believe| understand| see)|\w{2,6}n't(?! believe| know| understand| see)
        """
    ),
    distancing=words(
        r"""
        (?:not|never|\w{2,6}n't|nobody|no one|none of us|without|rather than|instead of|hate to|wrong to) … {saying}
        sorry (?:that|if) … (?:sounded|said|called|suggested|implied|felt|told|accused|made you feel)
        (?:sound|sounded|seem|seemed|feel|felt|came across|look|looked|read) … (?:as if|as though|like)
        """,
        saying=r"(?:say|suggest|imply|mean|accuse|think|believe|blame|call|doubt|claim|assume|tell)(?:s|ing)?|accusing|"
        r"blaming|said|meant|thought|told|implying",
    ),
    clause_breaks=words("but|yet|however"),
    conditions=words("if|once|as soon as|when|unless|should|in case|whether|after|until"),
    common_words=frozenset(
        """
        about above after again against agent agents all also although always and another answer any anything are around
        ask asked away back because been before being below best better between both box brand broke broken business but
        buy call called came can cannot card case cause change charge charged check claim come company concern contact
        could credit customer customers damaged date day days dear deliver delivered delivery did does doing done down
        during each either else email emails ended enough even ever every everything exchange expect expected explain
        fault feel few find fine first five fix for found four free friend friends from full gave get gets getting give
        given going gone good got great had hand happen happened happy has have having hear heard hello help her here
        hers him his home hope hour hours house how however immediately information inside instead into issue issues
        item items its just keep kind know known large last late later least leave left less let like little live long
        look looking lost made mail make many may maybe mean message might mine minutes missing mistake money month
        months more most much must myself name near need needed never new next nice night not nothing notice now number
        off office often once one only open option order ordered orders other our out over own package packages paid
        parcel parcels part parts pay payment people person phone place please point possible price problem problems
        product products promise provide purchase put question questions quite quickly rather read ready really reason
        receive received refund refunded refunds regards replace replaced replacement reply request respond response
        return returned returns right said same saw say second see seem seems seen seller send sending sent service set
        shall she shipped shipment shipping shop should show similar simply since size small solution solve solved some
        somebody someone something soon sorry speak standard started still stock stop store such sure take taken talk
        team tell than thank thanks that the their them then there these they thing things think this those though three
        through ticket time times today together told tomorrow tonight too took tracking tried trouble try twice two
        type under understand unfortunately until upset use used using usually very wait waited waiting want wanted was
        way website week weeks well went were what when where which while who whole why will with within without wish
        word words work working would write writing wrong wrote year years yesterday yet you your yours
        """.split()
    ),
    shouted_words=frozenset(
        """
        not never must always already please read stop now you your is are was do don't did didn't cannot can't no yes
        only again have has had will won't told said wait immediately final once very every that what why how our
        """.split()
    ),
    bracketed_words=frozenset({"sic", "external", "link", "redacted", "removed", "attached", "image", "photo"}),
    placeholder_words=words(
        r"""
        <(?:name|customer|order|amount|date|first ?name|number|link|agent|product)>
        (?:insert|enter) (?:the )?(?:customer )?(?:name|amount|date|order number) here
        """
    ),
)

_REMEDIES = (
    Remedy(
        named=words(r"refund(?:s|ed|ing)?|reimburs\w{1,8}|money back|pa(?:y|id) … back"),
        promised=words(
            r"""
            {doing} (?:refund(?:ed|ing)?|reimburs(?:e|ed|ing)|pa(?:y|id|ying) … back)
            {doing} (?:issu|process|send|sent|mak|made|start|arrang)(?:e|ed|ing)? … refund
            you(?:'ll| will) (?:get|receive|see|have) … (?:refund|money back)
            your (?:full )?(?:refund|money)(?: of \S{1,20})? (?:is|was|has been|will be) (?:on|issued|processed|sent|made|back)
            """,
            doing=_DOING,
        ),
        is_money=True,
    ),
    Remedy(
        named=words(r"credits?|credited|vouchers?|gift cards?|goodwill"),
        promised=words(
            r"""
            {doing} credit(?:ed|ing)?
            {doing} (?:add(?:ed|ing)?|issu(?:e|ed|ing)|giv(?:e|en|ing)|gave|put|send|sent)(?: \S{1,14}){0,5} (?:credit|voucher|gift card)
            you(?:'ll| will) (?:get|receive|have)(?: \S{1,14}){0,5} (?:credit|voucher|gift card)
            """,
            doing=_DOING,
        ),
        is_money=True,
    ),
    Remedy(
        named=words(
            r"""
            replac(?:e|ed|ing|ement|ements)|new one|another one|re-?sen[dt]|reship(?:ped)?
            (?:send|sent|sending|ship|shipped|shipping)(?: you)? (?:a|the)? ?(?:new|another|second|fresh)
            """
        ),
        promised=words(
            r"""
            {doing} (?:replac(?:e|ed|ing)|re-?send(?:ing)?|re-?sent|reship(?:ped|ping)?)
            {doing} (?:send(?:ing)?|sent|ship(?:ped|ping)?|order(?:ed|ing)?|arrang(?:e|ed|ing)) … (?:replacement|new|another|second)
            (?:your|a|the) (?:replacement|new \w{1,15}) (?:is|has|will|leaves|left|ships|shipped|arrives)
            you(?:'ll| will) (?:get|receive|have) … (?:replacement|new one)
            """,
            doing=_DOING,
        ),
    ),
    Remedy(
        named=words(r"exchang(?:e|ed|es|ing)|swap(?:ped)?"),
        promised=words(
            r"{doing} (?:exchang(?:e|ed|ing)|swap(?:ped|ping)?)|{doing} (?:arrang|set)(?:e|ed|ing)? … exchange",
            doing=_DOING,
        ),
    ),
    Remedy(
        named=words(r"return(?:ed|s)?|return (?:label|slip)|pick(?:ed)? … up|pick-?up|collect(?:ed|ion)?"),
        promised=words(
            r"""
            {doing} (?:send(?:ing)?|sent|attach(?:ed|ing)?|e-?mail(?:ed)?) … label
            {doing} (?:arrang\w{1,3}|book\w{0,3}) … (?:pick-?up|collection|return)
            """,
            doing=_DOING,
        ),
    ),
    Remedy(
        named=words(r"cancel(?:s|led|ed|ling|ing|lation)?"),
        promised=words(r"{doing} cancel(?:l?ed|l?ing)?|your order (?:is|has been|was) cancell?ed", doing=_DOING),
    ),
    Remedy(
        named=words(
            r"""
            (?:address|order|size|colou?r|payment) … (?:change|changed|updated|corrected)
            (?:chang|updat|correct|modif)\w{1,4} … (?:address|order|size|colou?r|payment|item)
            """
        ),
        promised=words(
            r"{doing} (?:chang(?:e|ed|ing)|updat(?:e|ed|ing)|correct(?:ed|ing)?) … (?:address|order|size|colou?r|payment)",
            doing=_DOING,
        ),
    ),
)

_PARTS = PartWords(
    greeting=words(r"(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day))(?: there| again)?"),
    acknowledgement=words(
        r"""
        I (?:completely |fully |really |do |can |certainly |quite |perfectly )?understand|you have every (?:right|reason)
        (?:I|we)(?: can| do)?(?: well)? (?:see|imagine|hear|realis?e|realize) … (?:how|why|what|that|you|your|the|a)
        I know (?:how|that|this|what|you)|(?:that|this|it|which) must (?:have|be)|you(?:'re| are| were)(?: \w{1,10})? right
        (?:that|this|it|which) (?:is|was|sounds|has been) … (?:frustrating|annoying|upsetting|disappointing|worrying|unacceptable)
        (?:that|this|it|which) (?:is|was|sounds)(?: \w{1,10})? (?:hard|not good enough|not what you|not right|a long (?:time|wait))
        (?:that|this|it) (?:is|was)n't (?:good enough|what you|right|fair|how)|(?:should not|shouldn't) have (?:had to|happened)
        I(?:'d| would) (?:feel|be|have been) … (?:same|too|frustrated|upset|annoyed|disappointed|worried)|no wonder
        I(?:'ve| have)?(?: now| just)? (?:read|looked (?:at|into|through|up))|telling (?:me|us)|letting (?:me|us) know
        (?:your|the)(?: \S{1,15}){1,5} (?:never|did not|didn't|has not|hasn't|have not|haven't) (?:arriv|com|reach|turn|work|show|get)\w{0,3}
        (?:your|the)(?: \S{1,15}){1,5} (?:was|were|is|are|arrived|came|got|has been|went)(?: \w{1,8})? {broken}
        you(?:'ve| have)? (?:waited|had to wait|been waiting|were waiting|were charged|were left|needed it|wanted it|counted on)
        (?:second|third) time|twice (?:now|already|in)
        """,
        broken=r"lost|broken|damaged|late|missing|cracked|scratched|torn|faulty|defective|wrong|stained|leaking|empty",
    ),
    apology=words("sorry|apologi[sz]e[sd]?|apolog(?:y|ies)|apologi[sz]ing|forgive (?:me|us)|(?:I|we) regret"),
    ownership=words(
        r"""
        (?:our|my)(?: \w{1,10})? (?:mistakes?|faults?|errors?|failures?|responsibility|oversight|doing)
        (?:mistakes?|faults?|errors?|failure) (?:is|was|were|are|on) (?:ours|mine|our|my)|tak(?:e|ing)(?: \w{1,8})? responsibility
        (?:is|was|that's)(?: entirely| fully| completely| all)? (?:on (?:us|me)|ours|mine)
        (?:sorry|apologi[sz]e|apology|apologies) (?:that|for|because|how) (?:we|our|I|my)
        (?:we|I)(?: have|'ve)?(?: \w{1,10})? (?:let you down|got … wrong|made (?:a|an|this|that)(?: \w{1,10})? (?:mistake|error))
        (?:we|I)(?: have|'ve)?(?: \w{1,10})? (?:failed|missed|messed|should(?: not|n't)? have|overlooked|forgot|forgotten|kept you|left you)
        (?:we|I)(?: have|'ve)?(?: \w{1,10})? (?:caused|broke|damaged|promised|lost (?:your|it|the|track|them)|gave you (?:a |the )?wrong)
        (?:we|I)(?: have|'ve)?(?: \w{1,10})? (?:(?:sent|packed|shipped|delivered)(?: you)? (?:the wrong|a wrong|a broken|a damaged))
        (?:we|I)(?: have|'ve)?(?: \w{1,10})? (?:charged … (?:twice|wrongly|too much))
        (?:we|I) (?:did not|didn't) (?:tell|send|answer|reply|do|keep|deliver|get|pack|check|read|notice|meet|write|refund|call|give)
        """
    ),
    offers=words(
        r"""
        (?:I|we) (?:can|could)(?: also| gladly| happily)?|would you (?:like|prefer|rather)|you (?:can|may) (?:choose|have|pick)
        (?:happy|glad|pleased) to|let me|what I can do|(?:I|we)(?:'d| would) like to
        """
    ),
    when=words(
        r"""
        today|tomorrow|tonight|right now|just now|now|already|immediately|straight away|right away|at once|24 hours
        this (?:morning|afternoon|evening|week)|(?:by|on|until|before|next|this)? ?(?:{days})|by the end of
        (?:within|in|takes?|after|up to) … (?:minutes?|hours?|days?|weeks?)|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:{months})
        \d{1,2}(?: ?(?:to|-|–) ?\d{1,2})? (?:working |business )?(?:minutes|hours|days|weeks)|(?:{months}) \d{1,2}
        (?:I|we)(?:'ve| have)(?: \w{1,10}){0,2} {done}
        """,
        days=_DAYS,
        months=_MONTHS,
        done=r"refunded|credited|sent|shipped|cancell?ed|replaced|issued|added|exchanged|changed|updated|corrected|resent|"
        r"reshipped|ordered|arranged|booked|attached|processed|made|swapped|put|given",
    ),
    whole_amount=words(
        r"""
        in full|full(?:y)?(?: \w{1,8})? (?:refund|refunded|amount|price|credited)|\d{1,3} ?(?:%|per ?cent)|what you paid
        the (?:whole|full|entire) (?:amount|price|sum|order)|(?:all|everything) (?:of it|you paid)|free of charge
        """
    ),
    thanks=words(
        "thank you(?! for nothing)|thanks(?! for nothing| to)|grateful|(?:I|we)(?: \w{1,8})? appreciate|much appreciated"
    ),
    next_step=words(
        r"""
        let (?:me|us) know|(?:reply|answer|respond|write)(?: back)? (?:to (?:this|me|us|my)|me|us|here|at any|any ?time|directly|by)
        (?:just|simply) reply|(?:contact|reach|call|e-?mail|message|ask|tell|text|chat with) (?:me|us)|reach out|feel free
        (?:I(?:'m| am)|we(?:'re| are)) (?:here|happy|glad|around|available)|(?:any|further|more) questions|any ?time|next steps?
        (?:I|we)(?:'ll| will| shall)(?: \w{1,10})? (?:write|check|call|follow|update|keep|be in touch|get back|look|watch|let you)
        (?:I|we)(?:'ll| will| shall)(?: \w{1,10})? (?:e-?mail|message|contact|stay|tell|confirm|come back|revert|send you (?:an update|news))
        if (?:you have|there(?:'s| is)|you need|you(?:'d| would) (?:like|rather|prefer)|anything|you prefer|something|any)
        if it (?:does not|doesn't|is not|isn't|has not|hasn't)|would you (?:like|prefer|rather)|which (?:would|do|one)
        (?:could|can|would) you|(?:do not|don't) hesitate|(?:please|kindly) (?:revert|reply|confirm|tell|choose|write|send|let)
        """
    ),
    trouble=words(
        r"""
        lost|late|delay\w{0,3}|never|missing|broken?|damaged?|defective|faulty|wrong|charged|refund\w{0,3}|complain\w{0,3}
        disappoint\w{1,4}|angry|upset|unacceptable|waiting|still (?:not|no)|crack\w{0,3}|torn|stain\w{0,3}|scratch\w{0,3}
        not (?:arrived?|received|come|work\w{0,3})|\w{2,5}n't (?:arrive|arrived|come|work|received|get|got|here|fit|turn)
        terrible|awful|worst|ridiculous|fed up|problem|stolen|empty|incomplete|twice|where is
        """
    ),
)


def _warn(
    kind: Kind,
    reason: str,
    phrases: str,
    gentler: str = "",
    where: Where = Where.ANYWHERE,
    *,
    can_be_negated: bool = True,
) -> Rule:
    pattern = words(phrases, others=_OTHERS, is_="(?:'s| is| was)", are="(?:'re| are| were)")
    return Rule(kind, reason, pattern, gentler, where, can_be_negated)


_RULES = (
    _warn(
        Kind.ACCUSES,
        "It calls the customer dishonest. We believe people; doubts are looked into quietly, and never in a reply.",
        r"""
        you(?:{are}| have been)?(?: \w{1,10})? (?:lying|a liar|liars|dishonest|cheating|a cheat|a thief|a fraud|scamming|a scammer|faking)
        you (?:lied|cheated|stole|faked|made (?:it|this|that) up|invented)|your (?:lies|lie|dishonesty|fraud|scam|false claims?|excuses?|story)
        you(?:{are}) (?:just |only |simply |clearly )?trying to (?:cheat|scam|trick|deceive|get (?:a free|free|money)|take advantage|game|abuse)
        taking advantage of (?:us|our|the)|(?:I|we) (?:suspect|accuse)(?: that)? you\w{0,2}|fraudulent (?:claims?|requests?|returns?|refunds?|orders?)
        abus(?:e|ed|ing) (?:of )?(?:our|the) (?:policy|policies|system|service|refunds?|returns?|generosity)|(?:fake|bogus|false) claims?
        (?:attempt|trying|tried) (?:to|at) (?:defraud|commit fraud|scam|fraud)
        """,
        "I am sorry that this happened. Let me put it right.",
    ),
    _warn(
        Kind.ACCUSES,
        "What was refunded before says nothing about this parcel, and reads as suspicion.",
        r"""
        (?:too many|so many|several|multiple|repeated|another|yet another) (?:refunds?|claims|returns|complaints) (?:from you|on your|in your|by you)
        your (?:account )?(?:history|record|pattern) of (?:refunds?|claims|returns|complaints)
        you(?:'ve| have)? (?:already |previously )?(?:had|received|got|claimed|requested|made)(?: \w{1,8}){0,2} (?:too many|so many|several|multiple) (?:refunds|claims|returns)
        (?:your account|you) (?:is|was|has been|have been|are) flagged
        """,
    ),
    _warn(
        Kind.DOUBTS,
        "It sounds as if the customer were not believed.",
        r"""
        (?<!when )(?<!how )(?<!where )(?<!once )(?<!before )(?<!until )you (?:claim|claimed|allege|alleged)(?: that| to| it| the| you| your| not| never| this|,)
        (?:you are|you're|you were) claiming|allegedly|supposedly|so-called|if (?:you are|you're) (?:telling the truth|being honest)
        if what you(?:'re| are)? (?:say|saying|wrote|told \w{2})(?: \w{2})? is true|assuming (?:that )?(?:you are|what you|your story)
        are you (?:really |absolutely |quite |completely )?(?:sure|certain)|(?:can|could) you (?:even )?prove|prove (?:that|it|to us)|proof that you
        (?:did|have) you (?:really|actually|even|bother\w{0,2})|I find (?:it|that) (?:hard|difficult) to believe|hard to believe
        """,
        "Thank you for telling me. Let me look at what happened.",
    ),
    _warn(
        Kind.DOUBTS,
        "A record is held against the customer's word. Scans are sometimes wrong; the customer knows what came.",
        r"""
        (?:according to|as per|per) (?:our|the) (?:records?|system|tracking|driver|courier|carrier|seller|logs?),? … {got}
        (?:our|the) (?:records?|system|tracking|logs?)(?: \w{1,12}){0,2} (?:show|shows|indicate|indicates|say|says|confirm|confirms|state|states) … {got}
        (?:our|the) (?:driver|courier|carrier|seller) (?:says|said|insists|swears|confirms|confirmed|assures|claims|told (?:us|me)) … {got}
        """.replace(
            "{got}",
            r"(?:you|he|she|it|the parcel|the package|delivery|delivered)(?: \w{1,12}){0,3} (?:received|signed|delivered|accepted|handed|got|"
            r"left it|took)(?![^.!?\n]{0,100} (?:but|yet|and I believe|and still|although|I believe you))",
        ),
        "The scan says delivered, and you do not have it: I believe you, and I am looking into it.",
    ),
    _warn(
        Kind.ARGUES,
        "It argues. The customer wants help, and nobody is helped by having lost an argument.",
        r"""
        you(?:{are})(?: \w{1,10})? (?:wrong|mistaken|incorrect|confused|misinformed|overreacting|exaggerating|being (?:rude|difficult|unreasonable|dramatic))
        (?:that|this|it)(?:{is_}) (?:not true|untrue|not correct|simply (?:wrong|false|not)|just not true|nonsense|ridiculous|not how it works|not what happened)
        (?:I|we)(?: strongly| respectfully| have to| must)? disagree|(?:I|we) (?:do not|don't) agree|with all due respect|the fact (?:is|remains)
        what part of|had you read|if you had (?:only |actually |just )?(?:read|checked|looked|listened|followed)|you (?:would|should) (?:have known|know)(?: that| this| by| better)?
        you (?:misunderstood|misread|misinterpreted)|(?:please )?calm down|(?:no|not any) (?:need|reason) to (?:shout|be (?:rude|upset|angry)|get (?:upset|angry))
        (?:please )?do(?: not|n't) (?:shout|be rude|exaggerate)
        """,
        "I see it from your side, and this is what I can do.",
        can_be_negated=True,
    ),
    _warn(
        Kind.ARGUES,
        "It tells the customer off for asking again. They ask because they still need the answer.",
        r"""
        as (?:I|we)(?:'ve| have)?(?: already| previously)? (?:said|told|explained|stated|mentioned|informed|wrote|pointed out)
        as (?:already|previously|clearly|repeatedly) (?:said|stated|explained|mentioned|communicated|informed|pointed out)|per my (?:last|previous)
        (?:I|we)(?:'ve| have)? (?:already|repeatedly|clearly) (?:told|explained|said|informed|answered|stated)|like I said|once again,|how many times
        (?:let me|to) be (?:very |perfectly |absolutely )?clear
        """,
        "Let me put it more clearly:",
    ),
    _warn(
        Kind.ARGUES,
        "It looks down on the customer, or makes the trouble smaller than it was.",
        r"""
        obviously|as you (?:surely|certainly|should|must|ought to) know|surely you|(?:you )?clearly (?:you )?(?:did not|didn't|failed|have not|haven't)
        (?:it|that|this)(?:{is_}) (?:only|just|merely) (?:a|an|one|\$|€|£)(?: \w{1,10})?(?: \w{1,10})?(?: late| delay| days?| scratch| dollars?| box| parcel)?
        not (?:our|my) problem|thanks for nothing|good luck with that|how (?:nice|kind|lovely) (?:of you to finally|that you finally)|finally (?:decided|bothered|managed) to
        (?:everyone|everybody|most people|other customers) (?:else )?(?:manages?|understands?|can|do not|don't|knows?)|not the end of the world|not a big deal|no big deal
        """,
        can_be_negated=False,
    ),
    _warn(
        Kind.BLAMES,
        "It puts the blame on the customer.",
        r"""
        (?:entirely |completely |all )?your (?:own )?(?:fault|mistake|error|negligence|carelessness|responsibility|problem)(?! with| report)
        you(?:'ve| have)?(?: \w{1,10})? (?:entered|provided|gave|given|typed|put|chose|selected|ordered)(?: us)? (?:the |a |an )?(?:wrong|incorrect|invalid|false|bad|incomplete)
        you (?:should|could|ought to) have(?! (?:had|received|gotten|heard|been (?:told|sent|refunded|given|informed|warned|charged|offered)))
        (?:because|since|as) you(?:'ve| have)? (?:did not|didn't|failed|forgot|forgotten|were not|weren't|never|missed|refused|not)
        you (?:failed|forgot|neglected|refused|omitted) to|you (?:must|probably|may|might|likely)(?: \w{1,10})? have (?:overlooked|missed|lost|misplaced|dropped|damaged|broken|forgotten|misread|deleted)
        (?:due to|because of) your|you (?:did not|didn't|never) (?:read|follow|check|bother|answer|respond|reply|provide|include|specify|update|pay|cancel|pick|open)
        you (?:broke|damaged|misused|mishandled|lost|misplaced|ignored)|(?:nobody|no one) (?:forced|told|asked) you
        """,
        "Let me see how we get this right from here.",
    ),
    _warn(
        Kind.BLAMES,
        "It blames somebody who cannot answer here. To the customer it is our parcel; who is answerable is decided elsewhere, on evidence.",
        r"""
        ({others})(?: (?:has|have|had|probably|obviously|clearly|simply|apparently|must have|just|again|once again)){0,2} {failed}
        ({others})(?:'s|s')? (?:fault|mistake|error|negligence|carelessness|failure|incompetence|responsibility|problem)
        (?:fault|mistake|error|failure|negligence|carelessness) (?:of|by|from|on the (?:part|side) of|lies with|is with|was with) ({others})
        ({others}) (?:is|are|was|were)(?: \w{1,10})? (?:to blame|at fault|responsible|careless|lazy|incompetent|unreliable|useless|terrible|new and)
        (?:blame|take (?:it|this|that) up with|complain to|up to|on) ({others})(?: for| about| not| directly|[.,!])
        """.replace(
            "{failed}",
            r"(?:lost|failed|forgot|messed|screwed|botched|mishandled|damaged|broke|stole|misplaced|neglected|lied|ignored|"
            r"misread|delivered it to the wrong|made (?:a|the|this|an)(?: \w{1,10})? (?:mistake|error)|sent (?:you )?the wrong|packed the wrong|"
            r"gave you (?:the )?wrong|told you (?:the )?wrong|did not (?:do|send|follow|bother|care|read|note|pack|scan)|didn't (?:do|send|follow|bother|care|read|note|pack|scan))",
        ),
        "Your parcel went astray on its way to you, and it is ours to put right.",
    ),
    _warn(
        Kind.BLAMES,
        "It says whose fault it is not. The customer bought from us, and asks us.",
        r"""
        (?:not|isn't|wasn't|hardly) (?:really |actually )?(?:our|my) (?:fault|mistake|error|responsibility|doing|department|job)
        (?:we|I)(?:'re| are|'m| am)(?: not|n't) (?:responsible|liable|to blame|at fault)|(?:we|I) (?:cannot|can't|can not) be held (?:responsible|liable)
        (?:beyond|outside|out of|not in) (?:our|my) (?:control|hands|power)|nothing to do with (?:us|me)|no fault of (?:ours|mine)
        """,
        "However it came about, it is ours to put right.",
        can_be_negated=False,
    ),
    _warn(
        Kind.HIDES_BEHIND_POLICY,
        "A rule is no reason. Say why, and what can be done instead.",
        r"""
        (?:our|the|company|store|shop|this|return|refund|returns) (?:policy|policies|rules|terms|guidelines|procedures?) … {forbids}
        (?:as )?per (?:our|the|company) (?:policy|policies|rules|terms|guidelines)|according to (?:our|the|company) (?:policy|policies|rules|terms|guidelines)
        (?:because|due to|in line with|in accordance with|under) (?:of )?(?:our|company|the) (?:policy|policies|rules|terms),? (?:I|we) (?:cannot|can't|can not|am not|are not|do not|don't)
        against (?:our|the|company) (?:policy|policies|rules|terms)|it(?:{is_}) (?:just |simply |our |company |the )?(?:company |store )?policy|policy is policy|rules are rules
        (?:our|my) hands are tied|nothing (?:I|we|more (?:I|we)) can do|(?:the|our|my) system (?:does not|doesn't|will not|won't|cannot|can't)(?: let| allow)?
        (?:I am|I'm|we are|we're) (?:not|un)(?: |)(?:allowed|permitted|authori[sz]ed|able) to (?:make (?:an )?exceptions?|do anything)|you agreed to (?:our|the|these)
        """.replace(
            "{forbids}",
            r"(?:do not|does not|don't|doesn't|says?|states?|forbids?|prohibits?|prevents?|requires? (?:you|that you)|is (?:very )?clear|will not|won't|cannot|clearly)"
            r"(?! you (?:get|have|may|can))",
        ),
        "I cannot do that, because …; what I can do is …",
        can_be_negated=False,
    ),
    _warn(
        Kind.NON_APOLOGY,
        "It apologises for the customer's feeling, or only in case; an apology names what we did.",
        r"""
        (?:sorry|apologi[sz]e|regret)(?: that| if| to hear(?: that)?)? you (?:feel|felt|think|thought|believe|are (?:upset|offended|unhappy|not happy|dissatisfied)|were (?:offended|upset|unhappy)|see it|took|got upset|misunderstood)
        (?:sorry|apologi[sz]e|apologies|regret),? (?:but|however)|(?:sorry|apologi[sz]e|apologies) (?:for|about) any|regret any
        (?:sorry|apologi[sz]e|apologies) (?:if(?! (?:my|our|I|we))|for the way you|for your (?:feelings?|frustration|confusion|misunderstanding|perception))
        (?:sorry|apologi[sz]e|apologies) for the misunderstanding|mistakes were made
        """,
        "I am sorry that we …",
        can_be_negated=False,
    ),
    _warn(
        Kind.COMMANDS,
        "It gives an order. A request with its reason is met more gladly.",
        r"""
        (?<!all )(?:and |but |so |then |therefore,? |first,? )?you (?:(?:will|would|'ll) )?(?:must|need to|have to|are required to|are obliged to|shall|are expected to)(?! (?:do|worry about|change|pay|send) (?:nothing|anything))(?! nothing)
        (?:do not|don't|stop) (?:write|writing|contact|contacting|call|calling|reply|replying|email|emailing|complain|complaining|waste|wasting|ask|asking|send|sending)(?! (?:anything|it back|them back|back))
        """,
        "Could you please …, so that I can …?",
        Where.SENTENCE,
        can_be_negated=False,
    ),
    _warn(
        Kind.COMMANDS,
        "It gives an order. A request with its reason is met more gladly.",
        r"""
        (?:send|provide|submit|fill (?:in|out)|attach|read|wait|return|check|contact|call|read)(?! me any)(?![^.!?\n]{0,160} (?:please|kindly|any ?time|if you (?:like|wish|can|prefer)|whenever|free))
        """,
        "Could you please …, so that I can …?",
        Where.SENTENCE,
        can_be_negated=False,
    ),
    _warn(
        Kind.COMMANDS,
        "It gives an order. A request with its reason is met more gladly.",
        r"""
        (?:and|but|so|then|otherwise),? you (?:must|are required to|are obliged to|have got to|have to|need to)(?! (?:do |worry |change |pay |send )?(?:nothing|anything|about))
        you are (?:required|obliged|expected) to|(?:it is|this is) (?:mandatory|compulsory) (?:that|for) you|failure to (?:do so|comply|respond|reply)
        """,
        "Could you please …, so that I can …?",
    ),
    _warn(
        Kind.COLD,
        "A first line without a person in it. A greeting with the name opens the door.",
        r"""
        (?:dear|hello|hi) (?:customer|valued customer|sir(?: ?(?:or|and|/) ?madam)?|madam|user|client|buyer|sir/madam)|to whom it may concern|(?:this (?:mail|e-?mail|message|letter)|I am writing|we are writing) (?:is )?to (?:inform|notify|advise)
        (?:we|I) (?:regret|wish|have|would like) to (?:inform|advise|notify)|unfortunately|please be advised|please note|your (?:request|claim|refund|ticket|application|complaint) (?:is|was|has been) (?:denied|rejected|declined|refused|closed)
        (?:regarding|re|with regard to|in response to|in reference to|with reference to) your (?:ticket|request|mail|e-?mail|enquiry|inquiry|complaint|message)[,.:]
        """,
        where=Where.OPENING,
        can_be_negated=False,
    ),
    _warn(
        Kind.COLD,
        "A sentence that begins with what the customer did or did not do sounds like a finger pointed.",
        r"""
        you (?:did not|didn't|never|cannot|can't|can not|won't|will not|may not|are not (?:eligible|entitled)|aren't (?:eligible|entitled)|keep|always|waited too|have not|haven't|were (?:told|informed|warned)|are out of)
        """,
        'Start with what we know or do: "I see that …".',
        Where.SENTENCE,
        can_be_negated=False,
    ),
    _warn(
        Kind.EVADES,
        "Nobody acts in this sentence. Say who did what, in plain words.",
        r"""
        (?:an|the|some) (?:error|mistake|issue|oversight|incident|failure)s? (?:has |have )?(?:occurred|happened|was made|were made|took place|been made)
        (?:it (?:was|has been)|has been) (?:determined|decided|concluded|established) that|a decision (?:was|has been) (?:made|taken|reached)
        (?:the (?:issue|matter|ticket|case)|your (?:issue|matter|ticket|case|request|claim)) (?:has been|was|is being|will be) (?:escalated|actioned|forwarded|flagged|processed|noted|logged|closed|denied|rejected|declined)
        (?:hereby|herein|aforementioned|hereunder|thereof|notwithstanding|pursuant to|RMA|SKU|SLA|L2|tier (?:two|2)|backend|ERP|CRM|POD scan)
        please be advised|at your earliest convenience|we value your (?:business|feedback|patronage|loyalty)|your call is important
        """,
        "I looked into it, and this is what I will do:",
        can_be_negated=False,
    ),
    _warn(
        Kind.OVERPROMISES,
        "Nobody can promise this. Promise what you will do yourself.",
        r"""
        (?:never|not ever|won't ever) happen(?: to you)? again|won't happen again|will not happen again
        (?:I|we)(?: can| will| personally| absolutely|'ll){0,2} (?:guarantee|assure you|promise(?: you)?)(?: that)? (?:it|the|your|this|they|there|you(?:'ll| will) (?:get|receive|have))
        (?:I|we)(?: can| will| personally| absolutely){0,2} guarantee|(?:definitely|certainly|for sure|without fail|100 ?%) (?:arrive|be there|be delivered|come|reach|get there)|(?:100 ?%|hundred percent) (?:sure|certain|guaranteed)
        """,
        "I will check on it on …, and write to you that day.",
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
        ),
        Part.REPAIR: Suggestion(
            "Say what will be put right, how much, and by when.",
            "I have sent a new one today; it will be with you by Friday.",
            "I have arranged this for you today: {repair}.",
        ),
        Part.CONCRETE_WORDS: Suggestion(
            'Name what they ordered. "The blue jacket, size M" shows that you have their order before you; "your item" does not.',
            "the blue jacket, size M",
            "the {thing}",
        ),
        Part.THANKS: Suggestion(
            "Thank them, for instance for telling us: it gave us the chance to put it right.",
            "Thank you for telling us.",
            "Thank you for telling us about the {thing}.",
        ),
        Part.NEXT_STEP: Suggestion(
            "Say what happens next, and how to reach you.",
            "If anything is not as it should be, just reply to this mail.",
        ),
    },
    apology_without_owner=Suggestion(
        "The draft says sorry, but not yet for what. Say what we did or should have done: it is what makes an apology believed.",
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
    nothing_granted="Nothing has been granted on the case yet. Grant it first, or say what you will find out and by when.",
    other_amount="This is not the amount that was granted.",
    granted_so_far="Granted so far: {repairs}.",
    placeholder="A place to fill in was left open.",
    shouting="Capitals read as shouting.",
    loud_marks="One mark is enough.",
)

LANGUAGE = Language("en", _READING, _REMEDIES, _PARTS, _RULES, _WORDING)
