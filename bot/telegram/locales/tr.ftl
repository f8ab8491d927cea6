# Botun Türkçe sabit metinleri. Sayıdan sonra gelen ad tekil kalır.

start =
    Belgelerim hakkında istediğinizi sorun. Yalnızca belgelerden birebir alıntılarla ve kaynaklarıyla yanıt veririm; hiçbir cümle bana ait değildir.

    Belgelerde yanıt yoksa bunu söylerim. Ayrıntılar: /help, belgeler: /sources.
example-said = { $name } ne dedi?
example-about = { $name } hakkında ne biliniyor?
example-title = “{ $title }” hakkında ne biliniyor?

help =
    Sorunuzu, bir iş arkadaşınıza sorar gibi kendi sözcüklerinizle yazın. Birkaç sözcük yeter.

    Belgelerden birebir kesilmiş parçalar alırsınız. Yanıtı veren cümle kalındır; her parçanın altında nereden geldiği yazar. Yanıt yoksa bunu söyler, en yakın yerleri katlanmış olarak gösteririm.

    • Devamını sormak için mesajıma yanıt verin: “Peki temmuzda?” Özel sohbette doğrudan yazmayı sürdürebilirsiniz. Yeni sorunuzu hangisine bağladığımı gösteririm; /new baştan başlatır.
    • Sorunuzu düzenlerseniz yanıtımı değiştiririm.
    • Aramayı daraltmak için soruya since:2022-10-01, until:2022-12 veya source:"Kyiv Post" ekleyin (Türkçe olarak da: başlangıç:, bitiş:, kaynak:).
    • Yanıtın altındaki düğmeler alıntının çevresindeki metni, başka alıntıları ya da belgenin tamamını gösterir veya alıntıyı kaynağıyla kopyalar.
    • /watch ve bir soru ya da yanıtın altındaki 🔔: yeni bir belge soruyu yanıtlayınca haber veririm.

    Gruplarda yalnızca bana yazılanı okurum: soruyla birlikte /ask{ $bot }, mesajlarıma verilen yanıtlar ve yönetici olduğum yerde bahsetmeler. Başka bir sohbette { $bot } ve bir soru yazın, sonra göndereceğiniz alıntıyı seçin.

    /sources – yanıt verdiğim belgeler
    /verify – bu alıntı gerçek mi?
    /new – konuşmamızı unut
    /privacy – neler saklanır

privacy =
    Mesajlarımızı Telegram taşır ve okuyabilir. Oradan çalıştığım bilgisayara gelirler, başka hiçbir yere gitmezler.

    • Bir soru yanıtlanana kadar saklanır, sonra devamını sorabilmeniz için bir süre bellekte kalır. /new bu sohbette sorulanları hemen siler; yeniden başlatma da.
    • 👍 veya 👎 düğmesine basarsanız soru, alıntılar ve değerlendirmeniz yanıtlar iyileşebilsin diye saklanır. Adınız ve kimliğiniz bunlarla birlikte saklanmaz.
    • Kaydettiğiniz soru (/watch, 🔔) siz kaldırana kadar bu sohbetin kimliğiyle saklanır.
    • Beni çalıştıran kişi belgeleri ve bu değerlendirmeleri görebilir, daha fazlasını da görebilirdi: bilgisayar onun.

new-done = Unutuldu. Sıradaki sorunuz yeni bir konuşma başlatır.

# Yanıtlar

not-answered = Belgeler bu soruyu yanıtlamıyor.
not-answered-among = Seçtiğiniz belgelerin ({ $filters }) hiçbiri bu soruyu yanıtlamıyor.
not-ready = Belgeler bu dildeki sorular için hâlâ dizine ekleniyor. Lütfen birkaç dakika sonra yeniden sorun.
uncertain = Kesin bir yanıt yok.
no-documents-among = Bu koşullara ({ $filters }) uyan belge yok. Tümü: /sources.
nearest = En yakın yerler:
next-nearest = Sonraki en yakın yerler:
also-in = Şurada da:
also-more = ve { $count } belge daha
quote-near = { $count ->
    [one] Soruya yakın, ama belki yanıt değil:
   *[other] Soruya yakın, ama belki yanıt değiller:
}
sources-differ = Kaynaklar farklı bilgi veriyor
sources-agree = { $count } kaynak aynı şeyi söylüyor
sources-several = { $count } kaynak
others-head = Aynı yanıt, başka yerde:
follow-up = Şu sorunun devamı:
part = kısım { $part } / { $parts }
in-place = Belgede göster
open-document = Belgeyi aç
paragraph = paragraf { $number }
chapter = bölüm { $number }
page = sayfa { $number }
version = sürüm { $number }
version-replaced = sürüm { $number }, artık yenisi var
in-language = { $code ->
    [en] İngilizce
    [ru] Rusça
    [uk] Ukraynaca
    [de] Almanca
    [es] İspanyolca
    [fr] Fransızca
    [it] İtalyanca
    [pl] Lehçe
    [pt] Portekizce
    [ro] Rumence
    [tr] Türkçe
    [zh] Çince
    [ja] Japonca
    [ar] Arapça
   *[other] başka bir dilde
}

# Düğmeler ve söyledikleri

button-context = Bağlam
button-less = Daha az
button-more = Daha çok
button-back = Geri
button-close = Kapat
button-original = Özgün dosya
button-nearest = En yakın yerleri göster
button-others = Aynı yanıt
button-source = Kaynak
button-copy = Kopyala
context-all = Çevresinde başka metin yok.
context-full = Bir mesaja daha fazlası sığmıyor. Metnin tamamı “Kaynak” düğmesinde.
document-changed = Bu belge o zamandan beri değişti. Lütfen yeniden sorun.
document-gone = Bu belge artık koleksiyonda yok.
question-gone = Sorunuz artık bende yok. Lütfen yeniden sorun.
no-more-quotes = Başka alıntı yok.
thanks = Teşekkürler. Değerlendirmeniz soru ve alıntılarla birlikte kaydedildi.
withdrawn = Değerlendirmeniz kaldırıldı.
button-old = Bu düğme botun başka bir sürümünden. Lütfen yeniden sorun.
button-gone = Bu düğmeler o zamandan beri değişti. Lütfen yeniden basın.
button-too-old = Bu mesaj çok eski, düğmeleri artık çalışmıyor. Lütfen yeniden sorun.

# Belgeler

source-author = Yazar: { $value }
source-published = Yayımlanma: { $value }
source-updated = Güncelleme: { $value }
source-added = Koleksiyona eklenme: { $value }
source-language = Dil: { $value }
source-length = { $count } sözcük
sources-answer = Bu yanıtın kaynakları:
source-place = Yer: { $value }
source-original = Özgün dosya.
source-stored = Metnin burada saklanan biçimi; özgün dosya artık yok ya da değişti.
sources-count = { $count } belge:
sources-found = “{ $search }” geçen { $count } belge:
sources-none = Hiçbir belgenin başlığında, yayıncısında veya adresinde “{ $search }” yok.
sources-page = Sayfa { $page } / { $pages }
sources-long = Bu, aramak için çok uzun. Başlıktan bir iki sözcük ya da yayıncının adı yeter.

# Doğrulama

verify-exact = { $count ->
    [one] Birebir: bu sözler burada geçiyor.
   *[other] Birebir: bu sözler { $count } yerde geçiyor.
}
verify-everywhere = Birebir: bu sözler en az { $count } yerde geçiyor.
verify-altered = Değiştirilmiş: hiçbir belgede tam böyle geçmiyor. En yakın yer, farklar kalın:
verify-given = Sizin metniniz, farkların üstü çizili:
verify-absent = Bulunamadı: hiçbir belgede bu sözler ya da benzerleri yok.
verify-typography = Dizgi dışında birebir: bu sözler geçiyor, yalnızca başka türlü dizilmiş.
verify-shortened = Kısaltılmış: bu parçalar bu sırayla geçiyor.
verify-put-in = eklenmiş
verify-left-out = { $count } sözcük çıkarılmış
verify-left-out-negation = (biri olumsuzluk)
verify-cut-negation = Belgede bu sözcüklerden hemen önce “{ $word }” var.
verify-meaning = Anlamı değiştiriyor: { $changes }
verify-number = sayı:
verify-negation = olumsuzluk:
verify-name = ad:
verify-several = { $count } alıntı; belgelerde olan: { $real }.
verify-more = … ve { $count } alıntı daha.
verify-whole-same = Metnin tamamı koleksiyonda:
verify-whole-version = Koleksiyonda metnin tamamının bir sürümü var:
verify-whole-excerpt = Metin bu belgenin bir parçası:
verify-whole-contains = Metin bu belgeyi içeriyor:
verify-whole-some = Metnin bu belgeyle ortak yerleri var:
verify-whole-shares = metinde %{ $text }, belgede %{ $document }
verify-usage = Alıntıyı /verify komutundan sonra yazın ya da bir mesaja /verify ile yanıt verin.
verify-wordless = Burada hiç sözcük yok. Alıntıyı /verify komutundan sonra yazın.
verify-long = Hiçbir belgede bu { $count } karakter birebir geçmiyor. Neyin değiştiğini görmek için bir seferde en çok { $most } karakter doğrulayın.

# Verilecek yanıt yoksa

ask-usage = Sorunuzu /ask komutundan sonra yazın ya da bir mesaja /ask ile yanıt verin.
text-only = Yalnızca metin okuyabilirim. Sorunuzu mesaj olarak yazın.
link-only = Bağlantıları açmam: elimdeki belgelerden yanıt veririm. Sorunuzu sözcüklerle yazın.
link-add = Sayfayı koleksiyona eklemek için:
unknown-command = Bu komutu bilmiyorum. Bir soru yazın ya da /help komutuna bakın.
one-moment = Bir dakika: sizinkinden önce başka sorular var.
too-many = Bir seferde çok fazla oldu. Elimdekileri yanıtlayacağım; kalanı lütfen daha sonra gönderin.
given-up = Üzgünüm, bunu yanıtlayamıyorum: denerken birkaç kez çöktüm. Lütfen başka sözcüklerle deneyin.
failed = Bu soruda bir şeyler ters gitti. Lütfen birazdan yeniden deneyin.
question-empty = Burada bir soru görmüyorum. Birkaç sözcükle sorun.
question-long = Soru { $count } karakter; en çok { $most } olabilir. Bir iki cümleyle sorun.
question-wordless = Soruda hiç sözcük yok. Lütfen sözcüklerle sorun.
filter-date = “{ $value }”, 2022-11-30, 2022-11 veya 2022 gibi bir tarih değil.
filter-order = { $since }, { $until } tarihinden sonra; arada hiçbir şey yok.
filter-twice = “{ $name }:” birden çok kez yazılmış. Yalnızca birini bırakın.
not-allowed = Bu bot yalnızca sahibinin tanıdığı kişilere yanıt verir. Sahibine iletmeniz için kimliğiniz: { $id }
business-declined = İşletme hesapları adına yanıt vermem: müşterileriniz sizin adınıza benim belgelerimden alıntılar alırdı. Bana burada, bu sohbette sorun.
words-thanks = teşekkürler, teşekkür ederim, çok teşekkürler, çok teşekkür ederim, teşekkür, sağ ol, sağol, sağ olun, eyvallah, tesekkurler
words-greeting = merhaba, merhabalar, selam, günaydın, iyi günler, iyi akşamlar, iyi geceler, hoşça kal, görüşürüz, güle güle
words-acknowledgement = tamam, evet, hayır, anladım, peki, olur, harika, süper, güzel, çok iyi, iyi, tabii
words-help = yardım, ne yapabilirsin, neler yapabilirsin, sen kimsin, kimsin, nasıl çalışıyorsun, bu nasıl çalışıyor
answer-thanks = Rica ederim.
answer-greeting = Merhaba! Belgelerim hakkında istediğinizi sorun.
inline-hint = Bir soru yazın
inline-long = Bu soru çok uzun
inline-none = Belgeler bu soruyu yanıtlamıyor
inline-not-allowed = Bu bot yalnızca tanıdığı kişilere yanıt verir

# Kaydedilen sorular

button-watch = 🔔 Haber ver
button-unwatch = Artık haber verme
button-daily = Günde bir kez
button-at-once = Hemen
button-pause = Duraklat
button-resume = Sürdür
watch-saved = Kaydedildi. Yeni bir belge bunu yanıtlayınca haber vereceğim. Liste: /watch.
watch-saved-already = Bu soru zaten kayıtlı. Liste: /watch.
watch-most = { $count ->
    [one] Burada bir soru kaydedilebilir. Önce onu kaldırın: /watch
   *[other] Burada { $count } soru kaydedilebilir. Önce birini kaldırın: /watch
}
watch-off = Bu bot soru kaydetmiyor.
watch-none = Kayıtlı sorunuz yok. /watch ve bir soru yazın; yeni bir belge onu yanıtlayınca haber veririm.
watch-list = Yeni bir belge şunları yanıtlayınca haber veririm:
watch-paused = duraklatıldı
watch-at-once = Hemen haber veririm.
watch-daily = Günde bir kez haber veririm: { $hour }:00.
watch-quiet = Sessiz saatler: { $first }:00–{ $last }:00.
watch-clock = Benim saatime göre { $time }; /watch zone Europe/Istanbul veya +3 saat diliminizi ayarlar.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Kayıtlı sorulardan çıkarıldı: { $question }
watch-unknown = Bu numarayla kayıtlı soru yok. Liste: /watch.
watch-zone-unknown = Bu saat dilimini bilmiyorum. Europe/Istanbul veya +3 gibi yazın.
watch-hours-wrong = Saatleri şöyle yazın: 22-7.
watch-news = Kayıtlı sorunuz için yeni bir şey var:
watch-first = İlk yanıt.
watch-changed = Belge değişti.
watch-facts = Burada yeni: { $facts }
watch-source = Başka bir kaynaktan.
watch-more = Ve { $count } alıntı daha: /watch { $number }
watch-nothing-found = Şimdilik yeni bir şey yok: { $question }
words-daily = günde bir kez, günde bir, her gün, günlük
words-now = hemen, anında
words-pause = duraklat, dur
words-resume = sürdür, devam et, devam
words-quiet = sessiz
words-off = kapat, kapalı
words-zone = saat dilimi, dilim
words-remove = kaldır, sil

# Koleksiyondaki değişiklikler

admins-only = Bunu yalnızca yöneticilerim yapabilir.
upload-declined = Yalnızca metin okuyabilirim; belgeleri de yalnızca yöneticilerim ekleyebilir. Sorunuzu mesaj olarak yazın.
upload-kind = { $name } gibi dosyaları okuyamıyorum.
upload-large = Bu dosya çok büyük: Telegram bana en çok { $most } MB iletir.
add-usage = Bana bir dosya gönderin, /add komutundan sonra bir sayfanın adresini yazın ya da bir dosyaya /add ile yanıt verin.
add-done = { $count ->
    [one] Koleksiyona eklendi:
   *[other] Koleksiyona { $count } belge eklendi:
}
add-updated = { $count ->
    [one] Belge artık güncel.
   *[other] { $count } belge artık güncel.
}
add-unchanged = Bu zaten koleksiyonda.
edit-usage = /edit, belgenin kimliğini ve doğru bilgileri yazın: /edit 3fa2c1 published=2022-11-30 title=Kent’te fırtına. Alanlar: title, author, published, publisher, url ve language. Boş alan (author=) hiçbir şey bilinmediğini söyler; kimlikten sonra “reset” düzeltmeleri geri alır.
edit-known = Bilinenler:
edit-said = belgede { $value } yazıyor
edit-silent = belgede bir şey yazmıyor
remove-usage = /remove komutundan sonra belgenin kimliğini ya da başlığından sözcükler yazın.
remove-which = Hangisi? Bir satıra dokunup kopyalayın, sonra bana gönderin.
remove-done = Koleksiyondan çıkarıldı: { $name }
change-begun = Üzerinde çalışıyorum…
change-progress = { $what ->
    [reading] Okunuyor: { $done } / { $total }
    [encoding] Kodlanıyor: { $done } / { $total }
   *[other] Dizinleniyor: { $done } / { $total }
}
change-failed = Olmadı: { $reason }
change-more = … ve { $count } tane daha
stats-documents = Belgeler: { $count }
stats-passages = Parçalar: { $count }
stats-questions = Başlangıçtan beri sorular: { $count }
stats-abstentions = Yanıtsız: { $count }
stats-errors = Hatalar: { $count }
stats-waiting = Şu anda bekleyen: { $count }
stats-running = Çalışma süresi (sa:dk): { $hours }

# Metin alanının yanındaki menü

command-ask = Bir soru sor
command-sources = Yanıt verdiğim belgeler
command-verify = Bu alıntı gerçek mi?
command-watch = Yeni bir belge yanıtlayınca haber ver
command-new = Konuşmamızı unut
command-help = Nasıl sorulur
command-privacy = Neler saklanır
command-add = Koleksiyona sayfa ekle
command-remove = Bir belgeyi çıkar
command-edit = Belgenin başlığını, yazarını, tarihini düzelt
command-stats = Belge ve soru sayıları
