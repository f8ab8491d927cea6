# Textos fixos do bot em português.

start =
    Pergunte o que quiser sobre os meus documentos. Respondo apenas com citações literais e suas fontes; nenhuma frase é minha.

    Se os documentos não tiverem a resposta, eu digo. Mais em /help; os documentos, em /sources.
example-said = O que { $name } disse?
example-about = O que se sabe sobre { $name }?
example-title = O que se sabe sobre “{ $title }”?

help =
    Escreva a pergunta com as suas palavras, como a faria a um colega. Bastam algumas palavras.

    Você recebe trechos dos documentos, palavra por palavra. A frase que responde está em negrito; embaixo de cada trecho está a sua fonte. Se não houver resposta, eu digo e mostro recolhido o que mais se aproxima.

    • Para continuar, responda à minha mensagem: “E em julho?” No chat privado, basta escrever. Mostro a que pergunta associei a nova; /new começa do zero.
    • Se você editar a pergunta, eu mudo a resposta.
    • Para restringir a busca, acrescente à pergunta since:2022-10-01, until:2022-12 ou source:"Kyiv Post" (também em português: desde:, até:, fonte:).
    • Os botões sob uma resposta mostram o texto em volta de uma citação, mais citações ou o documento inteiro, ou copiam a citação com a fonte.
    • /watch e uma pergunta, ou 🔔 sob uma resposta: aviso quando um documento novo a responder.

    Em grupos, leio só o que é dirigido a mim: /ask{ $bot } com uma pergunta, as respostas às minhas mensagens e, onde sou administrador, também as menções. Em qualquer outro chat, escreva { $bot } e uma pergunta, e escolha a citação para enviar.

    /sources – os documentos com que respondo
    /verify – esta citação é verdadeira?
    /new – esquecer a conversa
    /privacy – o que é guardado

privacy =
    O Telegram transmite as nossas mensagens e pode lê-las. De lá elas vão para o computador em que funciono, e para nenhum outro lugar.

    • Uma pergunta é guardada até ser respondida e depois fica algum tempo na memória de trabalho, para que você possa continuar. /new apaga na hora o que foi perguntado neste chat; reiniciar também.
    • Se você tocar em 👍 ou 👎, a pergunta, as citações e a sua avaliação são guardadas, para que as respostas possam melhorar. Seu nome e seu ID não são guardados com elas.
    • Uma pergunta salva (/watch, 🔔) é guardada com o ID deste chat até que você a remova.
    • Quem me administra pode ver os documentos e essas avaliações, e poderia ver mais: o computador é dessa pessoa.

new-done = Conversa esquecida. A próxima pergunta começa do zero.

# Respostas

not-answered = Os documentos não respondem a esta pergunta.
not-answered-among = Nenhum dos documentos escolhidos ({ $filters }) responde a esta pergunta.
not-ready = Os documentos ainda estão sendo indexados para perguntas neste idioma. Pergunte de novo daqui a alguns minutos.
uncertain = Não há uma resposta clara.
no-documents-among = Nenhum documento atende a essas condições ({ $filters }). Em /sources estão todos.
nearest = Trechos mais próximos:
next-nearest = Os seguintes mais próximos:
also-in = Também em:
also-more = e mais { $count }
quote-near = { $count ->
    [one] Perto da pergunta, mas talvez não seja uma resposta:
   *[other] Perto da pergunta, mas talvez não sejam respostas:
}
sources-differ = As fontes divergem
sources-agree = Fontes de acordo: { $count }
sources-several = Fontes: { $count }
others-head = A mesma resposta, em outro lugar:
follow-up = Em continuação a:
part = parte { $part } de { $parts }
in-place = Ver no documento
open-document = Abrir o documento
paragraph = parágrafo { $number }
chapter = capítulo { $number }
page = página { $number }
version = versão { $number }
version-replaced = versão { $number }, já substituída
in-language = { $code ->
    [en] em inglês
    [ru] em russo
    [uk] em ucraniano
    [de] em alemão
    [es] em espanhol
    [fr] em francês
    [it] em italiano
    [pl] em polonês
    [pt] em português
    [ro] em romeno
    [tr] em turco
    [zh] em chinês
    [ja] em japonês
    [ar] em árabe
   *[other] em outro idioma
}

# Os botões e as suas mensagens

button-context = Contexto
button-less = Menos
button-more = Mais
button-back = Voltar
button-close = Fechar
button-original = Arquivo original
button-nearest = Mostrar trechos próximos
button-others = Mesma resposta
button-source = Fonte
button-copy = Copiar
context-all = Não há mais texto em volta.
context-full = Não cabe mais em uma mensagem. O texto completo está em “Fonte”.
document-changed = Este documento mudou desde então. Pergunte de novo, por favor.
document-gone = Este documento não está mais na coleção.
question-gone = Não tenho mais a sua pergunta. Faça-a de novo, por favor.
no-more-quotes = Não há mais citações.
thanks = Obrigado. A sua avaliação foi salva com a pergunta e as citações.
withdrawn = A sua avaliação foi retirada.
button-old = Este botão é de outra versão do bot. Pergunte de novo, por favor.
button-gone = Estes botões mudaram desde então. Toque de novo, por favor.
button-too-old = Esta mensagem é antiga demais para os seus botões. Pergunte de novo, por favor.

# Documentos

source-author = Autor: { $value }
source-published = Publicado: { $value }
source-updated = Atualizado: { $value }
source-added = Na coleção desde: { $value }
source-language = Idioma: { $value }
source-length = { $count ->
    [one] { $count } palavra
   *[other] { $count } palavras
}
sources-answer = As fontes desta resposta:
source-place = Lugar: { $value }
source-original = O arquivo original.
source-stored = O texto como está guardado aqui; o arquivo original não existe mais ou mudou.
sources-count = { $count ->
    [one] { $count } documento:
   *[other] { $count } documentos:
}
sources-found = { $count ->
    [one] { $count } documento com “{ $search }”:
   *[other] { $count } documentos com “{ $search }”:
}
sources-none = Nenhum documento tem “{ $search }” no título, na publicação ou no endereço.
sources-page = Página { $page } de { $pages }
sources-long = É longo demais para buscar. Bastam uma ou duas palavras do título ou o nome da publicação.

# Verificação

verify-exact = { $count ->
    [one] Exata: estas palavras aparecem aqui.
   *[other] Exata: estas palavras aparecem em { $count } lugares.
}
verify-everywhere = Exata: estas palavras aparecem em { $count } lugares ou mais.
verify-altered = Alterada: nenhum documento diz exatamente isso. O trecho mais parecido, com as diferenças em negrito:
verify-given = O seu texto, com as diferenças riscadas:
verify-absent = Não encontrada: nenhum documento tem estas palavras nem outras parecidas.
verify-typography = Exata, exceto pela tipografia: estas palavras aparecem, apenas compostas de outro modo.
verify-shortened = Abreviada: estas partes aparecem nesta ordem.
verify-put-in = acrescentado
verify-left-out = { $count ->
    [one] { $count } palavra omitida
   *[other] { $count } palavras omitidas
}
verify-left-out-negation = (com uma negação)
verify-cut-negation = Logo antes destas palavras, o documento tem “{ $word }”.
verify-meaning = Muda o sentido: { $changes }
verify-number = número:
verify-negation = negação:
verify-name = nome:
verify-several = Citações: { $count }; nos documentos: { $real }.
verify-more = … outras citações: { $count }.
verify-whole-same = O texto inteiro está na coleção:
verify-whole-version = A coleção tem uma versão do texto inteiro:
verify-whole-excerpt = O texto é uma parte deste documento:
verify-whole-contains = O texto contém este documento:
verify-whole-some = O texto tem trechos em comum com este documento:
verify-whole-shares = { $text }% do texto, { $document }% do documento
verify-usage = Escreva a citação depois de /verify ou responda a uma mensagem com /verify.
verify-wordless = Não há nenhuma palavra aí. Escreva a citação depois de /verify.
verify-long = Nenhum documento tem exatamente estes { $count } caracteres. Para ver o que foi alterado, verifique no máximo { $most } de cada vez.

# Quando não há resposta a dar

ask-usage = Escreva a pergunta depois de /ask ou responda a uma mensagem com /ask.
text-only = Só leio texto. Escreva a pergunta em uma mensagem.
link-only = Não abro links: respondo a partir dos documentos que tenho. Escreva a pergunta com palavras.
link-add = Para adicionar a página à coleção:
unknown-command = Não conheço esse comando. Escreva uma pergunta ou veja /help.
one-moment = Um momento: há outras perguntas antes da sua.
too-many = São mensagens demais de uma vez. Respondo às que já tenho; envie o resto mais tarde, por favor.
given-up = Desculpe, não consigo responder a isso: falhei várias vezes ao tentar. Tente com outras palavras, por favor.
failed = Algo deu errado com esta pergunta. Tente de novo daqui a pouco, por favor.
question-empty = Não vejo nenhuma pergunta. Pergunte em poucas palavras.
question-long = A pergunta tem { $count } caracteres, e o máximo é { $most }. Resuma-a em uma ou duas frases.
question-wordless = A pergunta não tem nenhuma palavra. Pergunte com palavras.
filter-date = “{ $value }” não é uma data como 2022-11-30, 2022-11 ou 2022.
filter-order = { $since } é depois de { $until }; não há nada entre as duas datas.
filter-twice = “{ $name }:” aparece mais de uma vez. Use-o só uma vez.
not-allowed = Este bot só responde a pessoas que o dono conhece. O seu ID, para passar ao dono: { $id }
business-declined = Não respondo por contas comerciais: os seus clientes receberiam em seu nome citações dos meus documentos. Pergunte aqui, neste chat.
words-thanks = obrigado, obrigada, muito obrigado, muito obrigada, brigado, brigada, valeu, obg, agradeço
words-greeting = olá, ola, oi, bom dia, boa tarde, boa noite, tchau, até logo, até mais, adeus, e aí, tudo bem
words-acknowledgement = certo, entendi, entendido, sim, não, beleza, ótimo, perfeito, legal, tá bom, está bem, muito bem, claro, bom
words-help = ajuda, o que você faz, o que você pode fazer, o que sabes fazer, quem é você, quem és tu, como funciona, como isso funciona
answer-thanks = De nada.
answer-greeting = Olá! Pergunte o que quiser sobre os meus documentos.
inline-hint = Escreva uma pergunta
inline-long = Esta pergunta é longa demais
inline-none = Os documentos não respondem a esta pergunta
inline-not-allowed = Este bot só responde a pessoas que o dono conhece

# Perguntas salvas

button-watch = 🔔 Avise-me
button-unwatch = Não avisar mais
button-daily = Uma vez por dia
button-at-once = Na hora
button-pause = Pausar
button-resume = Retomar
watch-saved = Pergunta salva. Aviso quando um documento novo a responder. Em /watch estão todas.
watch-saved-already = Esta pergunta já está salva. Em /watch estão todas.
watch-most = { $count ->
    [one] Aqui se pode salvar { $count } pergunta. Remova-a antes: /watch
   *[other] Aqui se podem salvar { $count } perguntas. Remova uma antes: /watch
}
watch-off = Este bot não salva perguntas.
watch-none = Não há perguntas salvas. Escreva /watch e uma pergunta, e aviso quando um documento novo a responder.
watch-list = Aviso quando um documento novo responder a:
watch-paused = em pausa
watch-at-once = Aviso na hora.
watch-daily = Aviso uma vez por dia, às { $hour }:00.
watch-quiet = Sem avisos das { $first }:00 às { $last }:00.
watch-clock = O meu relógio marca { $time }; /watch zone America/Sao_Paulo ou -3 define o seu fuso.
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = Pergunta removida: { $question }
watch-unknown = Não há pergunta salva com esse número. Em /watch estão todas.
watch-zone-unknown = Não conheço esse fuso horário. Escreva, por exemplo, America/Sao_Paulo ou -3.
watch-hours-wrong = Escreva as horas assim: 22-7.
watch-news = Novidades da sua pergunta salva:
watch-first = A primeira resposta.
watch-changed = O documento mudou.
watch-facts = Novo aqui: { $facts }
watch-source = De outra fonte.
watch-more = { $count ->
    [one] E mais { $count } citação: /watch { $number }
   *[other] E mais { $count } citações: /watch { $number }
}
watch-nothing-found = Nada de novo por enquanto: { $question }
words-daily = uma vez por dia, todo dia, todos os dias, diariamente
words-now = na hora, agora, imediatamente
words-pause = pausar, pausa
words-resume = retomar, continuar
words-quiet = silêncio
words-off = não, desligar
words-zone = fuso, fuso horário
words-remove = remover, apagar

# Mudanças na coleção

admins-only = Só quem me administra pode fazer isso.
upload-declined = Só leio texto, e só quem me administra pode adicionar documentos. Escreva a pergunta em uma mensagem.
upload-kind = Não sei ler arquivos como { $name }.
upload-large = Este arquivo é grande demais: o Telegram me entrega no máximo { $most } MB.
add-usage = Envie um arquivo, escreva o endereço de uma página depois de /add ou responda a um arquivo com /add.
add-done = { $count ->
    [one] Adicionado à coleção:
   *[other] { $count } documentos adicionados à coleção:
}
add-updated = { $count ->
    [one] O documento está atualizado.
   *[other] { $count } documentos estão atualizados.
}
add-unchanged = Isto já está na coleção.
edit-usage = Escreva /edit, o ID de um documento e os dados corretos: /edit 3fa2c1 published=2022-11-30 title=Tempestades em Kent. Os campos são title, author, published, publisher, url e language. Um campo vazio (author=) significa que nada se sabe; “reset” depois do ID desfaz as correções.
edit-known = O que se sabe sobre
edit-said = o documento diz { $value }
edit-silent = o documento não diz nada
remove-usage = Escreva depois de /remove o ID de um documento ou palavras do título.
remove-which = Qual? Toque em uma linha para copiá-la e envie-a para mim.
remove-done = Removido da coleção: { $name }
change-begun = Já estou fazendo…
change-progress = { $what ->
    [reading] Lendo: { $done } de { $total }
    [encoding] Codificando: { $done } de { $total }
   *[other] Indexando: { $done } de { $total }
}
change-failed = Não deu certo: { $reason }
change-more = … e mais { $count }
stats-documents = Documentos: { $count }
stats-passages = Trechos: { $count }
stats-questions = Perguntas desde o início: { $count }
stats-abstentions = Sem resposta: { $count }
stats-errors = Erros: { $count }
stats-waiting = Em espera: { $count }
stats-running = Funcionando há (h:min): { $hours }

# O menu ao lado do campo de texto

command-ask = Fazer uma pergunta
command-sources = Os documentos com que respondo
command-verify = Esta citação é verdadeira?
command-watch = Avisar quando um documento novo responder
command-new = Esquecer a conversa
command-help = Como perguntar
command-privacy = O que é guardado
command-add = Adicionar uma página à coleção
command-remove = Remover um documento
command-edit = Corrigir título, autor ou data de um documento
command-stats = Números de documentos e perguntas
