"""How dates, numbers and codes are written in free text. Everything is matched without case."""

import re
from typing import Final

_MONTHS: Final = (
    r"(?:jan(?:uar[iy]?|vier|eiro)?|jänner|jän|enero|ene|gennaio|feb(?:r(?:uar[iy]?|ero))?"
    r"|febbraio|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço|t)?|märz|mrz|mär|maart|mrt|apr(?:il[e]?)?"
    r"|abr(?:il)?|avr(?:il)?|may|mai|mayo|maggio|maio|jun[ie]?|juin|junio|junho|giugno|jul[iy]?"
    r"|juil(?:let)?|julio|julho|luglio|aug(?:ust(?:us)?)?|ao[uû]t|agosto|sept?(?:ember|tembre"
    r"|tiembre)?|settembre|setembro|o[ck]t(?:ob(?:er|re))?|octubre|ottobre|outubro"
    r"|nov(?:emb(?:er|re|ro))?|noviembre|de[cz](?:emb(?:er|re|ro))?|d[ée]c(?:embre)?"
    r"|dic(?:iembre|embre)?)(?![^\W\d_])\.?"
)
_SHORT_MONTHS: Final = r"(?:set|out|ago|mag|gen|ott|mei|giu|lug)(?![^\W\d_])\.?"
_YEAR: Final = r"(?:'?\d{2}|(?:19|20)\d{2})(?!\d)"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
_OF: Final = r"(?:of |de |del |di )?"
GONE: Final = (
    r"[^\s@]{1,64}@\S{1,255}",
    r"(?:https?|ftp|file)://\S+|www\.\S+",
    r"\d+(?:\.\d+){3,}",  # a UID, or a machine's address
    r"\d{1,4} ?(?P<sep>[-./]) ?\d{1,2} ?(?P=sep) ?\d{1,4}(?!\d)(?! ?(?:mm|cm|ml)(?![^\W_]))",
    rf"{_DAY}[ .\-/]*{_OF}{_MONTHS}(?:[ ,.\-/]*{_OF}{_YEAR})?",
    rf"{_DAY}[ .\-/]*{_SHORT_MONTHS}[ ,.\-/]*(?:19|20)\d\d",
    rf"{_MONTHS}[ .\-/]*{_DAY}(?!\d)(?:[ ,.\-/]+{_YEAR})?",
    rf"{_MONTHS}[ .\-/]*(?:19|20)\d\d(?!\d)",
    rf"(?:19|20)\d\d[ .\-/]*{_MONTHS}(?:[ .\-/]*\d{{1,2}}(?!\d))?",
    r"\d{1,2}[:h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\b\.?)?(?![^\W_])",  # time of day
    r"\d{1,2} ?[ap]\.?m(?:\.|(?![^\W_]))",
    r"(?:\+|00)\d[\d ()/.-]{6,}\d|\(\d{2,5}\)[ -]?\d[\d -]{4,}\d",  # a telephone number
    r"\d{3,5}[-./ ]\d{3,4}[-. ]\d{3,4}(?!\d)(?! ?(?:mm|ms|s)(?![^\W_]))",
    r"(?<!\d)\d{3}-\d{4}(?!\d)|0\d{1,4}[ /-]\d{4,}",
    # An age. The years of a patient stand, grouped, in an attribute of their own.
    r"\d{1,3}[ -]*(?:y(?:ea)?rs?[ -]*old|y[./ ]*o(?![^\W_])\.?|jahre alt|jährig\w*)",
    r"\d{1,3} ?(?:ans|años|anni|anos|jaar)(?![^\W_])",
    r"\d{2,3} ?y(?:rs?)?(?![^\W_])|\d{2,3}[ -]?[mf](?![^\W_])|[mf] ?/? ?\d{2,3}y?(?![^\W_])",
    r"aged?[ :]*\d{1,3}(?![^\W_])",
    # Initials; but for what is short for words of medicine.
    r"(?!(?:[ipiw]\.[vmoa]|[au]\.[pa]|p\.a|f\.s|s\.i|v\.a|z\.n|n\.b)(?![^\W_]))[a-z]\.[a-z]\.?(?![^\W_])",
)
# b-values are as round as scanners let one choose them.
_B_NAME: Final = r"b(?:[ _-]?val(?:ue)?s?)?[ =:_-]{0,2}"
_B_VALUE: Final = r"(?:0|[1-9]?[05]|[1-9][05]0|[1-9]\d?[05]0)(?!\d)"
WHOLE: Final = (
    r"[ctls][ .-]{0,2}(?:spines?|sp)(?![^\W_])",
    r"w/(?:o(?:ut)?(?![^\W_]))?",
    r"(?:i\.v|p\.o|i\.m|i\.a|a\.p|p\.a|w\.o)(?![^\W_])\.?",
    r"x[ -]?rays?(?![^\W_])|[abm][ -]mode(?![^\W_])",
    r"(?:r/o|s/p|c/o|h/o|f/u|p/w|b/l|r/l|l/r|i/v|a/p|v/q)(?![^\W_])",
    r"(?:v\.a|z\.n|n\.b|u\.a|a\.p)(?![^\W_])\.?",
    r"(?:bi|pi|li|ti|o|ni|lung|cad)-?rads(?![^\W_])",
    r"(?:tc|i|ga|f|lu|in|tl|y|xe|rb|n|c|o|cu|zr|kr|ra|sm|sr|re|ho|ac)-\d{2,3}m?(?![^\W_])",
    r"\d{2,3}m?-(?:tc|i|ga|f|lu|in|tl|xe|rb|cu|zr|kr)(?![^\W_])",
    r"[1234][ -]d(?![^\W_])",
    rf"{_B_NAME}{_B_VALUE}(?:[ _,/-]{{1,2}}b?{_B_VALUE})*(?:s/mm2?)?(?![^\W_])",
    r"(?:s/c|c/c|c/s|c/w|c\+)(?![^\W_])",
    r"(?:f\.s|s\.i|m\.i\.p)(?![^\W_])\.?",
)
# Codes that are nobody's room, ward or initials, whatever stands beside them.
SURE_CODES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"b(?:0|\d{1,3}0)|t[12](?:w|wi|star|fs|gd|ce)?|t1rho|[1234]d",  # weightings
        r"(?:b[rlvf]?|h[rvpc]?|u[rb]?|t|i|qr?|j|sa)\d{2}[fhmsd]|fc\d{2}",  # kernels
        r"(?:ep|fl|tfl|tse|se|gre|spc|ffe|tfe|fse|tof|tir)[23]d\d?|p[2-4]|\d{1,2}scan",
        r"cb\d{2}|pe\d{1,2}|ph\d{1,2}|t[rei]\d{1,4}|fa\d{1,3}",
        r"1st|2nd|3rd|(?:tc)?99m(?:tc)?|18f|f18|ga6[78]|6[78]ga|mag3|co2",
    )
)
CODES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:c|th?|d|l|s|hwk|bwk|lwk)\d{1,2}",  # a vertebra
        r"(?:(?:c|t|th|l|s)\d{1,2}){2}",
        r"t[12](?:w|wi|star|fs|gd|ce)?|t1rho",
        r"b\d{1,4}|[1234]d|t[rei]\d{2,4}|fa\d{1,3}|[cw]\d{2,4}|w[lwc]\d{1,4}",
        r"(?:\d{1,3}|1\d{3})x(?:\d{1,3}|1\d{3})(?:x\d{1,3})?(?:mm|cm)?",
        r"(?:fc|b[rlvf]?|h[rvpc]?|u[rb]?|t|i|q[r]?|j|sa|d)\d{2}[a-z]?[a-z]?",  # a kernel
        r"(?:ep|fl|tfl|tse|se|gre|spc|ffe|tfe|vibe|fse|me|tof|pc|ss|tir|de|qtse)?[23]d\d?",
        r"(?:p|ph|phase|pos|run|series|seg|segment|view|recon|vol|part|page|ser)\d{1,2}",
        r"(?:grappa|sense|cs|asset|nex|nsa|b|v|s|ch|step|set|frame|slice|roi|act|ipat)\d{1,2}",
        r"[a-z]\d{1,2}(?:[a-z]\d{1,2})?|(?:fov|opti|iso)\d{2,3}",
        r"(?:echo|im|img)\d{1,2}|\d{1,2}(?:v|vw|vws)",
        r"\d{1,2}(?:scan|seg|dir|dirs|pt|ph|ch|sl|slc|plane|phase|vessel|view|views|echo|chamber|w)",
        r"(?:1st|2nd|3rd|[4-9]th|1[0-2]th)|[1-9](?:er|re|e|ème|º|ª|o|a)",
        r"(?:ii|iii|iv|vi|vii|viii|ix|xi|xii)[ab]?",
        r"(?:tc)?99m?(?:tc)?|(?:f|fdg)18|18f|ga6[78]|6[78]ga|i1(?:23|25|31)|1(?:23|25|31)i",
        r"lu177|177lu|in111|111in|tl201|201tl|rb82|82rb|n13|13n|o15|15o|c11|11c|cu64|64cu|zr89",
        r"89zr|xe133|133xe|kr81m?|81mkr|y90|90y|ra223|223ra|na18f|mag3|co2|h2o|h1|13c|31p|23na",
    )
)
PREFIXES: Final = ("t1w", "t2w", "t1", "t2", "pdw", "pd", "3d", "2d", "ct", "mri", "mr", "dwi")
# Endings that only words of medicine have, on a stem that begins like another.
MADE_OF: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"([a-z]{4,14})(?:itis|itides|osis|oses|ectom(?:y|ie|ia|ies)|ostom(?:y|ie|ia)|otom(?:y|ie|ia))",
        r"([a-z]{4,14})(?:graph(?:y|ie|ies)|grafi[ae]?|gram(?:m|me|s|ma)?|scop(?:y|ie|ia|ic))",
        r"([a-z]{4,14})(?:plast(?:y|ie|ia|ik)|path(?:y|ie|ic)|patia|algia|algie|megal(?:y|ie|ia))",
        r"([a-z]{4,14})(?:sclerosis|stenosis|ectas(?:is|ia|ie)|troph(?:y|ie|ic)|plegia|paresis|lysis)",
        r"([a-z]{4,14})(?:aemia|emia|uria|urie|rrhagia|rrhage|malacia|cele|dynia|pnoea|pnea|lithiasis)",
        r"([a-z]{3,14})(?:blast|carcin|sarc|cyt|aden|fibr|angi|lip|neur|myel|lymph|thel)oma(?:s|ta)?",
        r"([a-z]{3,14})(?:xanth|granul|papill|chondr|oste|teat|hygr|melan|terat|meningi)oma(?:s|ta)?",
        r"([a-z]{3,14})(?:kontrolle|gelenke?s?|schmerz(?:en)?|fraktur(?:en)?|embolie|entzundung(?:en)?)",
        r"([a-z]{3,14})(?:karzinom(?:e|s)?|metastas(?:e|en)|fenster|aufnahmen?|ubersicht|therapie)",
        r"([a-z]{3,14})(?:verletzung(?:en)?|blutung(?:en)?|ruptur(?:en)?|lasion(?:en)?|zysten?|stenosen?)",
        r"([a-z]{3,14})(?:thrombosen?|verkalkung(?:en)?|arthrosen?|prothesen?|untersuchung(?:en)?|odem)",
        r"([a-z]{3,14})(?:wirbelsaule|wirbelkorpers?|arterien?|venen?|lappens?|lymphknoten|muskulatur)",
    )
)
