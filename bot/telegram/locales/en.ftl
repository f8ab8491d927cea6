# Fixed texts of the bot, in English. Every other language has the same messages.

start =
    Ask me anything about my documents. I answer with verbatim quotes and their sources, and never in words of my own.

    If the documents have no answer, I say so. /help explains more, /sources lists the documents.
example-said = What did { $name } say?
example-about = What is known about { $name }?
example-title = What is known about “{ $title }”?

help =
    Write a question in your own words, as you would ask a colleague. A few words will do.

    You get excerpts cut from the documents as they stand. The sentence that answers is bold; under each excerpt is where it comes from. If nothing answers, I say so, and fold away the closest passages.

    • To follow up, reply to my answer: “And in July?” Between the two of us you can also just write it. I show what I took it to follow; /new starts afresh.
    • Edit your question, and I change my answer.
    • To narrow it down, put since:2022-10-01, until:2022-12 or source:"Kyiv Post" beside the question.
    • The buttons under an answer show the text around a quote, further quotes or the document itself, or copy the quote with its source.
    • /watch and a question, or 🔔 under an answer: I’ll tell you when a new document answers it.

    In a group I read only what is meant for me: /ask{ $bot } and a question, or a reply to one of my answers; my name too, if I am an administrator there. In any other chat, write { $bot } and a question, and choose a quote to send.

    /sources – the documents I answer from
    /verify – is this quote real?
    /new – forget our conversation
    /privacy – what is kept

privacy =
    Telegram carries our messages, and can read them. From there they go to the computer that I run on, and no further.

    • A question is kept until it is answered, and then for a while in working memory, so that you can follow up. /new forgets at once what was asked in this chat; so does a restart.
    • If you press 👍 or 👎, the question, the quotes and your feedback are kept, so that answers can be made better. Your name and id are not kept with them.
    • A question that you save (/watch, 🔔) is kept with the id of this chat until you remove it.
    • Whoever runs me can see the documents and this feedback, and could see more: it is their computer.

new-done = Forgotten. Your next question starts afresh.

# Answers

not-answered = The collection does not answer this.
not-answered-among = None of the documents that you asked for ({ $filters }) answers this.
not-ready = I am still indexing the documents for questions in this language. Please ask again in a few minutes.
uncertain = No clear answer.
no-documents-among = There are no documents of the kind that you asked for ({ $filters }). /sources lists all.
nearest = Closest passages:
next-nearest = Next closest passages:
also-in = Also in:
also-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
quote-near = { $count ->
    [one] Close to the question, but perhaps not an answer:
   *[other] Close to the question, but perhaps not answers:
}
sources-differ = Sources differ
sources-agree = { $count } sources agree
sources-several = { $count } sources
others-head = The same answer, elsewhere:
follow-up = Following up on:
part = part { $part } of { $parts }
open-document = Open the document
in-place = See it in the document
paragraph = paragraph { $number }
chapter = chapter { $number }
page = page { $number }
version = version { $number }
version-replaced = version { $number }, since replaced
in-language = { $code ->
    [en] in English
    [ru] in Russian
    [uk] in Ukrainian
    [de] in German
    [es] in Spanish
    [fr] in French
    [it] in Italian
    [pl] in Polish
    [pt] in Portuguese
    [ro] in Romanian
    [tr] in Turkish
    [zh] in Chinese
    [ja] in Japanese
    [ar] in Arabic
   *[other] in another language
}

# Buttons, and what they say

button-context = Context
button-less = Less
button-more = More
button-nearest = Show closest passages
button-others = Same answer
button-source = Source
button-back = Back
button-close = Close
button-original = Original file
button-copy = Copy
context-all = There is no more text around it.
context-full = There is no room for more in one message. Source has the whole text.
document-changed = This document has changed since then. Please ask again.
document-gone = This document is no longer in the collection.
question-gone = I no longer have your question. Please ask it again.
no-more-quotes = There are no further quotes.
thanks = Thank you. Your feedback is saved with the question and the quotes.
withdrawn = Your feedback has been removed.
button-old = This button is from another version of the bot. Please ask again.
button-gone = These buttons have changed since. Please press again.
button-too-old = This message is too old for its buttons. Please ask again.

# Documents

source-author = Author: { $value }
source-published = Published: { $value }
source-updated = Updated: { $value }
source-added = In the collection since: { $value }
source-language = Language: { $value }
source-length = { $count ->
    [one] One word
   *[other] { $count } words
}
sources-answer = The sources of this answer:
source-place = Place: { $value }
source-original = The original file.
source-stored = The stored text, because the original file is gone or has changed.
sources-count = { $count ->
    [one] One document:
   *[other] { $count } documents:
}
sources-found = { $count ->
    [one] One document with “{ $search }”:
   *[other] { $count } documents with “{ $search }”:
}
sources-none = No document has “{ $search }” in its title, publisher or address.
sources-page = Page { $page } of { $pages }
sources-long = This is too long to search for. Try a word or two of the title or the publisher.

# Verifying

verify-exact = { $count ->
    [one] Exact: these words appear here.
   *[other] Exact: these words appear in { $count } places.
}
verify-everywhere = Exact: these words appear in { $count } or more places.
verify-altered = Altered: no document has exactly these words. The closest passage, differences in bold:
verify-given = Your text, differences crossed out:
verify-absent = Absent: no document has these words or any like them.
verify-typography = Exact but for typography: these words appear, typeset differently.
verify-shortened = Shortened: these parts appear in this order.
verify-put-in = put in
verify-left-out = { $count ->
    [one] one word left out
   *[other] { $count } words left out
}
verify-left-out-negation = (with a negation)
verify-cut-negation = Right before these words, the document has “{ $word }”.
verify-meaning = Changes the meaning: { $changes }
verify-number = number:
verify-negation = negation:
verify-name = name:
verify-several = { $count } quotations; in the documents: { $real }.
verify-more = … and { $count } more quotations.
verify-whole-same = The whole text is in the collection:
verify-whole-version = The collection has a version of the whole text:
verify-whole-excerpt = The text is a part of this document:
verify-whole-contains = The text contains this document:
verify-whole-some = The text shares passages with this document:
verify-whole-shares = { $text }% of the text, { $document }% of the document
verify-usage = Write the words of the quote after /verify, or reply to a message with /verify.
verify-wordless = There are no words in that. Write the words of the quote after /verify.
verify-long = No document has these { $count } characters exactly. To see what was altered, verify at most { $most } at a time.

# When there is no answer to give

ask-usage = Write your question after /ask, or reply to a message with /ask.
text-only = I can read text only. Write your question as a message.
link-only = I don’t open links: I answer from the documents that I have. Write your question in words.
link-add = To add the page to the collection:
unknown-command = I don’t know this command. Write a question, or see /help.
one-moment = One moment: there are other questions before yours.
too-many = That is too much at once. I’ll answer what I already have; please send the rest again later.
given-up = I am sorry, I cannot answer this: I crashed several times while trying. Please try other words.
failed = Something went wrong with this question. Please try again in a moment.
question-empty = I see no question there. Ask in a few words.
question-long = The question has { $count } characters; at most { $most } can be searched for. Ask it in a sentence or two.
question-wordless = Your question has no words in it. Please ask in words.
filter-date = “{ $value }” is not a date like 2022-11-30, 2022-11 or 2022.
filter-order = { $since } is later than { $until }, so nothing lies between them.
filter-twice = “{ $name }:” is given more than once. Keep only one of them.
not-allowed = This bot answers only people its owner knows. Your id, to give to the owner: { $id }
business-declined = I don’t answer for business accounts: your customers would get quotes from my documents in your name. Ask me here, in this chat.
words-thanks = thanks, thank you, thank you very much, thank you so much, many thanks, thanks a lot, thx, ty, cheers, great thanks, perfect thanks
words-greeting = hi, hello, hey, hi there, hello there, good morning, good afternoon, good evening, greetings, good day, hi bot, hello bot, bye, goodbye, good night, see you
words-acknowledgement = ok, okay, okey, k, got it, i see, all right, alright, great, perfect, cool, good, super, wow, yes, no, yep, nope, understood, sure, very good, well done, lol, haha
words-help = help, help me, what can you do, what do you do, who are you, what are you, how do you work, how does this work, how do i use this, how can i use this
answer-thanks = You’re welcome.
answer-greeting = Hello! Ask me anything about my documents.
inline-hint = Write a question
inline-long = This question is too long
inline-none = The documents do not answer this
inline-not-allowed = This bot answers only people it knows

# Saved questions

button-watch = 🔔 Tell me when
button-unwatch = Stop telling me
button-daily = Once a day
button-at-once = At once
button-pause = Pause
button-resume = Resume
watch-saved = Saved. I’ll tell you when a new document answers this. /watch lists your saved questions.
watch-saved-already = You have already saved this question. /watch lists them.
watch-most = { $count ->
    [one] You may save one question here. Remove it first: /watch
   *[other] You may save { $count } questions here. Remove one first: /watch
}
watch-off = Questions cannot be saved with this bot.
watch-none = You have no saved questions. Write /watch and a question, and I’ll tell you when a new document answers it.
watch-list = I’ll tell you when a new document answers:
watch-paused = paused
watch-at-once = I’ll tell you at once.
watch-daily = I’ll tell you once a day, at { $hour }:00.
watch-quiet = Quiet from { $first }:00 to { $last }:00.
watch-clock = It is { $time } by my clock; /watch zone Europe/Kyiv or +2 sets yours.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = No longer saved: { $question }
watch-unknown = There is no saved question with this number. /watch lists them.
watch-zone-unknown = I don’t know this time zone. Write it as Europe/Kyiv or +2.
watch-hours-wrong = Write the hours as 22-7.
watch-news = New for your saved question:
watch-first = The first answer to it.
watch-changed = The document has changed.
watch-facts = New here: { $facts }
watch-source = From another source.
watch-more = { $count ->
    [one] And one more quote: /watch { $number }
   *[other] And { $count } more quotes: /watch { $number }
}
watch-nothing-found = Nothing new was found for this so far: { $question }
words-daily = daily, once a day, every day
words-now = now, at once
words-pause = pause, stop
words-resume = resume, go on
words-quiet = quiet
words-off = off
words-zone = zone, time zone
words-remove = remove, delete, forget

# Changing the collection

admins-only = Only the people who run me can do that.
upload-declined = I can read text only, and only the people who run me can add documents. Write your question as a message.
upload-kind = I cannot read files like { $name }.
upload-large = This file is too large: Telegram hands me { $most } MB at most.
add-usage = Send me a file, or write the address of a page after /add, or reply to a file with /add.
add-done = { $count ->
    [one] In the collection now:
   *[other] { $count } documents are in the collection now:
}
add-updated = { $count ->
    [one] The document is up to date now.
   *[other] { $count } documents are up to date now.
}
add-unchanged = This is already in the collection.
edit-usage = Write /edit, a document’s id, and the corrections: /edit 3fa2c1 published=2022-11-30 title=Storms over Kent. The fields are title, author, published, publisher, url and language. An empty one (author=) means “unknown”; “reset” after the id undoes the corrections.
edit-known = What is known about
edit-said = the document says { $value }
edit-silent = the document says nothing
remove-usage = Write the id of a document after /remove, or words of its title.
remove-which = Which one? Tap a line to copy it, then send it to me.
remove-done = No longer in the collection: { $name }
change-begun = Working on it …
change-progress = { $what ->
    [reading] Reading: { $done } of { $total }
    [encoding] Encoding: { $done } of { $total }
   *[other] Indexing: { $done } of { $total }
}
change-failed = That didn’t work: { $reason }
change-more = { $count ->
    [one] … and one more
   *[other] … and { $count } more
}
stats-documents = Documents: { $count }
stats-passages = Passages: { $count }
stats-questions = Questions since the start: { $count }
stats-abstentions = Not answered: { $count }
stats-errors = Errors: { $count }
stats-waiting = Waiting now: { $count }
stats-running = Running for (h:min): { $hours }

# The menu beside the text field

command-ask = Ask a question
command-sources = The documents I answer from
command-verify = Is this quote real?
command-watch = Tell me when a new document answers
command-new = Forget our conversation
command-help = How to ask
command-privacy = What is kept
command-add = Add a page to the collection
command-edit = Correct title, author, date of a document
command-remove = Take a document out
command-stats = How many documents and questions there are
