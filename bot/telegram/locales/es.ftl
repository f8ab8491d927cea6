# Textos fijos del bot en español.

start =
    Pregúntame lo que quieras saber de mis documentos. Respondo con citas textuales y sus fuentes, y con nada más: ninguna frase es mía.

    Si los documentos no responden, lo digo. Más en /help; los documentos, en /sources.
example-said = ¿Qué dijo { $name }?
example-about = ¿Qué se sabe de { $name }?
example-title = ¿Qué se sabe de «{ $title }»?

help =
    Escribe la pregunta con tus palabras, como se la harías a un colega. Bastan unas pocas.

    Recibirás fragmentos de los documentos tal como están. La frase que responde va en negrita; debajo de cada fragmento se dice de dónde viene. Si nada responde, lo digo, y dejo plegado lo más cercano.

    • Para seguir preguntando, responde a mi mensaje: «¿Y en julio?» En el chat privado también puedes escribir sin más. Muestro a qué pregunta la he referido; /new empieza de nuevo.
    • Corrige tu pregunta y corregiré mi respuesta.
    • Para acotar, añade a la pregunta since:2022-10-01, until:2022-12 o source:"Kyiv Post" (también en español: desde:, hasta:, fuente:).
    • Los botones bajo una respuesta muestran lo que rodea una cita, más citas o el documento mismo, o copian la cita con su fuente.

    En un grupo solo leo lo que va dirigido a mí: /ask{ $bot } y una pregunta, o una respuesta a mi mensaje; donde soy administrador, también una mención. En cualquier otro chat, escribe { $bot } y una pregunta, y elige la cita que quieras enviar.

    /sources – los documentos con los que respondo
    /verify – ¿es real esta cita?
    /new – olvidar lo hablado
    /privacy – qué se guarda

privacy =
    Telegram transporta nuestros mensajes y puede leerlos. De ahí pasan al ordenador en el que funciono, y a ningún otro sitio.

    • Una pregunta se guarda hasta que está respondida, y después un rato en la memoria de trabajo, para que puedas seguir preguntando. /new olvida al momento lo preguntado en este chat; un reinicio, también.
    • Si pulsas 👍 o 👎, se guardan la pregunta, las citas y tu valoración, para poder mejorar las respuestas. Tu nombre y tu id no se guardan con ellas.
    • Quien me hace funcionar ve los documentos y estas valoraciones, y podría ver más: es su ordenador.

new-done = Olvidado. Tu próxima pregunta irá por sí sola.

# Respuestas

not-answered = Los documentos no responden a esto.
not-answered-among = Ninguno de los documentos que pediste ({ $filters }) responde a esto.
no-documents-among = No hay documentos como los que pediste ({ $filters }). En /sources están todos.
nearest = Lo más cercano:
next-nearest = Lo siguiente más cercano:
also-in = También en:
also-more = y { $count } más
follow-up = Sigue a la pregunta:
part = parte { $part } de { $parts }
paragraph = párrafo { $number }
chapter = capítulo { $number }
page = página { $number }
version = versión { $number }
version-replaced = versión { $number }, ya sustituida

# Los botones y lo que dicen

button-context = Contexto
button-less = Menos
button-more = Más
button-source = Fuente
button-copy = Copiar
context-all = Esto es todo lo que hay ahí.
context-full = No cabe más en un mensaje. El texto completo está en «Fuente».
document-changed = Este documento ha cambiado desde entonces. Pregunta otra vez, por favor.
document-gone = Este documento ya no está en la colección.
question-gone = Tu pregunta ya no está. Hazla otra vez, por favor.
no-more-quotes = No hay más citas.
thanks = Gracias. Tu valoración se guarda con la pregunta y las citas.
withdrawn = Tu valoración queda retirada.
button-old = Este botón es de otra versión. Pregunta otra vez, por favor.
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
sources-none = Ningún documento tiene «{ $search }» en el título, el medio o la dirección.
sources-page = Página { $page } de { $pages }
sources-long = Es demasiado largo para buscarlo. Basta una palabra o dos del título o el nombre del medio.

# Comprobar

verify-exact = { $count ->
    [one] Exacta: estas palabras están aquí.
   *[other] Exacta: estas palabras están en { $count } lugares.
}
verify-everywhere = Exacta: estas palabras están en { $count } lugares o más.
verify-altered = Alterada: ningún documento lo dice justo así. Lo más cercano, con las diferencias en negrita:
verify-given = Y así la tienes tú, con las diferencias tachadas:
verify-absent = No está: ningún documento tiene estas palabras ni otras parecidas.
verify-usage = Escribe la cita detrás de /verify, o responde a un mensaje con /verify.
verify-wordless = Ahí no hay ninguna palabra. Escribe la cita detrás de /verify.
verify-long = Estos { $count } caracteres no están en ningún lugar justo así. Para ver qué se alteró, compruébalos en partes de { $most } como mucho.

# Cuando no hay respuesta que dar

ask-usage = Escribe la pregunta detrás de /ask, o responde a un mensaje con /ask.
text-only = Solo sé leer texto. Escribe la pregunta en un mensaje.
unknown-command = No conozco ese comando. Escribe una pregunta o mira /help.
one-moment = Un momento: hay otras preguntas antes que la tuya.
too-many = Es demasiado de una vez. Respondo a lo que ya tengo; escribe el resto más tarde, por favor.
given-up = Lo siento, no puedo responder a esto: me he detenido varias veces al intentarlo. Prueba con otras palabras, por favor.
failed = Algo ha fallado con esta pregunta. Vuelve a intentarlo en un momento, por favor.
question-empty = Ahí no hay ninguna pregunta. Pregunta con unas pocas palabras.
question-long = La pregunta tiene { $count } caracteres; se puede buscar con { $most } como mucho. Hazla en una frase o dos.
question-wordless = En la pregunta no hay ninguna palabra. Pregunta con palabras.
filter-date = «{ $value }» no es una fecha como 2022-11-30, 2022-11 o 2022.
filter-order = { $since } es posterior a { $until }; entre las dos no hay nada.
filter-twice = «{ $name }:» aparece más de una vez. Deja una.
not-allowed = Este bot solo responde a quienes conoce su dueño. Tu id, para dárselo al dueño: { $id }
words-thanks = gracias, muchas gracias, mil gracias, muchísimas gracias, gracias a ti
words-greeting = hola, buenas, buenos días, buenas tardes, buenas noches, qué tal, adiós, hasta luego
words-acknowledgement = vale, de acuerdo, entendido, sí, no, bien, muy bien, genial, perfecto, bueno, claro, estupendo
answer-thanks = De nada.
answer-greeting = ¡Hola! Pregúntame lo que quieras saber de mis documentos.
inline-hint = Escribe una pregunta
inline-long = Esta pregunta es demasiado larga
inline-none = Los documentos no responden a esto
inline-not-allowed = Este bot solo responde a conocidos

# Cambios en la colección

admins-only = Eso solo pueden hacerlo quienes me administran.
upload-declined = Solo sé leer texto, y solo quienes me administran pueden añadir documentos. Escribe tu pregunta como mensaje.
upload-kind = No sé leer archivos como { $name }.
upload-large = Este archivo es demasiado grande: Telegram me entrega { $most } MB como máximo.
add-usage = Envíame un archivo, escribe la dirección de una página después de /add o responde a un archivo con /add.
add-done = { $count ->
    [one] Ya está en la colección:
   *[other] Ya están en la colección { $count } documentos:
}
add-updated = { $count ->
    [one] El documento ya está al día.
   *[other] { $count } documentos ya están al día.
}
add-unchanged = Esto ya está en la colección.
remove-usage = Escribe el identificador de un documento después de /remove, o palabras de su título.
remove-which = ¿Cuál? Al tocar una línea se copia; envíamela.
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
stats-waiting = Esperando ahora: { $count }
stats-running = En marcha desde hace (h:min): { $hours }

# El menú junto al campo de texto

command-ask = Hacer una pregunta
command-sources = Los documentos con los que respondo
command-verify = ¿Es real esta cita?
command-new = Olvidar lo hablado
command-help = Cómo preguntar
command-privacy = Qué se guarda
command-add = Añadir una página a la colección
command-remove = Quitar un documento
command-stats = Cuánto hay y cuánto se pregunta
