"""Reading a draft once, and saying what would make it kinder and clearer."""

from evenhand.tone.advice import Advice, Context
from evenhand.tone.cautions import cautions
from evenhand.tone.languages import language_for
from evenhand.tone.parts import parts
from evenhand.tone.reading import read


def advise(draft: str, context: Context | None = None) -> Advice:
    """Advice on `draft`, for its writer alone: what it has, what it could still take, which words to look at again.

    Nothing is stored, sent or remembered, the draft is never changed, and there is no score (see Advice). What
    others wrote is left out: quoted lines, words in quotation marks, "you wrote: …", sentences copied from the
    customer. The time it takes grows in step with the length of the draft.
    """
    context = context or Context()
    language = language_for(context.language)
    if language is None:
        return Advice(
            context.language,
            is_available=False,
            note=f"There is no advice for drafts in the language {context.language!r} yet.",
        )
    as_read = read(draft, context, language)
    warnings = cautions(as_read, context, language)
    present, missing = parts(as_read, context, language, warnings)
    return Advice(language.code, present=present, missing=missing, warnings=warnings)
