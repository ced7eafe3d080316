"""English letters: how customers ask and what they want, as they write it all over the world."""

from evenhand.tone.gist.language import GistLanguage
from evenhand.tone.gist.letter import TroubleKind, WishKind
from evenhand.tone.phrases import Phrases, word_list

_say = Phrases(
    {
        "want": "(I|we)(| would|'d| do| really| just| only| now| still) "
        "(like|love|prefer|rather|want|wish|need|expect|demand|request|insist on)"
        "(| to| to have| to get| to receive| a| you to| you| that you| for)|"
        "(I|we)('m| am|'re| are) (asking|hoping|looking) (for|to)|"
        "please|kindly|pls|plz|(can|could|would|will|may|might|shall) (I|we|you|someone|somebody|u)(| please|"
        " kindly)|"
        "is it possible(| for me| for you) to|would it be possible(| for me| for you) to|is there (a|"
        "any) way to|how (do|can|would|should) (I|we)|"
        "I have to|I must|I('d| would) be grateful|I am writing to|I'm writing to|all I want is|what I want is|"
        "trying to|try to|wish to|hope to|expecting|ask you to|asking you to|asked you to|best if|let's|so|just|and",
        "it": "it|this|that|them|these|those|one|everything|the (order|item|parcel|package|thing|things|lot|"
        "whole thing)|"
        "my (order|item|items|purchase|parcel|package)|(the|my|this|that|our) \\w{2,15}( \\w{2,15})?",
        "ask": "where|when|why|how|what|which|who|whose",
        "aux": "is|are|was|were|do|does|did|can|could|will|would|should|shall|may|has|have|had|am|'s|must",
        "who": "I|you|we|it|he|she|they|there|this|that|these|my|your|the|our|anyone|anybody|someone|somebody|any|one",
    }
)

COMMON = word_list("""
    the a an and or of to in is it its was are were be been i you he she we they my your our this that these not
    no have has had do does did don can could would will please for with from on at but so if when where what why
    how there me us still yet just any all hi hello dear thanks thank order parcel arrived came get got
""")


def language() -> GistLanguage:
    """How letters are read. Made at first use, because it takes a moment."""
    return GistLanguage(
        code="en",
        quoted_line=_say(r"On [^\n]{4,160}wrote:; (From|Sent|To|Subject|Date): [^\n]{1,200}", line_start=True),
        quoted_rest=_say(
            r"-{2,20} ?(Original Message|Forwarded message|Original-Nachricht) ?-{2,20}; Begin forwarded message:; "
            r"Sent from my [^\n]{2,40}; Get Outlook for [^\n]{2,40}",
            line_start=True,
        ),
        asks=_say(r"""
        (|(and|so|also|but|ok|okay|hi|hello|please|then|second|secondly|first|firstly),? )({ask}) [exactly|\
            on earth|the hell] ({aux}) ({who})
        (|(and|so|also|but|then|second|secondly|first|firstly),? )({ask}) (long|many|much|soon|come|\
            often) _ _ ({aux}|it|you|I)
        (|(and|so|also|but|then),? )(is|are|was|were|do|does|did|can|could|will|would|should|has|have|\
            may) ({who}) \w{2,20} \w{1,20} \w{1,20}
        what'?s (going on|happening|up with)
        any (news|update|updates|idea|ideas|chance)
        what about; how about; how come
    """),
        asks_within=_say(r"""
        (let|letting) (me|us) know (if|when|whether|what|how|where|why|which|who|about|the|your|as to|by)
        (tell|inform|advise|update|explain to|show) (me|us) (if|when|whether|what|how|where|why|which|who|about|\
            on|as to)
        (please|kindly|could you|can you) (advise|explain|confirm|clarify|check|look into)
        (wondering|wonder|wondered|curious|unsure|not sure|asking|ask|know|understand|find out|see) (if|when|\
            whether|what time|how|where|why|which|who)(?! (much I|I feel))
        (want|like|need|love) to (know|understand|find out|hear) (if|when|whether|what|how|where|why|which|who|\
            about|more|the)
        (no|any) idea (if|when|whether|what|how|where|why|which)
        my (question|questions) (is|are)
    """),
        asks_nothing=_say(r"""
        how are you [doing|all|today]; hope (you|all|this) (are|is|finds)
        (are you|is this|is that) [all] (kidding|serious|joking|a joke|for real)
        (you know|right|really|seriously|hello|huh|okay|ok|why me|honestly|isn't it|remember)\?$
        how (hard|difficult) can it be; who (does|do|would) (that|this|such); do you (people|guys) even (care|read)
        what (is wrong with|were you thinking|a (joke|mess|shame)); what kind of (shop|company|service|business)
        how (dare|could) you; what more (do|can) (you|I)
        I (don't|do not) (know|understand|see) how (much|anyone|you can)
        I (know|understand|see) how; as you know; you know (how|what|that)
    """),
        wishes={
            WishKind.REFUND: _say(r"""
            ({want}) … _ (refund|refunded|refunding|reimburse*|reimbursement|money back|money returned|cash back)
            ({want}) … (give|get|send|pay|have|return|transfer) … (money|{it}) … (back|returned|\
                refunded)(?! to (you|the seller|your))(?= .{0,12}(card|account|paypal|money)|[.!?,]|$)
            ({want}) (give|get|send|have|pay) [me|us] [back] [all|all of] my money
            refund (me|us|please|my|the|it|this|that|in full|requested|request|asap|immediately|for)
            [full|complete|partial] refund please; my money back
            (want|like|prefer|expect|demand|need|request*|asking for) … refund; refund (instead|rather); \
                (prefer|rather have|choose|take|opt for) … (refund|money)
            credit (my|the|it back to my) (card|account|paypal)
            pay (me|us) back; (rather|prefer|like) _ _ have my money(?! on); (take|have|get|want) the money back
            (is|are) not back (on|in) my (card|account|bank); (expect|want|need|demand) (it|that|this) back
            (a|either a|either|or a|or) refund
            (take|knock) (something|some|a bit|half|\d{1,4}\S{0,2}) off [my|the|our] (bill|price|total)
        """),
            WishKind.REPLACEMENT: _say(r"""
            ({want}) … _ (replacement|replacements|replace|replaced|replacing)
            ({want}) … (send|ship|post|get|have|order|give) … (new|another|second|fresh|correct|right|missing|\
                other|proper) (?!(address|card|date|number|label|invoice|time)\b)(one|ones|item|items|part|\
                parts|piece|pieces|set|pair|parcel|\w{3,15})
            (send|resend|re-?send|ship|reship|re-?ship|post|dispatch) ({it}|me {it}|me another|another|a new|\
                the (right|correct|missing)) [\w{2,15}] (again|out again)
            (resend|re-?send|reship|re-?ship); (new|replacement) (one|part) (please|instead)
            (want|like|prefer|need|expect|get|have|send*) … (a new one|another one|new one|the (right|\
                correct) (one|size|item|colou?r)|the missing \w{2,15})
            (want|like|prefer|need|expect|request|get|have) … replacement
            send (me|us) the (missing |right |correct |)(?!(money|label|invoice|receipt|bill|link|details|\
                tracking))\w{3,15}; send (me|us) what I (paid|ordered); send what I (paid|ordered)
            (or|and|either) a (new|second|fresh) (one|\w{3,15})(?= is| would|[.,!]|$| please| instead)
            (glad|happy|grateful) if a (new|working|proper|second|whole) \w{2,15} (could|can|would)
        """),
            WishKind.RETURN: _say(r"""
            ({want}) … _ (return|returning|send … back|sending … back|ship … back|give … back|\
                bring … back)(?! to me| my money| me my| my call| my e-?mail| a call)
            (return|returns) (label|slip|form|address|this|them|these|it|the|my|one|both|everything); (start|\
                arrange|begin|open|request) … return
            (pick|collect) … up; (arrange|book) … (pick-?up|collection); (driver|courier|somebody|someone|\
                you) to collect
            (sending|send) back (the|my|one|both|it|them); I('ll| will) return (it|them|this|the)
        """),
            WishKind.EXCHANGE: _say(r"""
            ({want}) … _ (exchange|exchanged|swap|swapped|swop|exchanging|swapping)
            (exchange|swap) (it|this|them|these|the|my|for|one|to); have the \w{3,15} in \w{3,12} (rather than|\
                instead of); (size|colou?r) instead; (bigger|smaller|larger|different|other) (size|one|\
                colou?r) instead
        """),
            WishKind.CANCEL: _say(r"""
            ({want}) … _ (cancel|cancell?ed|cancell?ing|cancell?ation|call off|stop (the|my|this|that) (order|\
                shipment|delivery))
            cancel (my|the|this|that|it|order|both|one|everything|immediately|asap|please|all)
            call (it|the whole thing|this|everything|the order) off
            (do not|don't) (want|need) (the|my|this|that|it|order|them) (order|anymore|any more|any longer|now)
        """),
            WishKind.ADDRESS: _say(r"""
            (change|update|correct|amend|edit|modify|fix|alter) … _ _ address
            (send|deliver|ship|redirect|divert|forward|reroute|go|delivered|sent|shipped) … _ to … _ (address|\
                office|work|neighbou?r|workplace|instead)
            (could|can|should|may) it go to (?!(plan|waste|the wrong)); (hold|keep) the (parcel|package|\
                delivery|order); bring it to (the|my|our)
            (new|correct|right|different|another|other) [delivery|shipping|postal] address (is|:|should be|would be)
            (wrong|old|incorrect|previous) [delivery|shipping|postal] address
        """),
            WishKind.CHANGE: _say(r"""
            ({want}) … (change|amend|edit|modify|switch|update) … (order|size|colou?r|quantity|item|items|\
                payment|card|delivery date|one of)
            ({want}) … (add|remove|take off|take out|include) … (to|from|in) [my|the|this] order
            (change|switch) … (size|colou?r|quantity|payment)
        """),
            WishKind.PAPERS: _say(r"""
            ({want}|send|need|missing|without) … _ (invoice|receipt|vat|bill|proof of purchase|warranty (card|\
                papers)|packing slip|tax document)(?! (says|shows|said|number))
            (corrected|new|proper) (invoice|receipt|bill); (invoice|receipt) … (corrected|missing|wrong)
        """),
            WishKind.PERSON: _say(r"""
            ({want}) … (call|phone|ring|telephone) (me|us|back); (call|phone|ring) me back; (call|ring|\
                phone) me (on|at|under|today|tomorrow|please); get me (somebody|someone|a) _ _ (decide|manager|\
                supervisor|charge); ({want}) … (call(?! (it|the|this|everything|off))|phone call|callback|call-?back)
            (speak|talk|escalate*|escalated|put me through) … (to|with) … (manager|supervisor|human|person|\
                someone|somebody|superior|complaints)
            ({want}) … (speak|talk) (to|with); (file|make|lodge|raise|submit) … complaint; ({want}) … complain
        """),
            WishKind.DATA: _say(r"""
            (delete|erase|remove|close|deactivate) … (account|data|details|information|profile)
            unsubscribe; (copy|export) of … (data|about me|store); (its|their|data|full) deletion; GDPR; (stop|\
                take me off) … (newsletter|mails|e-?mails|mailing list|marketing)
        """),
        },
        wishes_not=_say(r"""
        (do not|don't|did not|didn't|never|not) (want|need|ask|wish|request|like|intend|looking|care)
        (do not|don't|please don't|never) (cancel|refund|send|change|replace|return|deliver)
        (do|should|must|would|will|am) (I|we) (need|have|supposed) to
        (no need|instead of|rather than|not) (to|a|for|the|an)
        (was|were|been|already|have|had|has|got|just) (promised|told|offered|asked|requested|returned|\
            cancell?ed|refunded|sent|received|waiting|sending)
        (wait*|waiting|still waiting) (for|on) (the|my|a|this); still (have not|haven't|not) (got|received|had)
        (said|says|promised|told me) (you|they|he|she|I) (would|will|had|have)
        (you|they|she|he) (would|will|had|have|were going to) (refund|send|replace|cancel)
        last (week|month|time) I; (when|where|whether|if|has|have|did|is|was|until|how long) _ _ (my|the|your|a|\
            this) _ (refund|replacement|return|exchange|cancell?ation|money)
    """),
        troubles={
            TroubleKind.DAMAGED: _say(r"""
            damaged; damage; broken; broke; smashed; shattered; cracked; crack; cracks; dented; scratched; scratches; \
                chipped; torn; ripped; leaking; leaked; snapped; in pieces; in two; (came|fell|falls) (apart|\
                off); (a|one) \
                piece (stayed|fell|came|broke)
        """),
            TroubleKind.WRONG_ITEM: _say(r"""
            wrong (item|thing|one|order|product|parcel|size|colou?r|model|article|\w{3,15}) (came|arrived|in|was|sent|\
                from|for|instead)
            (sent|got|received|gave|delivered) [me|us] the wrong; wrong item; somebody else's (order|parcel|things); \
                (ordered|asked for|wanted) … … (but|and) (got|received|you sent|found)
        """),
            TroubleKind.MISSING_PART: _say(r"""
            missing; (one|two|three|some|a) of _ _ (is|are) not (in|there); not (all|everything) _ _ (in the|\
                there|arrived); \
                (\d{1,3}|one|two|three|four|five|six) (of|out of) (the|\d{1,3}|two|three|four|five|six|seven|eight) \
                (pieces|parts|items|things|screws|pairs); incomplete
        """),
            TroubleKind.NOT_AS_DESCRIBED: _say(r"""
            not what the (page|picture|photo|description|site|website|shop) (says|said|shows|showed|promised); \
                not as (described|shown|pictured|advertised|promised); (differs|different|nothing like) (from|\
                to|than) the \
                (page|picture|photo|description); the (colou?r|measurements|size|material|fabric) (is|are) (different|\
                wrong|another); (looks|is) nothing like
        """),
            TroubleKind.NOT_RECEIVED: _say(r"""
            (never|not) (came|come|arrived|received|delivered|got|been delivered|here|turned up|reached); nobody (rang|\
                came|called|knocked); no (parcel|package|delivery) (here|came|arrived|at the door); (marked|\
                shown|shows|\
                says|listed) (as|it is|it was|that it was) (delivered|handed over); (was|were) handed over; (have|did|\
                has|do) not (got|get|received|receive|have) _ (it|them|my parcel|the parcel|my order|anything)
        """),
            TroubleKind.LATE: _say(r"""
            late; overdue; delayed; (was|were) (due|promised|announced|supposed to (come|arrive|be here)); still \
                (waiting|not here|no sign)
        """),
        },
        troubles_not=_say(r"""
        (not|isn't|wasn't|aren't|nothing|never|no|without) [is|was|at all|been|really|any] (damaged|damage|\
                broken|broke|\
            missing|late|wrong|cracked|scratched|torn|a)
    """),
        order_words=_say(r"""
        order; orders; order (number|no|nr|num|id|ref|reference); purchase; ordernumber; (number|no|nr|#|ref|\
            reference|id):?
    """),
        no_order_words=_say(
            r"""
        tracking; parcel; shipment; phone; tel; telephone; mobile; cell; zip; postcode; postal; invoice; \
            account; card; customer; iban; ticket; case; serial;
        model; article; item; call; whatsapp; year; in
    """
        ),
        deeds={
            WishKind.REFUND: _say("refund*; money back; reimburs*; (money|amount|fee) … (back|returned)"),
            WishKind.REPLACEMENT: _say(
                "replac*; re-?send*; re-?ship*; (send|ship|post|order) … (new|another|missing|right|second); new one"
            ),
            WishKind.EXCHANGE: _say("exchang*; swap*"),
            WishKind.CANCEL: _say("cancel*"),
            WishKind.ADDRESS: _say("address"),
        },
        promises=_say(r"""
        (I|we)('ll| will| shall| am going to|'m going to| are going to| promise to)(?! (be (happy|glad|able)|\
            not|never|need|have to))
        you('ll| will| should) (get|receive|have|hear|see|find)
        (will|should) (be|reach|arrive|go|leave) … _ (within|by|on|in|with|at|tomorrow|today|next|before|to|out)
        (I|we)('ve| have) (asked|arranged|ordered|requested|booked)
    """),
        promises_nothing=_say(
            r"""
        if (you|we|I) ; unless; (be|am|are|is) (happy|glad|able|pleased|sorry|delighted); (I|we)('ll| \
            will) (gladly|happily) (answer|help); (let|please let) (me|us) know
    """
        ),
    )
