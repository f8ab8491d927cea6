# Textos fijos del bot en español.

start =
    Pregúntame lo que quieras sobre mis documentos. Respondo solo con citas textuales y sus fuentes; ninguna frase es mía.

    Si los documentos no tienen la respuesta, lo digo. Más en /help; los documentos, en /sources.
example-said = ¿Qué dijo { $name }?
example-about = ¿Qué se sabe de { $name }?
example-title = ¿Qué se sabe de «{ $title }»?

help =
    Escribe la pregunta con tus palabras, como se la harías a un compañero. Bastan unas pocas.

    Recibirás fragmentos literales de los documentos. La frase que contiene la respuesta va en negrita; debajo de cada fragmento se indica de dónde viene. Si no hay respuesta, lo digo y muestro plegado lo más parecido.

    • Para seguir preguntando, responde a mi mensaje: «¿Y en julio?» En el chat privado basta con escribir. Muestro con qué pregunta la he relacionado; /new empieza una conversación nueva.
    • Si editas tu pregunta, corrijo mi respuesta.
    • Para acotar la búsqueda, añade a la pregunta since:2022-10-01, until:2022-12 o source:"Kyiv Post" (también en español: desde:, hasta:, fuente:).
    • Los botones bajo una respuesta muestran el texto que rodea una cita, más citas o el documento completo, o copian la cita con su fuente.
    • /watch y una pregunta, o 🔔 bajo una respuesta: te aviso cuando un documento nuevo la responda.

    En los grupos solo leo lo que va dirigido a mí: /ask{ $bot } con una pregunta, las respuestas a mis mensajes y, donde soy administrador, también las menciones. En cualquier otro chat, escribe { $bot } y una pregunta, y elige la cita que quieras enviar.

    /sources – los documentos con los que respondo
    /verify – ¿es real esta cita?
    /new – olvidar la conversación
    /privacy – qué se guarda

privacy =
    Telegram transmite nuestros mensajes y puede leerlos. De ahí llegan al ordenador en el que funciono, y a ningún otro sitio.

    • Cada pregunta se guarda hasta que tiene respuesta, y después permanece un rato en la memoria del programa, para que puedas seguir preguntando. /new borra al momento lo preguntado en este chat; un reinicio, también.
    • Si pulsas 👍 o 👎, se guardan la pregunta, las citas y tu valoración, para poder mejorar las respuestas. Tu nombre y tu ID no se guardan con ellas.
    • Una pregunta guardada (/watch, 🔔) se guarda con el ID de este chat hasta que la quites.
    • Quien me administra puede ver los documentos y estas valoraciones, y podría ver más: es su ordenador.

new-done = Conversación olvidada. Tu próxima pregunta empieza una nueva.

# Respuestas

not-answered = Los documentos no responden a esta pregunta.
not-answered-among = Ninguno de los documentos seleccionados ({ $filters }) responde a esta pregunta.
not-ready = Todavía estoy indexando los documentos para preguntas en este idioma. Vuelve a preguntar dentro de unos minutos.
uncertain = No hay una respuesta clara.
no-documents-among = No hay documentos que cumplan esas condiciones ({ $filters }). En /sources están todos.
nearest = Lo más parecido:
next-nearest = Lo siguiente más parecido:
also-in = También en:
also-more = y { $count } más
quote-near = { $count ->
    [one] Se acerca a la pregunta, pero quizá no la responde:
   *[other] Se acercan a la pregunta, pero quizá no la responden:
}
sources-differ = Las fuentes difieren
sources-agree = { $count } fuentes coinciden
sources-several = { $count } fuentes
others-head = La misma respuesta, en otra parte:
follow-up = Continuación de:
part = parte { $part } de { $parts }
open-document = Abrir el documento
in-place = Verlo en el documento
paragraph = párrafo { $number }
chapter = capítulo { $number }
page = página { $number }
version = versión { $number }
version-replaced = versión { $number }, ya sustituida
in-language = { $code ->
    [en] en inglés
    [ru] en ruso
    [uk] en ucraniano
    [de] en alemán
    [es] en español
    [fr] en francés
    [it] en italiano
    [pl] en polaco
    [pt] en portugués
    [ro] en rumano
    [tr] en turco
    [zh] en chino
    [ja] en japonés
    [ar] en árabe
   *[other] en otro idioma
}

# Los botones y sus mensajes

button-context = Contexto
button-less = Menos
button-more = Más
button-nearest = Ver los pasajes más parecidos
button-others = Misma respuesta
button-source = Fuente
button-back = Atrás
button-close = Cerrar
button-original = Archivo original
button-copy = Copiar
context-all = No hay más texto alrededor.
context-full = No cabe más en un mensaje. El texto completo está en «Fuente».
document-changed = Este documento ha cambiado desde entonces. Pregunta otra vez, por favor.
document-gone = Este documento ya no está en la colección.
question-gone = Ya no tengo tu pregunta. Hazla otra vez, por favor.
no-more-quotes = No hay más citas.
thanks = Gracias. Tu valoración se ha guardado con la pregunta y las citas.
withdrawn = Tu valoración se ha retirado.
button-old = Este botón es de otra versión del bot. Pregunta otra vez, por favor.
button-gone = Estos botones han cambiado desde entonces. Pulsa otra vez, por favor.
button-too-old = Este mensaje es demasiado antiguo para sus botones. Pregunta otra vez, por favor.

# Documentos

source-author = Autor: { $value }
source-published = Publicado: { $value }
source-updated = Actualizado: { $value }
source-added = En la colección desde: { $value }
source-language = Idioma: { $value }
source-length = { $count ->
    [one] Una palabra
   *[other] { $count } palabras
}
sources-answer = Las fuentes de esta respuesta:
source-place = Lugar: { $value }
source-original = El archivo original.
source-stored = El texto tal como se guarda aquí; el archivo original ya no está, o ha cambiado.
sources-count = { $count ->
    [one] Un documento:
   *[other] { $count } documentos:
}
sources-found = { $count ->
    [one] Un documento con «{ $search }»:
   *[other] { $count } documentos con «{ $search }»:
}
sources-none = Ningún documento contiene «{ $search }» en el título, el medio o la dirección.
sources-page = Página { $page } de { $pages }
sources-long = Es demasiado largo para buscarlo. Basta con una o dos palabras del título o con el nombre del medio.

# Comprobar

verify-exact = { $count ->
    [one] Exacta: estas palabras aparecen aquí.
   *[other] Exacta: estas palabras aparecen en { $count } lugares.
}
verify-everywhere = Exacta: estas palabras aparecen en { $count } lugares o más.
verify-altered = Alterada: ningún documento lo dice exactamente así. El pasaje más parecido, con las diferencias en negrita:
verify-given = Tu texto, con las diferencias tachadas:
verify-absent = No encontrada: ningún documento contiene estas palabras ni otras parecidas.
verify-typography = Exacta salvo por la tipografía: estas palabras aparecen, aunque compuestas de otra manera.
verify-shortened = Abreviada: estas partes aparecen en este orden.
verify-put-in = añadido
verify-left-out = { $count ->
    [one] una palabra omitida
   *[other] { $count } palabras omitidas
}
verify-left-out-negation = (con una negación)
verify-cut-negation = Justo antes de estas palabras, el documento dice «{ $word }».
verify-meaning = Cambia el sentido: { $changes }
verify-number = número:
verify-negation = negación:
verify-name = nombre:
verify-several = { $count } citas; de ellas, en los documentos: { $real }.
verify-more = … y { $count } citas más.
verify-whole-same = El texto entero está en la colección:
verify-whole-version = La colección tiene una versión del texto entero:
verify-whole-excerpt = El texto es una parte de este documento:
verify-whole-contains = El texto contiene este documento:
verify-whole-some = El texto comparte pasajes con este documento:
verify-whole-shares = { $text } % del texto, { $document } % del documento
verify-usage = Escribe la cita después de /verify, o responde a un mensaje con /verify.
verify-wordless = Ahí no hay ninguna palabra. Escribe la cita después de /verify.
verify-long = Ningún documento contiene exactamente estos { $count } caracteres. Para ver qué se ha alterado, comprueba como mucho { $most } de una vez.

# Cuando no hay respuesta que dar

ask-usage = Escribe la pregunta después de /ask, o responde a un mensaje con /ask.
text-only = Solo puedo leer texto. Escribe la pregunta en un mensaje.
link-only = No abro enlaces: respondo a partir de los documentos que tengo. Escribe la pregunta con palabras.
link-add = Para añadir la página a la colección:
unknown-command = No conozco ese comando. Escribe una pregunta o mira /help.
one-moment = Un momento: hay otras preguntas antes que la tuya.
too-many = Son demasiados mensajes a la vez. Responderé a los que ya tengo; envía el resto más tarde, por favor.
given-up = Lo siento, no puedo responder a esto: he fallado varias veces al intentarlo. Prueba con otras palabras, por favor.
failed = Algo ha fallado con esta pregunta. Vuelve a intentarlo en un momento, por favor.
question-empty = No veo ninguna pregunta. Pregunta con unas pocas palabras.
question-long = La pregunta tiene { $count } caracteres y el máximo es { $most }. Resúmela en una o dos frases.
question-wordless = La pregunta no contiene ninguna palabra. Pregunta con palabras.
filter-date = «{ $value }» no es una fecha como 2022-11-30, 2022-11 o 2022.
filter-order = { $since } es posterior a { $until }; no hay nada entre las dos fechas.
filter-twice = «{ $name }:» aparece más de una vez. Indícalo solo una vez.
not-allowed = Este bot solo responde a personas que conoce su dueño. Tu ID, para dárselo al dueño: { $id }
business-declined = No respondo en nombre de cuentas de empresa: tus clientes recibirían citas de mis documentos en tu nombre. Pregúntame aquí, en este chat.
words-thanks = gracias, muchas gracias, mil gracias, muchísimas gracias, gracias a ti
words-greeting = hola, buenas, buenos días, buenas tardes, buenas noches, qué tal, adiós, hasta luego
words-acknowledgement = vale, de acuerdo, entendido, sí, no, bien, muy bien, genial, perfecto, bueno, claro, estupendo
words-help = ayuda, ayúdame, qué puedes hacer, qué sabes hacer, quién eres, qué eres, cómo funciona, cómo funciona esto, cómo funcionas
answer-thanks = De nada.
answer-greeting = ¡Hola! Pregúntame lo que quieras saber de mis documentos.
inline-hint = Escribe una pregunta
inline-long = Esta pregunta es demasiado larga
inline-none = Los documentos no responden a esta pregunta
inline-not-allowed = Este bot solo responde a personas que conoce su dueño

# Preguntas guardadas

button-watch = 🔔 Avísame si hay algo nuevo
button-unwatch = No avisar más
button-daily = Una vez al día
button-at-once = Al momento
button-pause = Pausar
button-resume = Reanudar
watch-saved = Guardada. Te avisaré cuando un documento nuevo la responda. En /watch están todas.
watch-saved-already = Esta pregunta ya está guardada. En /watch están todas.
watch-most = { $count ->
    [one] Aquí se puede guardar una pregunta. Quítala antes: /watch
   *[other] Aquí se pueden guardar { $count } preguntas. Quita una antes: /watch
}
watch-off = Este bot no guarda preguntas.
watch-none = No hay preguntas guardadas. Escribe /watch y una pregunta, y te avisaré cuando un documento nuevo la responda.
watch-list = Te avisaré cuando un documento nuevo responda a:
watch-paused = en pausa
watch-at-once = Aviso al momento.
watch-daily = Aviso una vez al día, a las { $hour }:00.
watch-quiet = Sin avisos de { $first }:00 a { $last }:00.
watch-clock = Mi reloj marca las { $time }; /watch zone Europe/Madrid o +2 fija tu zona horaria.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Ya no está guardada: { $question }
watch-unknown = No hay ninguna pregunta guardada con este número. En /watch están todas.
watch-zone-unknown = No conozco esa zona horaria. Escríbela como Europe/Madrid o +2.
watch-hours-wrong = Escribe las horas así: 22-7.
watch-news = Novedades sobre tu pregunta guardada:
watch-first = La primera respuesta.
watch-changed = El documento ha cambiado.
watch-facts = Nuevo aquí: { $facts }
watch-source = De otra fuente.
watch-more = { $count ->
    [one] Y una cita más: /watch { $number }
   *[other] Y { $count } citas más: /watch { $number }
}
watch-nothing-found = De momento no hay nada nuevo sobre esto: { $question }
words-daily = diario, una vez al día, cada día
words-now = al momento
words-pause = pausa, pausar
words-resume = reanudar, seguir
words-quiet = silencio
words-off = no
words-zone = zona, zona horaria
words-remove = quitar, borrar

# Cambios en la colección

admins-only = Eso solo pueden hacerlo quienes me administran.
upload-declined = Solo puedo leer texto, y solo quienes me administran pueden añadir documentos. Escribe tu pregunta en un mensaje.
upload-kind = No puedo leer archivos como { $name }.
upload-large = Este archivo es demasiado grande: Telegram solo me entrega archivos de hasta { $most } MB.
add-usage = Envíame un archivo, escribe la dirección de una página después de /add o responde a un archivo con /add.
add-done = { $count ->
    [one] Añadido a la colección:
   *[other] Añadidos a la colección { $count } documentos:
}
add-updated = { $count ->
    [one] El documento ya está actualizado.
   *[other] { $count } documentos ya están actualizados.
}
add-unchanged = Esto ya está en la colección.
edit-usage = Escribe después de /edit el ID de un documento y los datos correctos: /edit 3fa2c1 published=2022-11-30 title=Tormentas en Kent. Los campos son title, author, published, publisher, url y language. Uno vacío (author=) significa que no se sabe nada; «reset» después del ID retira las correcciones.
edit-known = Lo que se sabe de
edit-said = el documento dice { $value }
edit-silent = el documento no dice nada
remove-usage = Escribe después de /remove el ID de un documento o palabras de su título.
remove-which = ¿Cuál? Toca una línea para copiarla y envíamela.
remove-done = Ya no está en la colección: { $name }
change-begun = Estoy en ello…
change-progress = { $what ->
    [reading] Leyendo: { $done } de { $total }
    [encoding] Codificando: { $done } de { $total }
   *[other] Indexando: { $done } de { $total }
}
change-failed = No ha funcionado: { $reason }
change-more = { $count ->
    [one] … y uno más
   *[other] … y { $count } más
}
stats-documents = Documentos: { $count }
stats-passages = Pasajes: { $count }
stats-questions = Preguntas desde el inicio: { $count }
stats-abstentions = Sin respuesta: { $count }
stats-errors = Errores: { $count }
stats-waiting = En espera: { $count }
stats-running = En marcha desde hace (h:min): { $hours }

# El menú junto al campo de texto

command-ask = Hacer una pregunta
command-sources = Los documentos con los que respondo
command-verify = ¿Es real esta cita?
command-watch = Avisarme cuando responda un documento nuevo
command-new = Olvidar la conversación
command-help = Cómo preguntar
command-privacy = Qué se guarda
command-add = Añadir una página a la colección
command-edit = Corregir título, autor o fecha de un documento
command-remove = Quitar un documento
command-stats = Cifras de documentos y preguntas
