# 机器人的中文固定文本。名词没有复数形式。

start =
    关于我的文档，你可以问任何问题。我只用原文引文回答，并注明出处，不说一句自己的话。

    如果文档里没有答案，我会直说。详情见 /help，文档列表见 /sources。
example-said = { $name }说了什么？
example-about = 关于{ $name }，有哪些已知情况？
example-title = 关于“{ $title }”，有哪些已知情况？

help =
    用你自己的话提问，就像问同事一样，几个词就够了。

    你会收到文档原文的摘录。回答问题的句子用粗体显示；每段摘录下面注明出处。如果没有答案，我会直说，并把最接近的段落折叠起来附上。

    • 要追问，请回复我的消息：“那七月呢？”私聊中直接接着写就行。我会显示新问题接的是哪个问题；/new 重新开始。
    • 修改问题后，我会修改回答。
    • 要缩小范围，请在问题旁加上 since:2022-10-01、until:2022-12 或 source:"Kyiv Post"，前后留空格（也可以用中文：从:、到:、来源:）。
    • 回答下面的按钮可以显示引文的上下文、更多引文或整篇文档，也可以连同出处复制引文。
    • 发送 /watch 加问题，或点回答下面的 🔔：有新文档能回答时，我会通知你。

    在群组里，我只读发给我的消息：/ask{ $bot } 加问题、对我消息的回复；如果我是管理员，还有提到我的消息。在其他聊天中，输入 { $bot } 和问题，然后选择要发送的引文。

    /sources – 我回答所依据的文档
    /verify – 这句引文是真的吗？
    /new – 忘记我们的对话
    /privacy – 保存哪些内容

privacy =
    我们的消息由 Telegram 传送，它能够读取。消息随后到达运行我的电脑，不会再去别处。

    • 问题会保存到得到回答为止，之后还会在内存中保留一段时间，方便你追问。/new 会立即清除本聊天中问过的内容，重启也会。
    • 如果你点 👍 或 👎，问题、引文和你的评价会保存下来，用于改进回答。你的名字和 ID 不会一起保存。
    • 你保存的问题（/watch、🔔）会连同本聊天的 ID 一起保存，直到你移除它。
    • 运行我的人可以看到文档和这些评价，也有可能看到更多，因为那是他的电脑。

new-done = 已忘记。下一个问题将重新开始。

# 回答

not-answered = 文档中没有这个问题的答案。
not-answered-among = 所选文档（{ $filters }）中没有这个问题的答案。
not-ready = 文档仍在为这种语言的问题建立索引。请过几分钟再问。
uncertain = 没有明确的答案。
no-documents-among = 没有符合条件（{ $filters }）的文档。全部文档见 /sources。
nearest = 最接近的段落：
next-nearest = 其次接近的段落：
also-in = 另见：
also-more = 以及另外 { $count } 处
quote-near = { $count ->
    [1] 接近问题，但可能不是答案：
   *[other] 以下段落接近问题，但可能不是答案：
}
sources-differ = 来源说法不一
sources-agree = { $count } 个来源说法一致
sources-several = { $count } 个来源
others-head = 别处的相同答案：
follow-up = 接着这个问题：
part = 第 { $part } 部分，共 { $parts } 部分
in-place = 在文档中查看
open-document = 打开文档
paragraph = 第 { $number } 段
chapter = 第 { $number } 章
page = 第 { $number } 页
version = 版本 { $number }
version-replaced = 版本 { $number }，现已被取代
in-language = { $code ->
    [en] 英文
    [ru] 俄文
    [uk] 乌克兰文
    [de] 德文
    [es] 西班牙文
    [fr] 法文
    [it] 意大利文
    [pl] 波兰文
    [pt] 葡萄牙文
    [ro] 罗马尼亚文
    [tr] 土耳其文
    [zh] 中文
    [ja] 日文
    [ar] 阿拉伯文
   *[other] 其他语言
}

# 按钮及其提示

button-context = 上下文
button-less = 收起
button-more = 更多
button-back = 返回
button-close = 关闭
button-original = 原始文件
button-nearest = 显示最接近的段落
button-others = 相同答案
button-source = 来源
button-copy = 复制
context-all = 前后没有更多文字了。
context-full = 一条消息放不下更多了。全文见“来源”。
document-changed = 这篇文档后来改动过，请重新提问。
document-gone = 这篇文档已不在文档库中。
question-gone = 我已经没有你的问题了，请重新提问。
no-more-quotes = 没有更多引文了。
thanks = 谢谢。你的评价已与问题和引文一起保存。
withdrawn = 你的评价已撤回。
button-old = 这个按钮来自机器人的另一个版本，请重新提问。
button-gone = 这些按钮后来变了，请再按一次。
button-too-old = 这条消息太旧，按钮已失效，请重新提问。

# 文档

source-author = 作者：{ $value }
source-published = 发布：{ $value }
source-updated = 更新：{ $value }
source-added = 收录：{ $value }
source-language = 语言：{ $value }
source-length = { $count } 个词
sources-answer = 此回答的来源：
source-place = 位置：{ $value }
source-original = 原始文件。
source-stored = 这里保存的文本；原始文件已不存在或已改动。
sources-count = { $count } 篇文档：
sources-found = 含“{ $search }”的文档共 { $count } 篇：
sources-none = 没有文档的标题、出版者或网址含有“{ $search }”。
sources-page = 第 { $page } 页，共 { $pages } 页
sources-long = 太长了，无法查找。用标题中的一两个词或出版者名称即可。

# 核对

verify-exact = { $count ->
    [1] 一致：这些话出现在这里。
   *[other] 一致：这些话出现在 { $count } 处。
}
verify-everywhere = 一致：这些话至少出现在 { $count } 处。
verify-altered = 有改动：没有文档与这些话完全相同。最接近的段落，差异用粗体表示：
verify-given = 你的文本，差异用删除线表示：
verify-absent = 未找到：没有文档含有这些话或相近的话。
verify-typography = 除排版外一致：这些话出现在这里，只是排版不同。
verify-shortened = 有删节：这些部分按此顺序出现。
verify-put-in = 添加
verify-left-out = 漏掉 { $count } 个词
verify-left-out-negation = （其中有否定词）
verify-cut-negation = 在这些词之前，文档中有“{ $word }”。
verify-meaning = 改变了意思：{ $changes }
verify-number = 数字：
verify-negation = 否定：
verify-name = 名称：
verify-several = { $count } 句引文，其中文档里有 { $real } 句。
verify-more = ……还有 { $count } 句引文。
verify-whole-same = 全文在文档库中：
verify-whole-version = 文档库中有全文的一个版本：
verify-whole-excerpt = 这段文本是该文档的一部分：
verify-whole-contains = 这段文本包含该文档：
verify-whole-some = 这段文本与该文档有相同的段落：
verify-whole-shares = 占文本的 { $text }%，占文档的 { $document }%
verify-usage = 把引文写在 /verify 后面，或用 /verify 回复一条消息。
verify-wordless = 里面没有文字。请把引文写在 /verify 后面。
verify-long = 没有文档含有与这 { $count } 个字符完全相同的文字。要看改动之处，每次最多核对 { $most } 个字符。

# 没有可答的内容时

ask-usage = 把问题写在 /ask 后面，或用 /ask 回复一条消息。
text-only = 我只能读文字。请用消息写下你的问题。
link-only = 我不打开链接，只根据我有的文档回答。请用文字写下你的问题。
link-add = 要把这个网页加入文档库：
unknown-command = 我不认识这个命令。请直接提问，或查看 /help。
one-moment = 请稍等：你前面还有其他问题。
too-many = 一次太多了。已收到的我会回答，其余的请稍后再发。
given-up = 抱歉，我无法回答：尝试时多次崩溃。请换个说法。
failed = 处理这个问题时出错了。请稍后再试。
question-empty = 我没看到问题。请用几个词提问。
question-long = 问题有 { $count } 个字符，最多 { $most } 个。请用一两句话提问。
question-wordless = 问题里没有文字。请用文字提问。
filter-date = “{ $value }”不是 2022-11-30、2022-11 或 2022 这样的日期。
filter-order = { $since } 晚于 { $until }，两者之间什么也没有。
filter-twice = “{ $name }:”出现了不止一次，请只保留一个。
not-allowed = 这个机器人只回答其所有者认识的人。请把你的 ID 告诉所有者：{ $id }
business-declined = 我不代企业账号回答：否则你的客户会以你的名义收到我文档中的引文。请在本聊天中问我。
words-thanks = 谢谢, 多谢, 谢谢你, 谢谢您, 非常感谢, 感谢, 谢了, 谢谢啦, 謝謝, 多謝
words-greeting = 你好, 您好, 嗨, 哈喽, 早上好, 下午好, 晚上好, 早安, 晚安, 再见, 拜拜
words-acknowledgement = 好, 好的, 行, 可以, 知道了, 明白, 明白了, 懂了, 收到, 是, 是的, 对, 不, 不是, 没事, 不错, 很好, 太好了, 嗯, 哈哈
words-help = 帮助, 你会什么, 你能做什么, 你可以做什么, 你是谁, 怎么用, 怎么使用, 这个怎么用
answer-thanks = 不客气。
answer-greeting = 你好！关于我的文档，你可以问任何问题。
inline-hint = 请输入问题
inline-long = 这个问题太长
inline-none = 文档中没有这个问题的答案
inline-not-allowed = 这个机器人只回答它认识的人

# 已保存的问题

button-watch = 🔔 有新答案时通知我
button-unwatch = 不再通知
button-daily = 每天一次
button-at-once = 立即
button-pause = 暂停
button-resume = 恢复
watch-saved = 已保存。有新文档能回答时，我会通知你。列表见 /watch。
watch-saved-already = 这个问题已经保存过了。列表见 /watch。
watch-most = 这里最多可保存 { $count } 个问题。请先移除一个：/watch
watch-off = 这个机器人不保存问题。
watch-none = 你还没有保存问题。发送 /watch 加问题，有新文档能回答时，我会通知你。
watch-list = 有新文档能回答以下问题时，我会通知你：
watch-paused = 已暂停
watch-at-once = 立即通知。
watch-daily = 每天 { $hour }:00 通知一次。
watch-quiet = 免打扰时段：{ $first }:00 至 { $last }:00。
watch-clock = 我的时钟是 { $time }；用 /watch zone Asia/Shanghai 或 +8 设置你的时区。
watch-usage = /watch daily 9 · /watch now · /watch quiet 22-7 · /watch quiet off · /watch pause { $number } · /watch resume { $number } · /watch remove { $number }
watch-removed = 已移除：{ $question }
watch-unknown = 没有这个编号的已保存问题。列表见 /watch。
watch-zone-unknown = 我不认识这个时区。请写成 Asia/Shanghai 或 +8。
watch-hours-wrong = 请这样写时间：22-7。
watch-news = 你保存的问题有新内容：
watch-first = 这是第一个答案。
watch-changed = 文档已改动。
watch-facts = 新内容：{ $facts }
watch-source = 来自另一个来源。
watch-more = 还有 { $count } 句引文：/watch { $number }
watch-nothing-found = 目前没有新内容：{ $question }
words-daily = 每天, 每天一次, 每日
words-now = 立即, 马上
words-pause = 暂停
words-resume = 恢复, 继续
words-quiet = 免打扰, 静音
words-off = 关闭, 关
words-zone = 时区
words-remove = 移除, 删除

# 文档库的改动

admins-only = 只有我的管理员可以这样做。
upload-declined = 我只能读文字，只有我的管理员可以添加文档。请用消息写下你的问题。
upload-kind = 我读不了 { $name } 这样的文件。
upload-large = 文件太大：Telegram 最多传给我 { $most } MB。
add-usage = 发给我一个文件，把网页地址写在 /add 后面，或用 /add 回复一个文件。
add-done = { $count ->
    [1] 已收入文档库：
   *[other] 已有 { $count } 篇文档收入文档库：
}
add-updated = { $count ->
    [1] 文档已更新。
   *[other] { $count } 篇文档已更新。
}
add-unchanged = 这已经在文档库中了。
edit-usage = 发送 /edit、文档的 ID 和正确的内容：/edit 3fa2c1 published=2022-11-30 title=肯特郡风暴。可用的字段有 title、author、published、publisher、url 和 language。留空（author=）表示未知；在 ID 后写“reset”可撤销更正。
edit-known = 已知信息：
edit-said = 文档中写的是 { $value }
edit-silent = 文档中没有写
remove-usage = 把文档的 ID 或标题中的词写在 /remove 后面。
remove-which = 哪一篇？点一行即可复制，然后发给我。
remove-done = 已移出文档库：{ $name }
change-begun = 正在处理……
change-progress = { $what ->
    [reading] 读取：{ $done } / { $total }
    [encoding] 编码：{ $done } / { $total }
   *[other] 索引：{ $done } / { $total }
}
change-failed = 没有成功：{ $reason }
change-more = ……还有 { $count } 篇
stats-documents = 文档：{ $count }
stats-passages = 段落：{ $count }
stats-questions = 启动以来的问题：{ $count }
stats-abstentions = 未回答：{ $count }
stats-errors = 错误：{ $count }
stats-waiting = 等待中：{ $count }
stats-running = 已运行（时:分）：{ $hours }

# 输入框旁的菜单

command-ask = 提问
command-sources = 我回答所依据的文档
command-verify = 这句引文是真的吗？
command-watch = 有新文档能回答时通知我
command-new = 忘记我们的对话
command-help = 如何提问
command-privacy = 保存哪些内容
command-add = 把网页加入文档库
command-remove = 移除一篇文档
command-edit = 更正文档的标题、作者或日期
command-stats = 文档和提问的数字
