# Textele fixe ale botului în română.

start =
    Întreabă-mă orice despre documentele mele. Răspund doar cu citate exacte și cu sursele lor; nicio frază nu este a mea.

    Dacă documentele nu conțin răspunsul, îți spun. Mai multe la /help, lista documentelor la /sources.
example-said = Ce a spus { $name }?
example-about = Ce se știe despre { $name }?
example-title = Ce se știe despre „{ $title }”?

help =
    Scrie întrebarea cu cuvintele tale, așa cum ai pune-o unui coleg. Ajung câteva cuvinte.

    Primești fragmente din documente, cuvânt cu cuvânt. Propoziția care răspunde este îngroșată; sub fiecare fragment scrie de unde vine. Dacă nu există răspuns, îți spun și arăt restrâns ce se apropie cel mai mult.

    • Ca să continui, răspunde la mesajul meu: „Și în iulie?” În chatul privat poți pur și simplu să scrii mai departe. Arăt de ce întrebare am legat-o pe cea nouă; /new începe de la zero.
    • Dacă îți modifici întrebarea, îmi modific și eu răspunsul.
    • Ca să restrângi căutarea, adaugă la întrebare since:2022-10-01, until:2022-12 sau source:"Kyiv Post" (și în română: din:, până:, sursa:).
    • Butoanele de sub un răspuns arată textul din jurul unui citat, alte citate sau întregul document ori copiază citatul cu sursa lui.
    • /watch și o întrebare sau 🔔 sub un răspuns: te anunț când un document nou răspunde la ea.

    În grupuri citesc doar ce mi se adresează: /ask{ $bot } cu o întrebare, răspunsurile la mesajele mele și, unde sunt administrator, și mențiunile. În orice alt chat scrie { $bot } și o întrebare, apoi alege citatul pe care îl trimiți.

    /sources – documentele din care răspund
    /verify – este real acest citat?
    /new – uită conversația
    /privacy – ce se păstrează

privacy =
    Telegram transmite mesajele noastre și le poate citi. De acolo ajung pe calculatorul pe care rulez și nicăieri altundeva.

    • O întrebare se păstrează până primește răspuns, apoi încă un timp în memoria de lucru, ca să poți continua. /new șterge imediat ce s-a întrebat în acest chat; o repornire, la fel.
    • Dacă apeși 👍 sau 👎, se păstrează întrebarea, citatele și părerea ta, pentru ca răspunsurile să poată deveni mai bune. Numele și ID-ul tău nu se păstrează cu ele.
    • O întrebare salvată (/watch, 🔔) se păstrează cu ID-ul acestui chat până o ștergi.
    • Cine mă administrează poate vedea documentele și aceste păreri și ar putea vedea mai mult: este calculatorul lui.

new-done = Am uitat conversația. Următoarea întrebare începe de la zero.

# Răspunsuri

not-answered = Documentele nu răspund la această întrebare.
not-answered-among = Niciunul dintre documentele alese ({ $filters }) nu răspunde la această întrebare.
not-ready = Documentele sunt încă în curs de indexare pentru întrebări în această limbă. Întrebați din nou peste câteva minute.
uncertain = Niciun răspuns clar.
no-documents-among = Niciun document nu îndeplinește aceste condiții ({ $filters }). Toate sunt la /sources.
nearest = Cele mai apropiate fragmente:
next-nearest = Următoarele fragmente apropiate:
also-in = Și în:
also-more = { $count ->
    [one] și în încă un document
    [few] și în încă { $count } documente
   *[other] și în încă { $count } de documente
}
quote-near = { $count ->
    [one] Aproape de întrebare, dar poate nu un răspuns:
   *[other] Aproape de întrebare, dar poate nu răspunsuri:
}
sources-differ = Sursele diferă
sources-agree = Surse care concordă: { $count }
sources-several = Surse: { $count }
others-head = Același răspuns, în altă parte:
follow-up = În continuarea întrebării:
part = partea { $part } din { $parts }
in-place = Vezi în document
open-document = Deschide documentul
paragraph = paragraful { $number }
chapter = capitolul { $number }
page = pagina { $number }
version = versiunea { $number }
version-replaced = versiunea { $number }, înlocuită între timp
in-language = { $code ->
    [en] în engleză
    [ru] în rusă
    [uk] în ucraineană
    [de] în germană
    [es] în spaniolă
    [fr] în franceză
    [it] în italiană
    [pl] în poloneză
    [pt] în portugheză
    [ro] în română
    [tr] în turcă
    [zh] în chineză
    [ja] în japoneză
    [ar] în arabă
   *[other] în altă limbă
}

# Butoanele și mesajele lor

button-context = Context
button-less = Mai puțin
button-more = Mai mult
button-back = Înapoi
button-close = Închide
button-original = Fișierul original
button-nearest = Arată fragmentele apropiate
button-others = Același răspuns
button-source = Sursa
button-copy = Copiază
context-all = Nu mai este text în jur.
context-full = Într-un mesaj nu mai încape. Textul întreg este la „Sursa”.
document-changed = Documentul s-a schimbat între timp. Te rog să întrebi din nou.
document-gone = Documentul nu mai este în colecție.
question-gone = Nu mai am întrebarea ta. Te rog să o pui din nou.
no-more-quotes = Nu mai sunt alte citate.
thanks = Mulțumesc. Părerea ta este salvată împreună cu întrebarea și citatele.
withdrawn = Părerea ta a fost retrasă.
button-old = Butonul este de la altă versiune a botului. Te rog să întrebi din nou.
button-gone = Butoanele s-au schimbat între timp. Te rog să apeși din nou.
button-too-old = Mesajul este prea vechi pentru butoanele lui. Te rog să întrebi din nou.

# Documente

source-author = Autor: { $value }
source-published = Publicat: { $value }
source-updated = Actualizat: { $value }
source-added = În colecție din: { $value }
source-language = Limba: { $value }
source-length = { $count ->
    [one] Un cuvânt
    [few] { $count } cuvinte
   *[other] { $count } de cuvinte
}
sources-answer = Sursele acestui răspuns:
source-place = Locul: { $value }
source-original = Fișierul original.
source-stored = Textul așa cum se păstrează aici; fișierul original nu mai este sau s-a schimbat.
sources-count = { $count ->
    [one] Un document:
    [few] { $count } documente:
   *[other] { $count } de documente:
}
sources-found = { $count ->
    [one] Un document cu „{ $search }”:
    [few] { $count } documente cu „{ $search }”:
   *[other] { $count } de documente cu „{ $search }”:
}
sources-none = Niciun document nu are „{ $search }” în titlu, publicație sau adresă.
sources-page = Pagina { $page } din { $pages }
sources-long = Este prea lung pentru căutare. Ajung un cuvânt sau două din titlu ori numele publicației.

# Verificare

verify-exact = { $count ->
    [one] Exact: aceste cuvinte apar aici.
    [few] Exact: aceste cuvinte apar în { $count } locuri.
   *[other] Exact: aceste cuvinte apar în { $count } de locuri.
}
verify-everywhere = Exact: aceste cuvinte apar în { $count } sau mai multe locuri.
verify-altered = Modificat: niciun document nu o spune exact așa. Fragmentul cel mai apropiat, cu diferențele îngroșate:
verify-given = Textul tău, cu diferențele tăiate:
verify-absent = Nu se găsește: niciun document nu are aceste cuvinte sau altele asemănătoare.
verify-typography = Exact, în afară de tipografie: aceste cuvinte apar, culese altfel.
verify-shortened = Prescurtat: aceste părți apar în această ordine.
verify-put-in = adăugat
verify-left-out = { $count ->
    [one] un cuvânt omis
    [few] { $count } cuvinte omise
   *[other] { $count } de cuvinte omise
}
verify-left-out-negation = (inclusiv o negație)
verify-cut-negation = Chiar înaintea acestor cuvinte, documentul are „{ $word }”.
verify-meaning = Schimbă sensul: { $changes }
verify-number = număr:
verify-negation = negație:
verify-name = nume:
verify-several = Citate: { $count }; în documente: { $real }.
verify-more = … și alte citate: { $count }.
verify-whole-same = Tot textul este în colecție:
verify-whole-version = Colecția are o versiune a întregului text:
verify-whole-excerpt = Textul este o parte din acest document:
verify-whole-contains = Textul conține acest document:
verify-whole-some = Textul are fragmente comune cu acest document:
verify-whole-shares = { $text } % din text, { $document } % din document
verify-usage = Scrie citatul după /verify sau răspunde la un mesaj cu /verify.
verify-wordless = Nu este niciun cuvânt aici. Scrie citatul după /verify.
verify-long = Niciun document nu are exact acest text (caractere: { $count }). Ca să vezi ce s-a modificat, verifică cel mult { $most } odată.

# Când nu este nimic de răspuns

ask-usage = Scrie întrebarea după /ask sau răspunde la un mesaj cu /ask.
text-only = Citesc doar text. Scrie întrebarea într-un mesaj.
link-only = Nu deschid linkuri: răspund din documentele pe care le am. Scrie întrebarea în cuvinte.
link-add = Pentru a adăuga pagina în colecție:
unknown-command = Nu cunosc această comandă. Scrie o întrebare sau vezi /help.
one-moment = O clipă: sunt alte întrebări înaintea ta.
too-many = Sunt prea multe deodată. Răspund la cele primite deja; te rog să trimiți restul mai târziu.
given-up = Îmi pare rău, nu pot răspunde la asta: m-am blocat de mai multe ori încercând. Te rog să încerci cu alte cuvinte.
failed = Ceva nu a mers cu această întrebare. Te rog să încerci din nou peste o clipă.
question-empty = Nu văd nicio întrebare. Întreabă în câteva cuvinte.
question-long = Întrebarea este prea lungă (caractere: { $count }, cel mult { $most }). Pune-o într-o frază sau două.
question-wordless = Întrebarea nu are niciun cuvânt. Întreabă în cuvinte.
filter-date = „{ $value }” nu este o dată ca 2022-11-30, 2022-11 sau 2022.
filter-order = { $since } este după { $until }; nu este nimic între ele.
filter-twice = „{ $name }:” apare de mai multe ori. Lasă-l o singură dată.
not-allowed = Acest bot răspunde doar persoanelor pe care le cunoaște proprietarul lui. ID-ul tău, pe care să i-l dai proprietarului: { $id }
business-declined = Nu răspund pentru conturi de firmă: clienții tăi ar primi în numele tău citate din documentele mele. Întreabă-mă aici, în acest chat.
words-thanks = mulțumesc, multumesc, mulțumesc mult, mulțumesc frumos, mulțumesc foarte mult, mersi, mersi mult, mulțam
words-greeting = bună, salut, bună ziua, buna ziua, bună dimineața, bună seara, noapte bună, la revedere, salutare, servus
words-acknowledgement = bine, da, nu, am înțeles, înțeleg, desigur, foarte bine, perfect, super, grozav, în regulă, sigur
words-help = ajutor, ajută-mă, ce poți face, ce știi să faci, cine ești, ce ești, cum funcționează, cum funcționezi
answer-thanks = Cu plăcere.
answer-greeting = Bună! Întreabă-mă orice despre documentele mele.
inline-hint = Scrie o întrebare
inline-long = Întrebarea este prea lungă
inline-none = Documentele nu răspund la această întrebare
inline-not-allowed = Acest bot răspunde doar persoanelor cunoscute

# Întrebări salvate

button-watch = 🔔 Anunță-mă
button-unwatch = Nu mă mai anunța
button-daily = O dată pe zi
button-at-once = Imediat
button-pause = Pauză
button-resume = Reia
watch-saved = Salvată. Te anunț când un document nou răspunde la ea. Lista este la /watch.
watch-saved-already = Întrebarea este deja salvată. Lista este la /watch.
watch-most = { $count ->
    [one] Aici se poate salva o singură întrebare. Șterge-o întâi: /watch
    [few] Aici se pot salva { $count } întrebări. Șterge întâi una: /watch
   *[other] Aici se pot salva { $count } de întrebări. Șterge întâi una: /watch
}
watch-off = Acest bot nu salvează întrebări.
watch-none = Nu ai întrebări salvate. Scrie /watch și o întrebare și te anunț când un document nou răspunde la ea.
watch-list = Te anunț când un document nou răspunde la:
watch-paused = în pauză
watch-at-once = Anunț imediat.
watch-daily = Anunț o dată pe zi, la ora { $hour }:00.
watch-quiet = Liniște între { $first }:00 și { $last }:00.
watch-clock = Ceasul meu arată { $time }; /watch zone Europe/Bucharest sau +2 setează fusul tău orar.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Întrebare ștearsă: { $question }
watch-unknown = Nu este nicio întrebare salvată cu acest număr. Lista este la /watch.
watch-zone-unknown = Nu cunosc acest fus orar. Scrie, de exemplu, Europe/Bucharest sau +2.
watch-hours-wrong = Scrie orele așa: 22-7.
watch-news = Noutăți la întrebarea ta salvată:
watch-first = Primul răspuns la ea.
watch-changed = Documentul s-a schimbat.
watch-facts = Nou aici: { $facts }
watch-source = Din altă sursă.
watch-more = { $count ->
    [one] Și încă un citat: /watch { $number }
    [few] Și încă { $count } citate: /watch { $number }
   *[other] Și încă { $count } de citate: /watch { $number }
}
watch-nothing-found = Deocamdată nimic nou: { $question }
words-daily = o dată pe zi, zilnic, în fiecare zi
words-now = imediat
words-pause = pauză, oprește
words-resume = reia, continuă
words-quiet = liniște
words-off = oprit
words-zone = fus, fus orar
words-remove = șterge, elimină

# Schimbări în colecție

admins-only = Asta pot face doar administratorii mei.
upload-declined = Citesc doar text, iar documente pot adăuga doar administratorii mei. Scrie întrebarea într-un mesaj.
upload-kind = Nu pot citi fișiere ca { $name }.
upload-large = Fișierul este prea mare: Telegram îmi dă cel mult { $most } MB.
add-usage = Trimite-mi un fișier, scrie adresa unei pagini după /add sau răspunde la un fișier cu /add.
add-done = { $count ->
    [one] Adăugat în colecție:
    [few] { $count } documente adăugate în colecție:
   *[other] { $count } de documente adăugate în colecție:
}
add-updated = { $count ->
    [one] Documentul este acum la zi.
    [few] { $count } documente sunt acum la zi.
   *[other] { $count } de documente sunt acum la zi.
}
add-unchanged = Este deja în colecție.
edit-usage = Scrie /edit, ID-ul unui document și datele corecte: /edit 3fa2c1 published=2022-11-30 title=Furtuni în Kent. Câmpurile sunt title, author, published, publisher, url și language. Un câmp gol (author=) înseamnă că nu se știe nimic; „reset” după ID anulează corecturile.
edit-known = Ce se știe despre
edit-said = în document scrie { $value }
edit-silent = în document nu scrie nimic
remove-usage = Scrie după /remove ID-ul unui document sau cuvinte din titlul lui.
remove-which = Care? Atinge un rând ca să-l copiezi, apoi trimite-mi-l.
remove-done = Scos din colecție: { $name }
change-begun = Lucrez…
change-progress = { $what ->
    [reading] Citesc: { $done } din { $total }
    [encoding] Codific: { $done } din { $total }
   *[other] Indexez: { $done } din { $total }
}
change-failed = Nu a mers: { $reason }
change-more = … și încă { $count }
stats-documents = Documente: { $count }
stats-passages = Fragmente: { $count }
stats-questions = Întrebări de la pornire: { $count }
stats-abstentions = Fără răspuns: { $count }
stats-errors = Erori: { $count }
stats-waiting = În așteptare: { $count }
stats-running = Rulez de (h:min): { $hours }

# Meniul de lângă câmpul de text

command-ask = Pune o întrebare
command-sources = Documentele din care răspund
command-verify = Este real acest citat?
command-watch = Anunță-mă când răspunde un document nou
command-new = Uită conversația
command-help = Cum să întrebi
command-privacy = Ce se păstrează
command-add = Adaugă o pagină în colecție
command-remove = Scoate un document
command-edit = Corectează titlul, autorul sau data unui document
command-stats = Cifre despre documente și întrebări
