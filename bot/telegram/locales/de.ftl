# Feste Texte des Bots auf Deutsch.

start =
    Fragen Sie mich etwas zu meinen Dokumenten. Ich antworte nur mit wörtlichen Zitaten und ihren Quellen; kein Satz stammt von mir.

    Wenn die Dokumente keine Antwort geben, sage ich das. Mehr unter /help, die Dokumente unter /sources.
example-said = Was sagt { $name }?
example-about = Was weiß man über { $name }?
example-title = Was weiß man über „{ $title }“?

help =
    Schreiben Sie Ihre Frage in eigenen Worten, so wie Sie eine Kollegin oder einen Kollegen fragen würden. Ein paar Wörter genügen.

    Sie bekommen wörtliche Auszüge aus den Dokumenten. Der Satz mit der Antwort ist fett; unter jedem Auszug steht, woher er kommt. Wenn es keine Antwort gibt, sage ich das und zeige eingeklappt, was ihr am nächsten kommt.

    • Um nachzufragen, antworten Sie auf meine Nachricht: „Und im Juli?“ Im privaten Chat können Sie auch einfach weiterschreiben. Ich zeige, auf welche Frage ich die neue bezogen habe; /new beginnt ein neues Gespräch.
    • Wenn Sie Ihre Frage bearbeiten, ändere ich meine Antwort.
    • Um die Suche einzugrenzen, ergänzen Sie Ihre Frage um since:2022-10-01, until:2022-12 oder source:"Kyiv Post" (auch auf Deutsch: seit:, bis:, quelle:).
    • Die Knöpfe unter einer Antwort zeigen den Text um ein Zitat, weitere Zitate oder das ganze Dokument, oder sie kopieren das Zitat mit seiner Quelle.
    • /watch mit einer Frage oder 🔔 unter einer Antwort: Ich melde mich, wenn ein neues Dokument sie beantwortet.

    In Gruppen lese ich nur, was an mich gerichtet ist: /ask{ $bot } mit einer Frage, Antworten auf meine Nachrichten und, wo ich Administrator bin, auch Erwähnungen. In jedem anderen Chat schreiben Sie { $bot } und eine Frage und wählen ein Zitat zum Senden aus.

    /sources – die Dokumente, aus denen ich antworte
    /verify – ist dieses Zitat echt?
    /new – das Gespräch vergessen
    /privacy – was gespeichert wird

privacy =
    Telegram überträgt unsere Nachrichten und kann sie lesen. Von dort gelangen sie auf den Computer, auf dem ich laufe, und sonst nirgendwohin.

    • Eine Frage wird gespeichert, bis sie beantwortet ist, und danach noch eine Weile im Arbeitsspeicher gehalten, damit Sie nachfragen können. /new löscht sofort, was in diesem Chat gefragt wurde; ein Neustart ebenso.
    • Wenn Sie 👍 oder 👎 drücken, werden die Frage, die Zitate und Ihre Bewertung gespeichert, damit die Antworten besser werden können. Ihr Name und Ihre ID werden nicht mitgespeichert.
    • Eine gemerkte Frage (/watch, 🔔) wird mit der ID dieses Chats gespeichert, bis Sie sie entfernen.
    • Wer mich betreibt, kann die Dokumente und diese Bewertungen sehen und könnte auch mehr sehen: Es ist sein Computer.

new-done = Vergessen. Mit Ihrer nächsten Frage fangen wir neu an.

# Antworten

not-answered = Die Dokumente beantworten das nicht.
not-answered-among = Keines der ausgewählten Dokumente ({ $filters }) beantwortet das.
not-ready = Ich indexiere die Dokumente noch für Fragen in dieser Sprache. Bitte fragen Sie in einigen Minuten noch einmal.
uncertain = Keine eindeutige Antwort.
no-documents-among = Zu Ihrer Auswahl ({ $filters }) gibt es keine Dokumente. /sources zeigt alle.
nearest = Am nächsten kommt:
next-nearest = Danach kommt:
also-in = Auch in:
also-more = { $count ->
    [one] und einem weiteren
   *[other] und { $count } weiteren
}
quote-near = { $count ->
    [one] Nah an der Frage, aber vielleicht keine Antwort:
   *[other] Nah an der Frage, aber vielleicht keine Antworten:
}
sources-differ = Die Quellen weichen voneinander ab
sources-agree = { $count } Quellen stimmen überein
sources-several = { $count } Quellen
others-head = Dieselbe Antwort, anderswo:
follow-up = Als Nachfrage zu:
part = Teil { $part } von { $parts }
open-document = Dokument öffnen
in-place = Im Dokument ansehen
paragraph = Absatz { $number }
chapter = Kapitel { $number }
page = Seite { $number }
version = Fassung { $number }
version-replaced = Fassung { $number }, inzwischen ersetzt
in-language = { $code ->
    [en] auf Englisch
    [ru] auf Russisch
    [uk] auf Ukrainisch
    [de] auf Deutsch
    [es] auf Spanisch
    [fr] auf Französisch
    [it] auf Italienisch
    [pl] auf Polnisch
    [pt] auf Portugiesisch
    [ro] auf Rumänisch
    [tr] auf Türkisch
    [zh] auf Chinesisch
    [ja] auf Japanisch
    [ar] auf Arabisch
   *[other] in einer anderen Sprache
}

# Knöpfe und ihre Meldungen

button-context = Kontext
button-less = Weniger
button-more = Mehr
button-nearest = Ähnlichste Stellen zeigen
button-others = Gleiche Antwort
button-source = Quelle
button-back = Zurück
button-close = Schließen
button-original = Originaldatei
button-copy = Kopieren
context-all = Mehr Text gibt es hier nicht.
context-full = In einer Nachricht ist kein Platz für mehr. Den ganzen Text gibt es unter „Quelle“.
document-changed = Dieses Dokument hat sich seitdem geändert. Bitte fragen Sie noch einmal.
document-gone = Dieses Dokument ist nicht mehr in der Sammlung.
question-gone = Ich habe Ihre Frage nicht mehr. Bitte stellen Sie sie noch einmal.
no-more-quotes = Weitere Zitate gibt es nicht.
thanks = Danke. Ihre Bewertung ist mit der Frage und den Zitaten gespeichert.
withdrawn = Ihre Bewertung ist zurückgenommen.
button-old = Dieser Knopf stammt von einer anderen Version des Bots. Bitte fragen Sie noch einmal.
button-gone = Diese Knöpfe haben sich inzwischen geändert. Bitte drücken Sie noch einmal.
button-too-old = Diese Nachricht ist zu alt für ihre Knöpfe. Bitte fragen Sie noch einmal.

# Dokumente

source-author = Von: { $value }
source-published = Veröffentlicht: { $value }
source-updated = Aktualisiert: { $value }
source-added = In der Sammlung seit: { $value }
source-language = Sprache: { $value }
source-length = { $count ->
    [one] Ein Wort
   *[other] { $count } Wörter
}
sources-answer = Die Quellen dieser Antwort:
source-place = Stelle: { $value }
source-original = Die Originaldatei.
source-stored = Der Text, wie er hier gespeichert ist; die Originaldatei ist nicht mehr da oder hat sich geändert.
sources-count = { $count ->
    [one] Ein Dokument:
   *[other] { $count } Dokumente:
}
sources-found = { $count ->
    [one] Ein Dokument mit „{ $search }“:
   *[other] { $count } Dokumente mit „{ $search }“:
}
sources-none = Kein Dokument enthält „{ $search }“ in Titel, Medium oder Adresse.
sources-page = Seite { $page } von { $pages }
sources-long = Das ist zu lang für die Suche. Ein oder zwei Wörter aus dem Titel oder der Name des Mediums genügen.

# Prüfen

verify-exact = { $count ->
    [one] Exakt: Diese Worte stehen hier.
   *[other] Exakt: Diese Worte stehen an { $count } Stellen.
}
verify-everywhere = Exakt: Diese Worte stehen an { $count } oder mehr Stellen.
verify-altered = Verändert: In keinem Dokument steht es genau so. Die ähnlichste Stelle, Abweichungen fett:
verify-given = Ihr Text, Abweichungen durchgestrichen:
verify-absent = Nicht gefunden: In keinem Dokument stehen diese oder ähnliche Worte.
verify-typography = Exakt bis auf die Typografie: Diese Worte stehen hier, nur anders gesetzt.
verify-shortened = Gekürzt: Diese Teile stehen hier in dieser Reihenfolge.
verify-put-in = eingefügt
verify-left-out = { $count ->
    [one] ein Wort ausgelassen
   *[other] { $count } Wörter ausgelassen
}
verify-left-out-negation = (darunter eine Verneinung)
verify-cut-negation = Direkt vor diesen Wörtern steht im Dokument „{ $word }“.
verify-meaning = Das ändert den Sinn: { $changes }
verify-number = Zahl:
verify-negation = Verneinung:
verify-name = Name:
verify-several = { $count } Zitate; davon in den Dokumenten: { $real }.
verify-more = … und { $count } weitere Zitate.
verify-whole-same = Der ganze Text ist in der Sammlung:
verify-whole-version = In der Sammlung ist eine Fassung des ganzen Textes:
verify-whole-excerpt = Der Text ist ein Teil dieses Dokuments:
verify-whole-contains = Der Text enthält dieses Dokument:
verify-whole-some = Der Text und dieses Dokument haben Stellen gemeinsam:
verify-whole-shares = { $text } % des Textes, { $document } % des Dokuments
verify-usage = Schreiben Sie das Zitat hinter /verify, oder antworten Sie mit /verify auf eine Nachricht.
verify-wordless = Das enthält kein Wort. Schreiben Sie das Zitat hinter /verify.
verify-long = Diese { $count } Zeichen stehen so in keinem Dokument. Um zu sehen, was verändert wurde, prüfen Sie höchstens { $most } Zeichen auf einmal.

# Wenn es nichts zu antworten gibt

ask-usage = Schreiben Sie Ihre Frage hinter /ask, oder antworten Sie mit /ask auf eine Nachricht.
text-only = Ich kann nur Text lesen. Schreiben Sie Ihre Frage als Nachricht.
link-only = Ich öffne keine Links: Ich antworte aus den Dokumenten, die ich habe. Schreiben Sie Ihre Frage in Worten.
link-add = Um die Seite in die Sammlung aufzunehmen:
unknown-command = Diesen Befehl kenne ich nicht. Schreiben Sie eine Frage, oder sehen Sie unter /help nach.
one-moment = Einen Moment: Vor Ihrer Frage sind noch andere dran.
too-many = Das ist zu viel auf einmal. Was schon da ist, beantworte ich; den Rest schreiben Sie bitte später noch einmal.
failed = Bei dieser Frage ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.
question-empty = Ich sehe da keine Frage. Fragen Sie mit ein paar Worten.
question-long = Die Frage hat { $count } Zeichen; möglich sind höchstens { $most }. Fragen Sie in ein oder zwei Sätzen.
question-wordless = Die Frage enthält kein Wort. Bitte fragen Sie in Worten.
filter-date = „{ $value }“ ist kein Datum wie 2022-11-30, 2022-11 oder 2022.
filter-order = { $since } ist später als { $until }; dazwischen liegt nichts.
filter-twice = „{ $name }:“ kommt mehr als einmal vor. Bitte geben Sie es nur einmal an.
not-allowed = Dieser Bot antwortet nur Personen, die sein Betreiber kennt. Ihre ID, zum Weitergeben an den Betreiber: { $id }
given-up = Das kann ich leider nicht beantworten: Beim Versuch bin ich mehrmals abgestürzt. Bitte versuchen Sie es mit anderen Worten.
business-declined = Für Geschäftskonten antworte ich nicht: Ihre Kunden bekämen in Ihrem Namen Zitate aus meinen Dokumenten. Fragen Sie mich hier in diesem Chat.
words-thanks = danke, danke schön, dankeschön, danke dir, danke Ihnen, vielen Dank, herzlichen Dank, besten Dank, danke sehr, tausend Dank
words-greeting = hallo, guten Tag, guten Morgen, guten Abend, servus, moin, grüß Gott, grüezi, tag, tschüss, tschüß, auf Wiedersehen, gute Nacht
words-acknowledgement = gut, alles klar, verstanden, klar, ja, nein, prima, toll, schön, aha, passt, sehr gut, genau, in Ordnung
words-help = hilfe, was kannst du, was kannst du alles, wer bist du, was bist du, wie funktioniert das, wie geht das, wie funktionierst du
answer-thanks = Gern geschehen.
answer-greeting = Guten Tag! Fragen Sie mich, was Sie aus meinen Dokumenten wissen möchten.
inline-hint = Schreiben Sie eine Frage
inline-long = Diese Frage ist zu lang
inline-none = Die Dokumente beantworten das nicht
inline-not-allowed = Dieser Bot antwortet nur Personen, die sein Betreiber kennt

# Gemerkte Fragen

button-watch = 🔔 Bei Neuem melden
button-unwatch = Nicht mehr melden
button-daily = Einmal am Tag
button-at-once = Sofort
button-pause = Pausieren
button-resume = Fortsetzen
watch-saved = Gemerkt. Ich melde mich, wenn ein neues Dokument das beantwortet. /watch zeigt alle gemerkten Fragen.
watch-saved-already = Diese Frage ist schon gemerkt. /watch zeigt alle.
watch-most = { $count ->
    [one] Hier kann eine Frage gemerkt werden. Entfernen Sie sie zuerst: /watch
   *[other] Hier können { $count } Fragen gemerkt werden. Entfernen Sie zuerst eine: /watch
}
watch-off = Dieser Bot merkt sich keine Fragen.
watch-none = Es ist keine Frage gemerkt. Schreiben Sie /watch und eine Frage, und ich melde mich, wenn ein neues Dokument sie beantwortet.
watch-list = Ich melde mich, wenn ein neues Dokument eine dieser Fragen beantwortet:
watch-paused = pausiert
watch-at-once = Ich melde mich sofort.
watch-daily = Ich melde mich einmal am Tag, um { $hour }:00 Uhr.
watch-quiet = Ruhe von { $first }:00 bis { $last }:00 Uhr.
watch-clock = Auf meiner Uhr ist es { $time }; /watch zone Europe/Berlin oder +2 stellt Ihre Zeitzone ein.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Nicht mehr gemerkt: { $question }
watch-unknown = Unter dieser Nummer ist keine Frage gemerkt. /watch zeigt alle.
watch-zone-unknown = Diese Zeitzone kenne ich nicht. Schreiben Sie sie als Europe/Berlin oder +2.
watch-hours-wrong = Schreiben Sie die Stunden als 22-7.
watch-news = Neu zu Ihrer gemerkten Frage:
watch-first = Die erste Antwort darauf.
watch-changed = Das Dokument hat sich geändert.
watch-facts = Neu hier: { $facts }
watch-source = Aus einer weiteren Quelle.
watch-more = { $count ->
    [one] Und ein weiteres Zitat: /watch { $number }
   *[other] Und { $count } weitere Zitate: /watch { $number }
}
watch-nothing-found = Dazu gibt es bisher nichts Neues: { $question }
words-daily = täglich, einmal am tag, jeden tag
words-now = sofort
words-pause = pause, pausieren
words-resume = fortsetzen, weiter
words-quiet = ruhe
words-off = aus
words-zone = zeitzone
words-remove = entfernen, löschen

# Änderungen an der Sammlung

admins-only = Das können nur meine Betreiber.
upload-declined = Ich kann nur Text lesen, und Dokumente hinzufügen können nur meine Betreiber. Schreiben Sie Ihre Frage bitte als Nachricht.
upload-kind = Dateien wie { $name } kann ich nicht lesen.
upload-large = Diese Datei ist zu groß: Telegram überträgt mir höchstens { $most } MB.
add-usage = Schicken Sie mir eine Datei, schreiben Sie die Adresse einer Seite hinter /add, oder antworten Sie mit /add auf eine Datei.
add-done = { $count ->
    [one] Neu in der Sammlung:
   *[other] { $count } Dokumente sind neu in der Sammlung:
}
add-updated = { $count ->
    [one] Das Dokument ist jetzt auf dem neuesten Stand.
   *[other] { $count } Dokumente sind jetzt auf dem neuesten Stand.
}
add-unchanged = Das ist schon in der Sammlung.
edit-usage = Schreiben Sie hinter /edit die ID eines Dokuments und die richtigen Angaben: /edit 3fa2c1 published=2022-11-30 title=Sturm über Kent. Die Felder sind title, author, published, publisher, url und language. Ein leeres (author=) heißt, dass nichts bekannt ist; „reset“ hinter der ID nimmt Korrekturen zurück.
edit-known = Bekannt ist über
edit-said = im Dokument steht { $value }
edit-silent = im Dokument steht nichts
remove-usage = Schreiben Sie die ID eines Dokuments oder Wörter aus seinem Titel hinter /remove.
remove-which = Welches? Tippen Sie auf eine Zeile, um sie zu kopieren, und schicken Sie sie mir.
remove-done = Nicht mehr in der Sammlung: { $name }
change-begun = Ich bin dabei …
change-progress = { $what ->
    [reading] Lesen: { $done } von { $total }
    [encoding] Kodieren: { $done } von { $total }
   *[other] Indizieren: { $done } von { $total }
}
change-failed = Das hat nicht geklappt: { $reason }
change-more = { $count ->
    [one] … und ein weiteres
   *[other] … und { $count } weitere
}
stats-documents = Dokumente: { $count }
stats-passages = Passagen: { $count }
stats-questions = Fragen seit dem Start: { $count }
stats-abstentions = Nicht beantwortet: { $count }
stats-errors = Fehler: { $count }
stats-waiting = In der Warteschlange: { $count }
stats-running = Laufzeit (h:min): { $hours }

# Das Menü neben dem Textfeld

command-ask = Eine Frage stellen
command-sources = Die Dokumente, aus denen ich antworte
command-verify = Ist dieses Zitat echt?
command-watch = Bescheid geben, wenn ein neues Dokument antwortet
command-new = Gespräch vergessen
command-help = Wie man fragt
command-privacy = Was gespeichert wird
command-add = Eine Seite zur Sammlung hinzufügen
command-edit = Titel, Autor, Datum eines Dokuments berichtigen
command-remove = Ein Dokument entfernen
command-stats = Zahlen zu Dokumenten und Fragen
