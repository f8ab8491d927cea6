"""What the bot says in its own words. None of it ever stands inside a quote."""

START = (
    "Ask me anything about the documents I keep. I answer with verbatim quotes and their sources, "
    "and with nothing else: no sentence is mine.\n\n"
    "If the documents do not answer, I say so. /help tells more, /sources lists the documents."
)
HELP = (
    "Write a question in your own words, as you would ask a colleague. A few words will do.\n\n"
    "You get excerpts cut from the documents as they stand. The sentence that answers is bold; "
    "under each excerpt is where it comes from.\n\n"
    "/sources: the documents I answer from\n"
    "/help: this message"
)
NOT_ANSWERED = "The collection does not answer this."
ALSO_IN = "Also in:"
NEAREST = "What came nearest:"
TEXT_ONLY = "I can read text only. Write your question as a message."
UNKNOWN_COMMAND = "I do not know this command. Write a question, or see /help."
FAILED = "Something went wrong with this question. Please try again in a moment."
ONE_MOMENT = "One moment: there are other questions before yours."
TOO_MANY = (
    "That is too much at once. I answer what I have of yours; please write the rest again later."
)
NOT_ALLOWED = "This bot answers only people its owner knows. Your id, to give to the owner: {id}"
SOURCES = "{count} documents:"
ONE_SOURCE = "One document:"
MORE_SOURCES = "… and {count} more"

# The menu that Telegram shows beside the text field.
COMMANDS = {"sources": "The documents I answer from", "help": "How to ask"}
