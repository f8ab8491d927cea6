# Feste Texte des Bots auf Deutsch.

start =
    Fragen Sie mich, was Sie aus meinen Dokumenten wissen möchten. Ich antworte mit wörtlichen Zitaten und ihren Quellen und mit nichts sonst: Kein Satz ist von mir.

    Wenn die Dokumente keine Antwort geben, sage ich das. Mehr unter /help, die Dokumente unter /sources.
example-said = Was sagt { $name }?
example-about = Was weiß man über { $name }?
example-title = Was weiß man über „{ $title }“?

help =
    Schreiben Sie Ihre Frage in eigenen Worten, so wie Sie jemanden im Büro fragen würden. Ein paar Wörter genügen.

    Sie bekommen Auszüge aus den Dokumenten, wie sie dort stehen. Der Satz, der antwortet, ist fett; unter jedem Auszug steht, woher er kommt. Wenn nichts antwortet, sage ich das und klappe ein, was am nächsten kommt.

    • Zum Nachfragen antworten Sie auf meine Nachricht: „Und im Juli?“ Im privaten Chat können Sie auch einfach weiterschreiben. Ich zeige, worauf ich die Frage bezogen habe; /new fängt von vorn an.
    • Ändern Sie Ihre Frage, und ich ändere meine Antwort.
    • Um einzugrenzen, schreiben Sie since:2022-10-01, until:2022-12 oder source:"Kyiv Post" neben die Frage (auch auf Deutsch: seit:, bis:, quelle:).
    • Die Knöpfe unter einer Antwort zeigen, was um ein Zitat herum steht, weitere Zitate oder das Dokument selbst, oder kopieren das Zitat mit seiner Quelle.

    In Gruppen lese ich nur, was an mich gerichtet ist: /ask{ $bot } und eine Frage oder eine Antwort auf meine Nachricht; wo ich Administrator bin, auch eine Erwähnung. In jedem anderen Chat schreiben Sie { $bot } und eine Frage und wählen ein Zitat zum Senden.

    /sources – die Dokumente, aus denen ich antworte
    /verify – ist dieses Zitat echt?
    /new – das Gespräch vergessen
    /privacy – was gespeichert wird

privacy =
    Telegram überträgt unsere Nachrichten und kann sie lesen. Von dort gelangen sie auf den Computer, auf dem ich laufe, und nirgendwohin sonst.

    • Eine Frage wird aufgehoben, bis sie beantwortet ist, und danach eine Weile im Arbeitsspeicher, damit Sie nachfragen können. /new vergisst sofort, was in diesem Chat gefragt wurde; ein Neustart auch.
    • Wenn Sie 👍 oder 👎 drücken, werden die Frage, die Zitate und Ihre Rückmeldung gespeichert, damit die Antworten besser werden können. Ihr Name und Ihre Id werden nicht mitgespeichert.
    • Wer mich betreibt, sieht die Dokumente und diese Rückmeldungen und könnte mehr sehen: Es ist sein Computer.

new-done = Vergessen. Mit Ihrer nächsten Frage fangen wir neu an.

# Antworten

not-answered = Die Dokumente beantworten das nicht.
not-answered-among = Keines der Dokumente, nach denen Sie gefragt haben ({ $filters }), beantwortet das.
no-documents-among = Solche Dokumente, wie Sie sie wollten ({ $filters }), gibt es nicht. /sources zeigt alle.
nearest = Am nächsten kommt:
next-nearest = Als Nächstes kommt:
also-in = Auch in:
also-more = { $count ->
    [one] und einem weiteren
   *[other] und { $count } weiteren
}
follow-up = Als Nachfrage zu:
part = Teil { $part } von { $parts }
paragraph = Absatz { $number }
chapter = Kapitel { $number }
page = Seite { $number }
version = Fassung { $number }
version-replaced = Fassung { $number }, inzwischen ersetzt

# Knöpfe, und was sie sagen

button-context = Kontext
button-less = Weniger
button-more = Mehr
button-source = Quelle
button-copy = Kopieren
context-all = Mehr Text gibt es hier nicht.
context-full = In einer Nachricht ist kein Platz für mehr. Den ganzen Text gibt es unter „Quelle“.
document-changed = Dieses Dokument hat sich seitdem geändert. Bitte fragen Sie noch einmal.
document-gone = Dieses Dokument ist nicht mehr in der Sammlung.
question-gone = Ihre Frage ist nicht mehr da. Bitte stellen Sie sie noch einmal.
no-more-quotes = Weitere Zitate gibt es nicht.
thanks = Danke. Ihr Urteil ist mit der Frage und den Zitaten gespeichert.
withdrawn = Ihr Urteil ist zurückgenommen.
button-old = Dieser Knopf stammt von einer anderen Version. Bitte fragen Sie noch einmal.
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
source-original = Die ursprüngliche Datei.
source-stored = Der Text, wie er hier gespeichert ist; die ursprüngliche Datei ist nicht mehr da oder hat sich geändert.
sources-count = { $count ->
    [one] Ein Dokument:
   *[other] { $count } Dokumente:
}
sources-found = { $count ->
    [one] Ein Dokument mit „{ $search }“:
   *[other] { $count } Dokumente mit „{ $search }“:
}
sources-none = Kein Dokument hat „{ $search }“ in Titel, Medium oder Adresse.
sources-page = Seite { $page } von { $pages }
sources-long = Das ist zu lang zum Suchen. Ein, zwei Wörter aus dem Titel oder der Name des Mediums genügen.

# Prüfen

verify-exact = { $count ->
    [one] Genau: Diese Worte stehen hier.
   *[other] Genau: Diese Worte stehen an { $count } Stellen.
}
verify-everywhere = Genau: Diese Worte stehen an { $count } Stellen oder mehr.
verify-altered = Verändert: Genau so steht es in keinem Dokument. Am nächsten kommt dies, Abweichungen fett:
verify-given = Und so haben Sie es, Abweichungen durchgestrichen:
verify-absent = Nicht gefunden: In keinem Dokument stehen diese Worte oder ähnliche.
verify-usage = Schreiben Sie das Zitat hinter /verify, oder antworten Sie mit /verify auf eine Nachricht.
verify-wordless = Darin ist kein Wort. Schreiben Sie das Zitat hinter /verify.
verify-long = Diese { $count } Zeichen stehen nirgends genau so. Um zu sehen, was verändert wurde, prüfen Sie in Teilen von höchstens { $most }.

# Wenn es nichts zu antworten gibt

ask-usage = Schreiben Sie Ihre Frage hinter /ask, oder antworten Sie mit /ask auf eine Nachricht.
text-only = Ich kann nur Text lesen. Schreiben Sie Ihre Frage als Nachricht.
unknown-command = Diesen Befehl kenne ich nicht. Schreiben Sie eine Frage, oder sehen Sie unter /help nach.
one-moment = Einen Moment: Vor Ihrer Frage sind noch andere dran.
too-many = Das ist zu viel auf einmal. Was schon da ist, beantworte ich; den Rest schreiben Sie bitte später noch einmal.
given-up = Das kann ich leider nicht beantworten: Beim Versuch bin ich mehrmals stehen geblieben. Bitte versuchen Sie es mit anderen Worten.
failed = Mit dieser Frage ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.
question-empty = Darin ist keine Frage. Fragen Sie in ein paar Worten.
question-long = Die Frage hat { $count } Zeichen; nach höchstens { $most } kann gesucht werden. Fragen Sie in ein, zwei Sätzen.
question-wordless = In der Frage ist kein Wort. Fragen Sie in Worten.
filter-date = „{ $value }“ ist kein Datum wie 2022-11-30, 2022-11 oder 2022.
filter-order = { $since } ist später als { $until }; dazwischen liegt nichts.
filter-twice = „{ $name }:“ steht mehr als einmal da. Lassen Sie eines stehen.
not-allowed = Dieser Bot antwortet nur Leuten, die sein Betreiber kennt. Ihre Id, zum Weitergeben an den Betreiber: { $id }
words-thanks = danke, danke schön, dankeschön, danke dir, danke Ihnen, vielen Dank, herzlichen Dank, besten Dank, danke sehr, tausend Dank
words-greeting = hallo, guten Tag, guten Morgen, guten Abend, servus, moin, grüß Gott, grüezi, tag, tschüss, tschüß, auf Wiedersehen, gute Nacht
words-acknowledgement = gut, alles klar, verstanden, klar, ja, nein, prima, toll, schön, aha, passt, sehr gut, genau, in Ordnung
answer-thanks = Gern geschehen.
answer-greeting = Guten Tag! Fragen Sie mich, was Sie aus meinen Dokumenten wissen möchten.
inline-hint = Schreiben Sie eine Frage
inline-long = Diese Frage ist zu lang
inline-none = Die Dokumente beantworten das nicht
inline-not-allowed = Dieser Bot antwortet nur Bekannten

# Änderungen an der Sammlung

admins-only = Das können nur die, die mich betreiben.
upload-declined = Ich kann nur Text lesen, und Dokumente aufnehmen können nur die, die mich betreiben. Schreiben Sie Ihre Frage bitte als Nachricht.
upload-kind = Dateien wie { $name } kann ich nicht lesen.
upload-large = Diese Datei ist zu groß: Telegram gibt mir höchstens { $most } MB.
add-usage = Schicken Sie mir eine Datei, schreiben Sie die Adresse einer Seite hinter /add, oder antworten Sie mit /add auf eine Datei.
add-done = { $count ->
    [one] Jetzt in der Sammlung:
   *[other] { $count } Dokumente sind jetzt in der Sammlung:
}
add-updated = { $count ->
    [one] Das Dokument ist jetzt auf dem neuesten Stand.
   *[other] { $count } Dokumente sind jetzt auf dem neuesten Stand.
}
add-unchanged = Das ist schon in der Sammlung.
remove-usage = Schreiben Sie die Kennung eines Dokuments oder Wörter aus seinem Titel hinter /remove.
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
    [one] … und eines mehr
   *[other] … und { $count } mehr
}
stats-documents = Dokumente: { $count }
stats-passages = Passagen: { $count }
stats-questions = Fragen seit dem Start: { $count }
stats-abstentions = Nicht beantwortet: { $count }
stats-errors = Fehler: { $count }
stats-waiting = Es warten gerade: { $count }
stats-running = Läuft seit (h:min): { $hours }

# Das Menü neben dem Textfeld

command-ask = Eine Frage stellen
command-sources = Die Dokumente, aus denen ich antworte
command-verify = Ist dieses Zitat echt?
command-new = Gespräch vergessen
command-help = Wie man fragt
command-privacy = Was gespeichert wird
command-add = Eine Seite in die Sammlung aufnehmen
command-remove = Ein Dokument herausnehmen
command-stats = Wie viel da ist und gefragt wird
