# Textes fixes du bot en français. Une espace insécable précède « : », « ? » et « ! ».

start =
    Posez-moi une question sur mes documents. Je réponds uniquement par des citations exactes, avec leurs sources ; aucune phrase n’est de moi.

    Si les documents ne contiennent pas la réponse, je le dis. En savoir plus : /help ; les documents : /sources.
example-said = Qu’a dit { $name } ?
example-about = Que sait-on sur { $name } ?
example-title = Que sait-on sur « { $title } » ?

help =
    Écrivez votre question avec vos mots, comme vous la poseriez à un collègue. Quelques mots suffisent.

    Vous recevez des extraits des documents, mot pour mot. La phrase qui répond est en gras ; sous chaque extrait figure sa source. S’il n’y a pas de réponse, je le dis et je replie les passages les plus proches.

    • Pour préciser, répondez à mon message : « Et en juillet ? » En privé, il suffit d’écrire à la suite. J’indique à quelle question j’ai rattaché la nouvelle ; /new repart de zéro.
    • Si vous modifiez votre question, je modifie ma réponse.
    • Pour restreindre la recherche, ajoutez à la question since:2022-10-01, until:2022-12 ou source:"Kyiv Post" (en français aussi : depuis:, jusque:, source:).
    • Les boutons sous une réponse montrent le texte autour d’une citation, d’autres citations ou le document entier, ou copient la citation avec sa source.
    • /watch suivi d’une question, ou 🔔 sous une réponse : je vous préviens quand un nouveau document y répond.

    Dans les groupes, je ne lis que ce qui m’est adressé : /ask{ $bot } suivi d’une question, les réponses à mes messages et, là où je suis administrateur, les mentions. Dans n’importe quelle autre discussion, écrivez { $bot } et une question, puis choisissez la citation à envoyer.

    /sources – les documents dont je tire mes réponses
    /verify – cette citation est-elle exacte ?
    /new – oublier notre conversation
    /privacy – ce qui est conservé

privacy =
    Telegram transmet nos messages et peut les lire. De là, ils arrivent sur l’ordinateur où je fonctionne, et nulle part ailleurs.

    • Une question est conservée jusqu’à ce qu’elle ait reçu une réponse, puis reste quelque temps en mémoire vive pour que vous puissiez la préciser. /new efface aussitôt ce qui a été demandé dans cette discussion ; un redémarrage aussi.
    • Si vous appuyez sur 👍 ou 👎, la question, les citations et votre avis sont enregistrés afin d’améliorer les réponses. Ni votre nom ni votre identifiant ne le sont.
    • Une question enregistrée (/watch, 🔔) est conservée avec l’identifiant de cette discussion jusqu’à ce que vous la supprimiez.
    • La personne qui m’héberge peut voir les documents et ces avis, et pourrait en voir davantage : c’est son ordinateur.

new-done = C’est oublié. Votre prochaine question repart de zéro.

# Réponses

not-answered = Les documents ne répondent pas à cette question.
not-answered-among = Aucun des documents choisis ({ $filters }) ne répond à cette question.
not-ready = J’indexe encore les documents pour les questions dans cette langue. Reposez la question dans quelques minutes.
uncertain = Pas de réponse claire.
no-documents-among = Aucun document ne correspond à ces critères ({ $filters }). /sources en donne la liste complète.
nearest = Passages les plus proches :
next-nearest = Passages suivants :
also-in = Aussi dans :
also-more = et { $count ->
    [one] { $count } autre
   *[other] { $count } autres
}
quote-near = { $count ->
    [one] Proche de la question, mais peut-être pas une réponse :
   *[other] Proches de la question, mais peut-être pas des réponses :
}
sources-differ = Les sources divergent
sources-agree = { $count } sources concordent
sources-several = { $count } sources
others-head = La même réponse, ailleurs :
follow-up = À la suite de :
part = partie { $part } sur { $parts }
in-place = Voir dans le document
open-document = Ouvrir le document
paragraph = paragraphe { $number }
chapter = chapitre { $number }
page = page { $number }
version = version { $number }
version-replaced = version { $number }, remplacée depuis
in-language = { $code ->
    [en] en anglais
    [ru] en russe
    [uk] en ukrainien
    [de] en allemand
    [es] en espagnol
    [fr] en français
    [it] en italien
    [pl] en polonais
    [pt] en portugais
    [ro] en roumain
    [tr] en turc
    [zh] en chinois
    [ja] en japonais
    [ar] en arabe
   *[other] dans une autre langue
}

# Les boutons et leurs messages

button-context = Contexte
button-less = Moins
button-more = Plus
button-back = Retour
button-close = Fermer
button-original = Fichier d’origine
button-nearest = Voir les passages proches
button-others = Même réponse
button-source = Voir la source
button-copy = Copier
context-all = Il n’y a pas d’autre texte autour.
context-full = Un message ne peut pas en contenir plus. Le texte entier est sous « Voir la source ».
document-changed = Ce document a changé depuis. Veuillez reposer votre question.
document-gone = Ce document n’est plus dans la collection.
question-gone = Je n’ai plus votre question. Veuillez la reposer.
no-more-quotes = Il n’y a pas d’autres citations.
thanks = Merci. Votre avis est enregistré avec la question et les citations.
withdrawn = Votre avis a été retiré.
button-old = Ce bouton vient d’une autre version du bot. Veuillez reposer votre question.
button-gone = Ces boutons ont changé depuis. Veuillez appuyer de nouveau.
button-too-old = Ce message est trop ancien pour ses boutons. Veuillez reposer votre question.

# Documents

source-author = Auteur : { $value }
source-published = Publié : { $value }
source-updated = Mis à jour : { $value }
source-added = Dans la collection depuis : { $value }
source-language = Langue : { $value }
source-length = { $count ->
    [one] { $count } mot
   *[other] { $count } mots
}
sources-answer = Les sources de cette réponse :
source-place = Emplacement : { $value }
source-original = Le fichier d’origine.
source-stored = Le texte tel qu’il est conservé ici ; le fichier d’origine n’est plus là ou a changé.
sources-count = { $count ->
    [one] { $count } document :
   *[other] { $count } documents :
}
sources-found = { $count ->
    [one] { $count } document avec « { $search } » :
   *[other] { $count } documents avec « { $search } » :
}
sources-none = Aucun document ne contient « { $search } » dans son titre, le nom de son média ou son adresse.
sources-page = Page { $page } sur { $pages }
sources-long = C’est trop long pour une recherche. Un ou deux mots du titre ou le nom du média suffisent.

# Vérification

verify-exact = { $count ->
    [one] Exact : ces mots figurent ici.
   *[other] Exact : ces mots figurent à { $count } endroits.
}
verify-everywhere = Exact : ces mots figurent à { $count } endroits ou plus.
verify-altered = Modifié : aucun document ne le dit exactement ainsi. Le passage le plus proche, différences en gras :
verify-given = Votre texte, différences barrées :
verify-absent = Introuvable : aucun document ne contient ces mots ni des mots semblables.
verify-typography = Exact à la typographie près : ces mots figurent ici, composés autrement.
verify-shortened = Abrégé : ces parties figurent ici, dans cet ordre.
verify-put-in = ajouté
verify-left-out = { $count ->
    [one] { $count } mot omis
   *[other] { $count } mots omis
}
verify-left-out-negation = (dont une négation)
verify-cut-negation = Juste avant ces mots, le document a « { $word } ».
verify-meaning = Change le sens : { $changes }
verify-number = nombre :
verify-negation = négation :
verify-name = nom :
verify-several = Citations : { $count } ; dans les documents : { $real }.
verify-more = … autres citations : { $count }.
verify-whole-same = Le texte entier est dans la collection :
verify-whole-version = La collection contient une version du texte entier :
verify-whole-excerpt = Le texte est une partie de ce document :
verify-whole-contains = Le texte contient ce document :
verify-whole-some = Le texte a des passages en commun avec ce document :
verify-whole-shares = { $text } % du texte, { $document } % du document
verify-usage = Écrivez la citation après /verify, ou répondez à un message par /verify.
verify-wordless = Il n’y a aucun mot ici. Écrivez la citation après /verify.
verify-long = Aucun document ne contient exactement ces { $count } caractères. Pour voir ce qui a été modifié, vérifiez au plus { $most } caractères à la fois.

# Quand il n’y a rien à répondre

ask-usage = Écrivez votre question après /ask, ou répondez à un message par /ask.
text-only = Je ne lis que du texte. Écrivez votre question dans un message.
link-only = Je n’ouvre pas les liens : je réponds d’après les documents que j’ai. Écrivez votre question avec des mots.
link-add = Pour ajouter la page à la collection :
unknown-command = Je ne connais pas cette commande. Écrivez une question ou consultez /help.
one-moment = Un instant : d’autres questions passent avant la vôtre.
too-many = Cela fait trop de messages à la fois. Je réponds à ceux que j’ai déjà ; renvoyez les autres plus tard.
given-up = Désolé, je ne peux pas répondre : j’ai planté plusieurs fois en essayant. Essayez avec d’autres mots.
failed = Un problème est survenu avec cette question. Veuillez réessayer dans un instant.
question-empty = Je ne vois pas de question. Posez-la en quelques mots.
question-long = La question compte { $count } caractères, pour un maximum de { $most }. Posez-la en une ou deux phrases.
question-wordless = La question ne contient aucun mot. Posez-la avec des mots.
filter-date = « { $value } » n’est pas une date comme 2022-11-30, 2022-11 ou 2022.
filter-order = { $since } est postérieur à { $until } : il n’y a rien entre les deux.
filter-twice = « { $name }: » figure plusieurs fois. Indiquez-le une seule fois.
not-allowed = Ce bot ne répond qu’aux personnes que son propriétaire connaît. Votre identifiant, à lui transmettre : { $id }
business-declined = Je ne réponds pas pour les comptes professionnels : vos clients recevraient en votre nom des citations de mes documents. Posez-moi vos questions ici, dans cette discussion.
words-thanks = merci, merci beaucoup, merci bien, un grand merci, mille mercis, mille merci, merci à vous, merci à toi, je vous remercie
words-greeting = bonjour, bonsoir, salut, coucou, bonne nuit, bonne journée, bonne soirée, au revoir, à bientôt, à plus
words-acknowledgement = d’accord, compris, je vois, oui, non, très bien, parfait, génial, super, entendu, ça marche, bien, c’est bon
words-help = aide, aide-moi, que peux-tu faire, que sais-tu faire, qui es-tu, qui êtes-vous, comment ça marche, comment ça fonctionne
answer-thanks = Je vous en prie.
answer-greeting = Bonjour ! Posez-moi une question sur mes documents.
inline-hint = Écrivez une question
inline-long = Cette question est trop longue
inline-none = Les documents ne répondent pas à cette question
inline-not-allowed = Ce bot ne répond qu’aux personnes autorisées

# Questions enregistrées

button-watch = 🔔 Me prévenir
button-unwatch = Ne plus me prévenir
button-daily = Une fois par jour
button-at-once = Tout de suite
button-pause = Suspendre
button-resume = Reprendre
watch-saved = C’est enregistré. Je vous préviendrai quand un nouveau document y répondra. /watch affiche vos questions.
watch-saved-already = Cette question est déjà enregistrée. /watch affiche vos questions.
watch-most = { $count ->
    [one] Vous pouvez enregistrer { $count } question ici. Supprimez-la d’abord : /watch
   *[other] Vous pouvez enregistrer { $count } questions ici. Supprimez-en d’abord une : /watch
}
watch-off = Ce bot n’enregistre pas de questions.
watch-none = Aucune question enregistrée. Écrivez /watch et une question : je vous préviendrai quand un nouveau document y répondra.
watch-list = Je vous préviens quand un nouveau document répond à :
watch-paused = suspendue
watch-at-once = Je vous préviens tout de suite.
watch-daily = Je vous préviens une fois par jour, à { $hour } h.
watch-quiet = Silence de { $first } h à { $last } h.
watch-clock = Mon horloge indique { $time } ; /watch zone Europe/Paris ou +2 règle votre fuseau.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Question supprimée : { $question }
watch-unknown = Aucune question enregistrée ne porte ce numéro. /watch les affiche.
watch-zone-unknown = Je ne connais pas ce fuseau horaire. Écrivez par exemple Europe/Paris ou +2.
watch-hours-wrong = Écrivez les heures ainsi : 22-7.
watch-news = Du nouveau pour votre question enregistrée :
watch-first = La première réponse.
watch-changed = Le document a changé.
watch-facts = Nouveau ici : { $facts }
watch-source = D’une autre source.
watch-more = { $count ->
    [one] Et encore { $count } citation : /watch { $number }
   *[other] Et encore { $count } citations : /watch { $number }
}
watch-nothing-found = Rien de nouveau pour l’instant : { $question }
words-daily = une fois par jour, chaque jour, tous les jours, quotidien
words-now = tout de suite, immédiatement
words-pause = suspendre, pause
words-resume = reprendre, continuer
words-quiet = silence
words-off = non, désactiver
words-zone = fuseau, fuseau horaire
words-remove = supprimer, retirer

# Modifier la collection

admins-only = Seules les personnes qui m’administrent peuvent le faire.
upload-declined = Je ne lis que du texte, et seules les personnes qui m’administrent peuvent ajouter des documents. Écrivez votre question dans un message.
upload-kind = Je ne sais pas lire les fichiers comme { $name }.
upload-large = Ce fichier est trop volumineux : Telegram me transmet au plus { $most } Mo.
add-usage = Envoyez-moi un fichier, écrivez l’adresse d’une page après /add, ou répondez à un fichier par /add.
add-done = { $count ->
    [one] Ajouté à la collection :
   *[other] { $count } documents ajoutés à la collection :
}
add-updated = { $count ->
    [one] Le document est à jour.
   *[other] { $count } documents sont à jour.
}
add-unchanged = C’est déjà dans la collection.
edit-usage = Écrivez /edit, l’identifiant d’un document et les bonnes informations : /edit 3fa2c1 published=2022-11-30 title=Tempêtes sur le Kent. Les champs sont title, author, published, publisher, url et language. Un champ vide (author=) signifie que rien n’est connu ; « reset » après l’identifiant annule les corrections.
edit-known = Ce que l’on sait sur
edit-said = le document indique { $value }
edit-silent = le document n’indique rien
remove-usage = Écrivez après /remove l’identifiant d’un document ou des mots de son titre.
remove-which = Lequel ? Touchez une ligne pour la copier, puis envoyez-la-moi.
remove-done = Retiré de la collection : { $name }
change-begun = J’y travaille…
change-progress = { $what ->
    [reading] Lecture : { $done } sur { $total }
    [encoding] Encodage : { $done } sur { $total }
   *[other] Indexation : { $done } sur { $total }
}
change-failed = Cela n’a pas marché : { $reason }
change-more = … et { $count ->
    [one] { $count } autre
   *[other] { $count } autres
}
stats-documents = Documents : { $count }
stats-passages = Passages : { $count }
stats-questions = Questions depuis le démarrage : { $count }
stats-abstentions = Sans réponse : { $count }
stats-errors = Erreurs : { $count }
stats-waiting = En attente : { $count }
stats-running = En marche depuis (h:min) : { $hours }

# Le menu à côté du champ de texte

command-ask = Poser une question
command-sources = Les documents dont je tire mes réponses
command-verify = Cette citation est-elle exacte ?
command-watch = Me prévenir si un nouveau document répond
command-new = Oublier notre conversation
command-help = Comment poser une question
command-privacy = Ce qui est conservé
command-add = Ajouter une page à la collection
command-remove = Retirer un document
command-edit = Corriger titre, auteur ou date d’un document
command-stats = Chiffres des documents et des questions
