# Stałe teksty bota po polsku.

start =
    Zapytaj mnie o cokolwiek z moich dokumentów. Odpowiadam wyłącznie dosłownymi cytatami z podaniem źródła; żadne zdanie nie jest moje.

    Jeśli w dokumentach nie ma odpowiedzi, mówię to wprost. Więcej: /help, lista dokumentów: /sources.
example-said = Co mówi { $name }?
example-about = Co wiadomo na ten temat: { $name }?
example-title = Co wiadomo na ten temat: „{ $title }”?

help =
    Zadaj pytanie własnymi słowami, tak jak koleżance czy koledze. Wystarczy kilka słów.

    Dostaniesz dosłowne fragmenty dokumentów. Zdanie z odpowiedzią jest pogrubione; pod każdym fragmentem jest jego źródło. Jeśli odpowiedzi nie ma, mówię to wprost i pokazuję w zwiniętej formie to, co jest najbliżej.

    • Aby dopytać, odpowiedz na moją wiadomość: „A w lipcu?” Na czacie prywatnym możesz po prostu pisać dalej. Pokażę, do którego pytania odnoszę nowe; /new zaczyna od początku.
    • Jeśli zmienisz pytanie, zmienię odpowiedź.
    • Aby zawęzić wyszukiwanie, dopisz do pytania since:2022-10-01, until:2022-12 lub source:"Kyiv Post" (po polsku też: od:, do:, źródło:).
    • Przyciski pod odpowiedzią pokazują tekst wokół cytatu, kolejne cytaty albo cały dokument; można też skopiować cytat ze źródłem.
    • /watch i pytanie albo 🔔 pod odpowiedzią: dam znać, gdy odpowie na nie nowy dokument.

    W grupach czytam tylko to, co jest do mnie: /ask{ $bot } z pytaniem, odpowiedzi na moje wiadomości, a tam, gdzie jestem administratorem, także wzmianki. Na każdym innym czacie napisz { $bot } i pytanie, a potem wybierz cytat do wysłania.

    /sources – dokumenty, z których odpowiadam
    /verify – czy ten cytat jest prawdziwy?
    /new – zapomnij rozmowę
    /privacy – co jest przechowywane

privacy =
    Nasze wiadomości przesyła Telegram i może je czytać. Stamtąd trafiają na komputer, na którym działam, i nigdzie dalej.

    • Pytanie jest przechowywane do czasu odpowiedzi, a potem jeszcze przez chwilę w pamięci operacyjnej, aby można było dopytać. /new od razu usuwa to, o co pytano na tym czacie; ponowne uruchomienie też.
    • Jeśli naciśniesz 👍 lub 👎, zapiszę pytanie, cytaty i ocenę, żeby odpowiedzi mogły być lepsze. Twoje imię i identyfikator nie są z nimi zapisywane.
    • Zapisane pytanie (/watch, 🔔) jest przechowywane z identyfikatorem tego czatu, dopóki go nie usuniesz.
    • Osoba, która mnie uruchomiła, widzi dokumenty i te oceny, a mogłaby zobaczyć więcej: to jej komputer.

new-done = Rozmowa zapomniana. Następne pytanie zacznie nową.

# Odpowiedzi

not-answered = Dokumenty nie odpowiadają na to pytanie.
not-answered-among = Żaden z wybranych dokumentów ({ $filters }) nie odpowiada na to pytanie.
not-ready = Dokumenty są jeszcze indeksowane pod kątem pytań w tym języku. Zapytaj ponownie za kilka minut.
uncertain = Brak jednoznacznej odpowiedzi.
no-documents-among = Żaden dokument nie spełnia tych warunków ({ $filters }). Wszystkie pokazuje /sources.
nearest = Najbliższe fragmenty:
next-nearest = Kolejne najbliższe fragmenty:
also-in = Także w:
also-more = { $count ->
    [one] i w jeszcze { $count } dokumencie
   *[other] i w jeszcze { $count } dokumentach
}
quote-near = { $count ->
    [one] Blisko pytania, ale być może to nie odpowiedź:
   *[other] Blisko pytania, ale być może to nie odpowiedzi:
}
sources-differ = Źródła się różnią
sources-agree = Zgodne źródła: { $count }
sources-several = Źródła: { $count }
others-head = Ta sama odpowiedź gdzie indziej:
follow-up = W nawiązaniu do pytania:
part = część { $part } z { $parts }
in-place = Zobacz w dokumencie
open-document = Otwórz dokument
paragraph = akapit { $number }
chapter = rozdział { $number }
page = s. { $number }
version = wersja { $number }
version-replaced = wersja { $number }, już zastąpiona
in-language = { $code ->
    [en] po angielsku
    [ru] po rosyjsku
    [uk] po ukraińsku
    [de] po niemiecku
    [es] po hiszpańsku
    [fr] po francusku
    [it] po włosku
    [pl] po polsku
    [pt] po portugalsku
    [ro] po rumuńsku
    [tr] po turecku
    [zh] po chińsku
    [ja] po japońsku
    [ar] po arabsku
   *[other] w innym języku
}

# Przyciski i ich komunikaty

button-context = Kontekst
button-less = Mniej
button-more = Więcej
button-back = Wstecz
button-close = Zamknij
button-original = Oryginalny plik
button-nearest = Pokaż najbliższe fragmenty
button-others = Ta sama odpowiedź
button-source = Źródło
button-copy = Kopiuj
context-all = Wokół nie ma więcej tekstu.
context-full = W jednej wiadomości nie zmieści się więcej. Cały tekst jest pod przyciskiem „Źródło”.
document-changed = Ten dokument od tego czasu się zmienił. Zapytaj jeszcze raz.
document-gone = Tego dokumentu nie ma już w zbiorze.
question-gone = Nie mam już twojego pytania. Zadaj je jeszcze raz.
no-more-quotes = Więcej cytatów nie ma.
thanks = Dziękuję. Ocena jest zapisana razem z pytaniem i cytatami.
withdrawn = Ocena została wycofana.
button-old = Ten przycisk pochodzi z innej wersji bota. Zapytaj jeszcze raz.
button-gone = Te przyciski od tego czasu się zmieniły. Naciśnij jeszcze raz.
button-too-old = Ta wiadomość jest zbyt stara, jej przyciski już nie działają. Zapytaj jeszcze raz.

# Dokumenty

source-author = Autor: { $value }
source-published = Opublikowano: { $value }
source-updated = Zaktualizowano: { $value }
source-added = W zbiorze od: { $value }
source-language = Język: { $value }
source-length = { $count ->
    [one] { $count } słowo
    [few] { $count } słowa
   *[other] { $count } słów
}
sources-answer = Źródła tej odpowiedzi:
source-place = Miejsce: { $value }
source-original = Oryginalny plik.
source-stored = Tekst w tej postaci, w jakiej jest tu przechowywany; oryginalnego pliku już nie ma albo się zmienił.
sources-count = { $count ->
    [one] { $count } dokument:
    [few] { $count } dokumenty:
   *[other] { $count } dokumentów:
}
sources-found = { $count ->
    [one] { $count } dokument z „{ $search }”:
    [few] { $count } dokumenty z „{ $search }”:
   *[other] { $count } dokumentów z „{ $search }”:
}
sources-none = Żaden dokument nie ma „{ $search }” w tytule, nazwie wydawcy ani adresie.
sources-page = Strona { $page } z { $pages }
sources-long = To za długie do wyszukania. Wystarczy jedno lub dwa słowa z tytułu albo nazwa wydawcy.

# Sprawdzanie

verify-exact = { $count ->
    [one] Dokładny: te słowa są tutaj.
   *[other] Dokładny: te słowa są w { $count } miejscach.
}
verify-everywhere = Dokładny: miejsc z tymi słowami jest co najmniej { $count }.
verify-altered = Zmieniony: żaden dokument nie ma dokładnie tych słów. Najbardziej podobny fragment, różnice pogrubione:
verify-given = Twój tekst, różnice przekreślone:
verify-absent = Nie znaleziono: żaden dokument nie ma tych słów ani podobnych.
verify-typography = Dokładny, różni się tylko typografią: te słowa tu są, lecz inaczej złożone.
verify-shortened = Skrócony: te części są tu w tej kolejności.
verify-put-in = dodano
verify-left-out = { $count ->
    [one] pominięto { $count } słowo
    [few] pominięto { $count } słowa
   *[other] pominięto { $count } słów
}
verify-left-out-negation = (w tym przeczenie)
verify-cut-negation = Tuż przed tymi słowami w dokumencie stoi „{ $word }”.
verify-meaning = Zmienia sens: { $changes }
verify-number = liczba:
verify-negation = przeczenie:
verify-name = nazwa:
verify-several = Cytaty: { $count }, z tego w dokumentach: { $real }.
verify-more = … i jeszcze cytatów: { $count }.
verify-whole-same = Cały tekst jest w zbiorze:
verify-whole-version = W zbiorze jest wersja całego tekstu:
verify-whole-excerpt = Tekst jest częścią tego dokumentu:
verify-whole-contains = Tekst zawiera ten dokument:
verify-whole-some = Tekst ma fragmenty wspólne z tym dokumentem:
verify-whole-shares = { $text }% tekstu, { $document }% dokumentu
verify-usage = Napisz cytat po /verify albo odpowiedz na wiadomość poleceniem /verify.
verify-wordless = Nie ma tu żadnego słowa. Napisz cytat po /verify.
verify-long = Żaden dokument nie ma dokładnie takiego tekstu (znaków: { $count }). Aby zobaczyć, co zmieniono, sprawdzaj naraz najwyżej { $most } znaków.

# Gdy nie ma na co odpowiedzieć

ask-usage = Napisz pytanie po /ask albo odpowiedz na wiadomość poleceniem /ask.
text-only = Czytam tylko tekst. Napisz pytanie w wiadomości.
link-only = Nie otwieram linków: odpowiadam na podstawie dokumentów, które mam. Napisz pytanie słowami.
link-add = Aby dodać stronę do kolekcji:
unknown-command = Nie znam tego polecenia. Zadaj pytanie albo zajrzyj do /help.
one-moment = Chwileczkę: przed twoim są inne pytania.
too-many = Za dużo naraz. Odpowiem na to, co już mam; resztę wyślij później.
given-up = Przepraszam, nie mogę na to odpowiedzieć: każda próba kończyła się awarią. Spróbuj zapytać inaczej.
failed = Z tym pytaniem coś poszło nie tak. Spróbuj za chwilę jeszcze raz.
question-empty = Nie widzę tu pytania. Zapytaj w kilku słowach.
question-long = Pytanie jest za długie (znaków: { $count }, najwyżej { $most }). Zadaj je w jednym lub dwóch zdaniach.
question-wordless = W pytaniu nie ma żadnego słowa. Zapytaj słowami.
filter-date = „{ $value }” nie jest datą w postaci 2022-11-30, 2022-11 lub 2022.
filter-order = { $since } jest później niż { $until }: nic nie leży pomiędzy.
filter-twice = „{ $name }:” występuje kilka razy. Podaj je tylko raz.
not-allowed = Ten bot odpowiada tylko osobom, które zna jego właściciel. Twój identyfikator, do przekazania właścicielowi: { $id }
business-declined = Nie odpowiadam w imieniu kont firmowych: twoi klienci dostawaliby w twoim imieniu cytaty z moich dokumentów. Pytaj mnie tutaj, na tym czacie.
words-thanks = dzięki, dziękuję, dziękuję bardzo, bardzo dziękuję, wielkie dzięki, dzięki wielkie, dziękuję ci, dziękuję pięknie, dziekuje, dzieki
words-greeting = cześć, hej, witaj, witam, dzień dobry, dobry wieczór, dobranoc, do widzenia, siema, na razie
words-acknowledgement = dobrze, dobra, rozumiem, jasne, tak, nie, świetnie, super, w porządku, zgoda, spoko, aha, okej
words-help = pomoc, pomóż mi, co potrafisz, co umiesz, kim jesteś, czym jesteś, jak to działa, jak działasz
answer-thanks = Proszę bardzo.
answer-greeting = Dzień dobry! Zapytaj mnie o to, co jest w moich dokumentach.
inline-hint = Napisz pytanie
inline-long = To pytanie jest za długie
inline-none = Dokumenty nie odpowiadają na to pytanie
inline-not-allowed = Ten bot odpowiada tylko wybranym osobom

# Zapisane pytania

button-watch = 🔔 Daj znać
button-unwatch = Nie powiadamiaj
button-daily = Raz dziennie
button-at-once = Od razu
button-pause = Wstrzymaj
button-resume = Wznów
watch-saved = Zapisane. Dam znać, gdy odpowie na to nowy dokument. Lista: /watch.
watch-saved-already = To pytanie jest już zapisane. Lista: /watch.
watch-most = { $count ->
    [one] Można tu zapisać { $count } pytanie. Najpierw je usuń: /watch
    [few] Można tu zapisać { $count } pytania. Najpierw usuń jedno: /watch
   *[other] Można tu zapisać { $count } pytań. Najpierw usuń jedno: /watch
}
watch-off = Ten bot nie zapisuje pytań.
watch-none = Nie masz zapisanych pytań. Napisz /watch i pytanie, a dam znać, gdy odpowie na nie nowy dokument.
watch-list = Dam znać, gdy nowy dokument odpowie na jedno z tych pytań:
watch-paused = wstrzymane
watch-at-once = Daję znać od razu.
watch-daily = Daję znać raz dziennie, o { $hour }:00.
watch-quiet = Cisza od { $first }:00 do { $last }:00.
watch-clock = Na moim zegarze jest { $time }; twoją strefę ustawia /watch zone Europe/Warsaw lub +2.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Usunięto z zapisanych: { $question }
watch-unknown = Nie ma zapisanego pytania o tym numerze. Lista: /watch.
watch-zone-unknown = Nie znam takiej strefy czasowej. Napisz na przykład Europe/Warsaw lub +2.
watch-hours-wrong = Napisz godziny tak: 22-7.
watch-news = Nowość w sprawie zapisanego pytania:
watch-first = Pierwsza odpowiedź na nie.
watch-changed = Dokument się zmienił.
watch-facts = Nowe tutaj: { $facts }
watch-source = Z innego źródła.
watch-more = { $count ->
    [one] I jeszcze { $count } cytat: /watch { $number }
    [few] I jeszcze { $count } cytaty: /watch { $number }
   *[other] I jeszcze { $count } cytatów: /watch { $number }
}
watch-nothing-found = Na razie nic nowego: { $question }
words-daily = raz dziennie, codziennie, co dzień
words-now = od razu, natychmiast
words-pause = pauza, wstrzymaj
words-resume = wznów, kontynuuj
words-quiet = cisza, nie przeszkadzać
words-off = wyłącz
words-zone = strefa, strefa czasowa
words-remove = usuń, skasuj

# Zmiany w zbiorze

admins-only = To mogą robić tylko moi administratorzy.
upload-declined = Czytam tylko tekst, a dokumenty mogą dodawać tylko moi administratorzy. Napisz pytanie w wiadomości.
upload-kind = Nie umiem czytać plików takich jak { $name }.
upload-large = Ten plik jest za duży: Telegram przekazuje mi najwyżej { $most } MB.
add-usage = Wyślij mi plik, napisz adres strony po /add albo odpowiedz na plik poleceniem /add.
add-done = { $count ->
    [one] Dodano do zbioru:
    [few] Dodano do zbioru { $count } dokumenty:
   *[other] Dodano do zbioru { $count } dokumentów:
}
add-updated = { $count ->
    [one] Dokument jest już aktualny.
    [few] { $count } dokumenty są już aktualne.
   *[other] { $count } dokumentów jest już aktualnych.
}
add-unchanged = To już jest w zbiorze.
edit-usage = Napisz /edit, identyfikator dokumentu i poprawne dane: /edit 3fa2c1 published=2022-11-30 title=Burze nad Kentem. Pola to title, author, published, publisher, url i language. Puste pole (author=) oznacza, że nic nie wiadomo; „reset” po identyfikatorze cofa poprawki.
edit-known = Co wiadomo o
edit-said = w dokumencie jest { $value }
edit-silent = w dokumencie nic nie ma
remove-usage = Napisz po /remove identyfikator dokumentu albo słowa z jego tytułu.
remove-which = Który? Dotknij wiersza, aby go skopiować, i wyślij mi go.
remove-done = Usunięto ze zbioru: { $name }
change-begun = Pracuję nad tym…
change-progress = { $what ->
    [reading] Czytam: { $done } z { $total }
    [encoding] Koduję: { $done } z { $total }
   *[other] Indeksuję: { $done } z { $total }
}
change-failed = Nie udało się: { $reason }
change-more = … i jeszcze { $count }
stats-documents = Dokumenty: { $count }
stats-passages = Fragmenty: { $count }
stats-questions = Pytania od uruchomienia: { $count }
stats-abstentions = Bez odpowiedzi: { $count }
stats-errors = Błędy: { $count }
stats-waiting = Teraz w kolejce: { $count }
stats-running = Działam (godz.:min): { $hours }

# Menu obok pola tekstowego

command-ask = Zadaj pytanie
command-sources = Dokumenty, z których odpowiadam
command-verify = Czy ten cytat jest prawdziwy?
command-watch = Daj znać, gdy odpowie nowy dokument
command-new = Zapomnij rozmowę
command-help = Jak pytać
command-privacy = Co jest przechowywane
command-add = Dodaj stronę do zbioru
command-remove = Usuń dokument
command-edit = Popraw tytuł, autora lub datę dokumentu
command-stats = Liczby: dokumenty i pytania
